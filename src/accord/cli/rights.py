"""``accord rights``: what data may be used for, and who says so. One file per subcommand."""

from __future__ import annotations

from collections.abc import Callable

import typer

from accord.cli import rights_ask, rights_revoke, rights_summary, rights_table, rights_trace

app = typer.Typer(add_completion=False, no_args_is_help=True)

SUBCOMMANDS: dict[str, Callable[..., None]] = {
    "ask": rights_ask.ask,
    "table": rights_table.table,
    "trace": rights_trace.trace,
    "summary": rights_summary.summary,
    "revoke": rights_revoke.revoke,
}
"""Name -> the function that its file holds, in the order of the help."""

for name, command in SUBCOMMANDS.items():
    app.command(name)(command)


@app.callback()
def root() -> None:
    """Say what data may be used for, and who says so."""
