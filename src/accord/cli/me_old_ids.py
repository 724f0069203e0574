"""``accord me old-ids``: let one's programs find tracks by the ids that one's own export knows them by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accord.cli.me_who import AsOption, opened_as
from accord.domain.errors import NotFound


def old_ids(
    file: Annotated[Path, typer.Argument(help="Your export from the streaming service: the archive or one JSON file.")],
    as_: AsOption = None,
) -> None:
    """Keep the ids of the tracks that the library has: your own programs find them by these; nothing else uses them."""
    from accord.library.matching import Matching

    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    with opened_as(as_) as (people, listener):
        learned = people.old_ids.learn(listener.id, file, Matching(people.library))
    typer.echo(f"known     {learned.known} ids of tracks that the library has")
    typer.echo(f"missing   {learned.missing} tracks that it has not")
    for track in learned.unmatched:
        typer.echo(f"          {track}")
    if learned.missing > len(learned.unmatched):
        typer.echo(f"          and {learned.missing - len(learned.unmatched)} more")
    for name in learned.unread:
        typer.echo(f"left out  {name}: names no tracks by an id")
