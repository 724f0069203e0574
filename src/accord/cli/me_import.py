"""``accord me import``: bring along what another Accord, or this one, exported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accord.domain.errors import NotFound
from accord.domain.settings import load_settings
from accord.library.people import open_people


def import_(
    file: Annotated[Path, typer.Argument(help="What `accord me export` wrote.")],
    as_: Annotated[str, typer.Option("--as", help="The account that it goes into; one that is not there is made.")],
) -> None:
    """Take in an export: listens and consents with their history. What is wrong in it stores nothing."""
    from accord.library.transfer_import import import_from

    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    with open_people(load_settings()) as people, file.open("rb") as opened:
        imported = import_from(people, opened, as_)
        token = people.listeners.token(imported.listener.id) if imported.new else None
    typer.echo(f"listens   {imported.listens} ({imported.duplicates} were there already)")
    typer.echo(f"consents  {imported.records} records")
    if token is not None:
        typer.echo(f"listener  {imported.listener.name}\nid        {imported.listener.id}\ntoken     {token}")
        typer.echo("The token is shown this once: only its hash is kept.", err=True)
