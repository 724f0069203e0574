"""``accord clusters``: what a library, or one's own listening, consists of."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.me_who import opened_as
from accord.domain.settings import load_settings
from accord.library.people import People, open_people

if TYPE_CHECKING:
    from accord.recommend.clusters.grouping import Grouped, Grouping

app = typer.Typer(add_completion=False)

LISTED = 4
"""Genres that are listed of a group."""


@app.command()
def clusters(
    as_: Annotated[
        str | None, typer.Option("--as", help="Whose listening to divide into modes; the library if left out.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=12, help="Groups at most.")] = 12,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same library and seed give the same groups.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the id of every track.")] = False,
) -> None:
    """Divide the library, or what you heard, into groups that sound alike, and name them."""
    if as_ is None:
        with open_people(load_settings(), create=False) as people:
            grouped = _grouping(people).library(most, seed)
    else:
        with opened_as(as_) as (people, listener):
            grouped = _grouping(people).listener(listener, most, seed, time.localtime().tm_gmtoff)
    if as_json:
        import orjson

        from accord.recommend.clusters.told import document

        typer.echo(orjson.dumps(document(grouped, every=True), option=orjson.OPT_INDENT_2).decode())
        return
    for line in _lines(grouped, "listening" if as_ else "library"):
        typer.echo(line)


def _grouping(people: People) -> Grouping:
    from accord.library.matching import Matching
    from accord.recommend.clusters.grouping import Grouping
    from accord.recommend.loading import Stock

    return Grouping(people, Stock(people.library), Matching(people.library))


def _lines(grouped: Grouped, of: str) -> Iterator[str]:
    found, ids = grouped.found, grouped.pool.ids
    if not found.clusters:
        yield f"Nothing in the {of} can be grouped: no analysed track is in it."
        return
    for group in found.clusters:
        when = f", mostly in the {group.when}" if group.when else ""
        yield f"{group.share:4.0%}  {group.name}{when} ({len(group.rows)} recordings)"
        if group.traits:
            yield "      " + ", ".join(f"{one.word} {one.effect:+.1f}" for one in group.traits)
        if group.tags:
            named = (f"{grouped.genres.get(one.genre, one.genre)} {one.share:.0%}" for one in group.tags[:LISTED])
            yield "      genres: " + ", ".join(named)
        if any(group.apart.values()):
            parts = sorted(group.apart.items(), key=lambda part: -part[1])
            yield "      set apart by " + ", ".join(f"{part} {share:.0%}" for part, share in parts)
        yield from (f"      like {grouped.titles[ids[row]]}" for row in group.typical if ids[row] in grouped.titles)
    yield f"These groups account for {found.explained:.0%} of how the {of} differs in sound."
