"""``accord rights trace``: the chain from something down to its sources, with what each link may be used for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from accord.cli.problems import printable
from accord.domain.labels import Label, Purpose
from accord.domain.settings import load_settings
from accord.library.people import open_people
from accord.rights.lineage import Thing
from accord.rights.prov import prov_document

WIDE = 160
"""Characters of a line where no terminal says how wide it is."""


def trace(
    id: Annotated[str, typer.Argument(help="Id of a track, a release, an artist or something that was derived here.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print PROV-JSON instead of a tree.")] = False,
) -> None:
    """Draw the chain from something down to its sources: licence, clause and label of every link."""
    with open_people(load_settings(), create=False) as people:
        found = people.lineage.trace(id)
    if as_json:
        typer.echo(json.dumps(prov_document(found), indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    drawn: set[tuple[str, str]] = set()
    root = Tree(described(found), guide_style="dim")
    _grow(root, found, drawn)
    console.print(root)


def described(thing: Thing) -> Text:
    """Return what is said of one link: what it is, how it was made, its licence, and what its label allows."""
    text = Text()
    if thing.kind not in thing.name.replace(",", " ").split():
        text.append(f"{thing.kind} ", style="bold")
    text.append(printable(thing.name) if thing.source is None else f"{thing.id}: {thing.name}")
    if thing.source is None and "/" not in thing.id and thing.kind not in ("file", "source"):
        text.append(f"  {thing.id}", style="dim")
    for line in _lines(thing):
        text.append(f"\n{line}", style="dim")
    text.append(f"\n{words_of(thing.label)}", style="yellow" if not thing.label.purposes else "green")
    return text


def words_of(label: Label) -> str:
    """Return what a label allows, owes and concerns, as a line."""
    allowed = (
        "anything"
        if label.purposes == set(Purpose)
        else ", ".join(_word(purpose) for purpose in Purpose if purpose in label.purposes)
    )
    duties = ", ".join(sorted(duty.name.lower().replace("_", " ") for duty in label.obligations))
    people = len(label.subjects)
    parts = [f"may be used for: {allowed or 'nothing'}"]
    if duties:
        parts.append(f"owes: {duties}")
    if people:
        parts.append(f"about {people} {'person' if people == 1 else 'people'}")
    return "; ".join(parts)


def _lines(thing: Thing) -> list[str]:
    lines = []
    if made := thing.activity:
        purpose = f" for {_word(made.purpose)}" if made.purpose else ""
        at = f", {_time(made.at)}" if made.at is not None else ""
        lines.append(f"made by {printable(made.agent)}: {printable(made.name)}{purpose}{at}")
    if thing.invalidated_at is not None:
        lines.append(f"withdrawn {_time(thing.invalidated_at)}")
    if thing.licence:
        lines.append(f"licence as written: {printable(thing.licence)}")
    if record := thing.source:
        lines.append(f"{record.licence}: {record.clause}")
        lines.append(f"{record.where} (read {record.read.isoformat()})")
    return lines


def _grow(branch: Tree, thing: Thing, drawn: set[tuple[str, str]]) -> None:
    for below in thing.below:
        if (below.kind, below.id) in drawn:
            branch.add(Text(f"{below.kind} {printable(below.name)} (above)", style="dim"))
            continue
        drawn.add((below.kind, below.id))
        _grow(branch.add(described(below)), below, drawn)


def _word(purpose: Purpose) -> str:
    return purpose.name.lower().replace("_", " ")


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
