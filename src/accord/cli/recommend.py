"""``accord recommend``: music of one's own library that goes with some of it, and why."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.me_who import opened_as
from accord.domain.errors import InvalidParameter, NotFound
from accord.domain.settings import load_settings
from accord.library.people import People, open_people
from accord.recommend.wish import Named, What, Wish

if TYPE_CHECKING:
    from accord.recommend.answer import Answer

app = typer.Typer(add_completion=False)

Target = Annotated[
    list[str] | None,
    typer.Option("--target", help="An attribute to aim at, energy=0.8 say; may be given several times."),
]


@app.command()
def recommend(
    like: Annotated[
        list[str] | None,
        typer.Option("--like", help="A track, artist, album or genre to start from; may be given several times."),
    ] = None,
    target: Target = None,
    what: Annotated[What, typer.Option("--what", help="What to recommend.")] = What.TRACKS,
    because: Annotated[bool, typer.Option("--because", help="Say why, with amounts that sum to the score.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="How many at most.")] = 10,
    as_: Annotated[
        str | None, typer.Option("--as", help="Whose kept listening, likes and skips count; else nobody's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with all contributions.")] = False,
) -> None:
    """Recommend music of the library from what you name, or from what you heard."""
    from accord.library.matching import Matching
    from accord.recommend.answer import Answering
    from accord.recommend.loading import Stock
    from accord.recommend.trained import TrainedModels

    def answer(people: People, **options: object) -> Answer:
        seeds = tuple(_meant(people, name) for name in like or ())
        wish = Wish(
            what,
            seeds,
            tuning=dict(_target(text) for text in target or ()),
            utc_offset=time.localtime().tm_gmtoff,
            limit=limit,
            most=None if as_json else 10,
        )
        answering = Answering(people, Stock(people.library), Matching(people.library), TrainedModels(people))
        return answering.answer(wish, **options)  # type: ignore[arg-type]

    if as_ is None:
        with open_people(load_settings(), create=False) as people:
            found = answer(people)
    else:
        with opened_as(as_) as (people, listener):
            found = answer(people, mine=listener)
    if as_json:
        import orjson

        from accord.recommend.told import document

        typer.echo(orjson.dumps(document(found), option=orjson.OPT_INDENT_2).decode())
        return
    for line in _lines(found, because):
        typer.echo(line)


def _lines(answer: Answer, because: bool) -> Iterator[str]:
    if not answer.items:
        yield "Nothing in the library goes with that."
    for item in answer.items:
        yield f"{item.score:+.2f}  {item.name}"
        if because:
            yield from (f"         {one.text} ({one.contribution:+.2f})" for one in item.because)


def _meant(people: People, name: str) -> Named:
    """Return what somebody names without saying what it is: a track, an artist, an album, or a genre."""
    from accord.library.feedback import Kind
    from accord.library.spoken_of import thing
    from accord.recommend.genres import Genres

    for kind in (Kind.TRACK, Kind.ARTIST, Kind.ALBUM):
        try:
            return Named(kind, thing(people.library, kind, name).id)
        except NotFound:
            continue
    if Genres(people.library.genre_names()).find(name) is None:
        raise NotFound(f"The library has no track, artist, album or genre {name!r}.")
    return Named(Kind.GENRE, name)


def _target(text: str) -> tuple[str, float]:
    from accord.recommend.tunables import COLUMNS

    name, _, value = text.partition("=")
    try:
        if name in COLUMNS:
            return f"target_{name}", float(value)
    except ValueError:
        pass
    raise InvalidParameter(f"--target takes ATTRIBUTE=NUMBER, got {text!r}; attributes are {', '.join(COLUMNS)}.")
