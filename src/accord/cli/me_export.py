"""``accord me export``: take along all that is kept about you."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accord.cli.me_who import AsOption, opened_as


def export(
    as_: AsOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="The file to write; the data folder keeps the export if left out.")
    ] = None,
) -> None:
    """Write all that is kept about you into a zip archive of open formats."""
    from accord.library.transfer import export_to, keep_export

    with opened_as(as_) as (people, listener):
        exported = keep_export(people, listener) if to is None else export_to(people, listener, to)
    typer.echo(f"{exported.path}")
    typer.echo(f"{exported.size} bytes, SHA-256 {exported.sha256}", err=True)
    if to is None:
        typer.echo("It lies in the data folder, and goes when you erase yourself.", err=True)
