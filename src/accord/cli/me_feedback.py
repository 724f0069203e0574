"""``accord me like``, ``less``, ``hide`` and ``unsay``: say what one thinks of music; ``accord me said`` lists it."""

from __future__ import annotations

from typing import Annotated

import typer

from accord.cli.me_who import AsOption, opened_as
from accord.domain.errors import NotFound
from accord.domain.labels import Purpose
from accord.library.feedback import Kind, Verdict
from accord.library.spoken_of import name_of, thing
from accord.rights.receipt import time_of
from accord.rights.registry import OWN_LISTENING

WhatArgument = Annotated[str, typer.Argument(help="Its id or name, for a track also ARTIST - TITLE.", metavar="WHAT")]
KindOption = Annotated[Kind, typer.Option("--kind", help="What it is.")]


def like(what: WhatArgument, kind: KindOption = Kind.TRACK, as_: AsOption = None) -> None:
    """Say that you like something."""
    _say(what, kind, Verdict.LIKE, as_)


def less(what: WhatArgument, kind: KindOption = Kind.ARTIST, as_: AsOption = None) -> None:
    """Say that you want less of something."""
    _say(what, kind, Verdict.LESS, as_)


def hide(what: WhatArgument, kind: KindOption = Kind.TRACK, as_: AsOption = None) -> None:
    """Say that you never want to meet something again."""
    _say(what, kind, Verdict.HIDE, as_)


def unsay(what: WhatArgument, kind: KindOption = Kind.TRACK, as_: AsOption = None) -> None:
    """Take back what you said of something."""
    with opened_as(as_) as (people, listener):
        meant = thing(people.library, kind, what)
        if not people.feedback.take_back(listener.id, kind, meant.id):
            raise NotFound(f"You have said nothing of the {kind} {meant.name}.")
    typer.echo(f"forgotten  {kind} {meant.name}")


def said(as_: AsOption = None) -> None:
    """List what you said, the latest first."""
    with opened_as(as_) as (people, listener):
        people.uses.require(Purpose.SERVICE, OWN_LISTENING.label.about(listener.id), what="feedback")
        for one in people.feedback.said(listener.id):
            name = name_of(people.library, one.kind, one.id)
            typer.echo(f"{time_of(one.said_at)[:10]}  {one.verdict:<4}  {one.kind:<6}  {name}")


def _say(what: str, kind: Kind, verdict: Verdict, as_: str | None) -> None:
    with opened_as(as_) as (people, listener):
        meant = thing(people.library, kind, what)
        people.uses.require(Purpose.SERVICE, OWN_LISTENING.label.about(listener.id), what="feedback")
        people.feedback.say(listener.id, kind, meant.id, verdict)
    typer.echo(f"{verdict}  {kind} {meant.name}")
