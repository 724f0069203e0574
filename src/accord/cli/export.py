"""``accord export``: what this Accord hands to others. One file per subcommand."""

from __future__ import annotations

from collections.abc import Callable

import typer

from accord.cli import export_budget, export_community

app = typer.Typer(add_completion=False, no_args_is_help=True)

SUBCOMMANDS: dict[str, Callable[..., None]] = {
    "community": export_community.community,
    "budget": export_budget.budget,
}
"""Name -> the function that its file holds, in the order of the help."""

for name, command in SUBCOMMANDS.items():
    app.command(name)(command)


@app.callback()
def root() -> None:
    """Share sums over what this community plays, where its people agreed."""
