"""``accord similar``: the tracks of one's own library that sound most like one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.domain.errors import NotFound
from accord.domain.settings import load_settings
from accord.library.catalogue import Library, open_library
from accord.library.feedback import Kind

if TYPE_CHECKING:
    from accord.library.spoken_of import Thing
    from accord.recommend.alike import Alike

app = typer.Typer(add_completion=False)


@app.command()
def similar(
    track: Annotated[str, typer.Argument(help="A track: its title, ARTIST - TITLE, its id, or a file of it.")],
    why: Annotated[bool, typer.Option("--why", help="Say what is alike, with amounts that sum to the score.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="How many at most.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every part of each score.")] = False,
) -> None:
    """List what sounds most like a track: in timbre, harmony, rhythm, mood, and by genre."""
    from accord.library.names import names
    from accord.recommend.alike import alike
    from accord.recommend.loading import Stock

    with open_library(load_settings(), create=False) as library:
        meant = _meant(library, track)
        pool = Stock(library).current().pool
        if meant.id not in pool.row_of:
            raise NotFound(f"{meant.name} has no analysis yet, so nothing can be compared with it.")
        found = alike(pool, meant.id, limit)
        called = names(library, Kind.TRACK, [one.id for one in found])
    if as_json:
        import orjson

        typer.echo(orjson.dumps(_document(meant, found, called), option=orjson.OPT_INDENT_2).decode())
        return
    for line in _lines(meant, found, called, why):
        typer.echo(line)


def _meant(library: Library, track: str) -> Thing:
    """Return the track that is named, by what is most certain: a file, then an id or a title."""
    from accord.library.at_path import track_at
    from accord.library.spoken_of import thing

    path = Path(track)
    in_file = track_at(library, path.absolute()) or (track_at(library, path.resolve()) if path.exists() else None)
    return thing(library, Kind.TRACK, in_file or track)


def _lines(meant: Thing, found: Sequence[Alike], called: dict[str, str], why: bool) -> Iterator[str]:
    yield f"Like {meant.name}:" if found else f"Nothing else in the library can be compared with {meant.name}."
    for one in found:
        yield f"{one.score:.2f}  {called.get(one.id, one.id)}"
        if why:
            for part, share in one.parts.items():
                words = ", ".join(one.words.get(part, ()))
                yield f"      {part:<8}{share:+.2f}" + (f"  {words}" if words else "")


def _document(meant: Thing, found: Sequence[Alike], called: dict[str, str]) -> dict[str, object]:
    alike = [one._asdict() | {"name": called.get(one.id, one.id)} for one in found]
    return {"id": meant.id, "name": meant.name, "similar": alike}
