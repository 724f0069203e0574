"""``accord me``: what a person decides about their own data, and what they take away. One file a topic."""

from __future__ import annotations

from collections.abc import Callable

import typer

from accord.cli import (
    me_consents,
    me_erase,
    me_export,
    me_feedback,
    me_import,
    me_import_history,
    me_old_ids,
    me_receipt,
)

app = typer.Typer(add_completion=False, no_args_is_help=True)

SUBCOMMANDS: dict[str, Callable[..., None]] = {
    "consents": me_consents.consents,
    "give": me_consents.give,
    "refuse": me_consents.refuse,
    "withdraw": me_consents.withdraw,
    "receipt": me_receipt.receipt,
    "export": me_export.export,
    "import": me_import.import_,
    "import-history": me_import_history.import_history,
    "old-ids": me_old_ids.old_ids,
    "like": me_feedback.like,
    "less": me_feedback.less,
    "hide": me_feedback.hide,
    "unsay": me_feedback.unsay,
    "said": me_feedback.said,
    "erase": me_erase.erase,
}
"""Name -> the function that its file holds, in the order of the help."""

for name, command in SUBCOMMANDS.items():
    app.command(name)(command)


@app.callback()
def root() -> None:
    """Decide what your listening is used for, and take away what is kept about you."""
