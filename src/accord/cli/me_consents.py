"""``accord me consents``, ``give``, ``refuse`` and ``withdraw``: one command each way."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from accord.cli.me_unlearned import show_second_receipt
from accord.cli.me_who import AsOption, opened_as
from accord.recommend.learning.leaving import Leaving
from accord.rights.consent import Standing
from accord.rights.notices import Notice
from accord.rights.receipt import time_of

PurposeArgument = Annotated[
    str, typer.Argument(help="personalisation, community-statistics, research-export or training.", metavar="PURPOSE")
]


def consents(as_: AsOption = None) -> None:
    """Show what your listening may be used for, and what each purpose means."""
    with opened_as(as_) as (people, listener):
        for standing in people.consents.offer(listener.id):
            typer.echo(_described(standing))


def give(purpose: PurposeArgument, as_: AsOption = None) -> None:
    """Consent to a purpose, or say again that you do; prints what you consented to."""
    with opened_as(as_) as (people, listener):
        notice = people.consents.notices.named(purpose)
        standing = people.consents.give(listener.id, notice.purpose)
    typer.echo(_notice(notice))
    typer.echo(_line(standing))
    typer.echo(f"To withdraw: accord me withdraw {notice.name}{_as(as_)}", err=True)


def refuse(purpose: PurposeArgument, as_: AsOption = None) -> None:
    """Say no to a purpose."""
    with opened_as(as_) as (people, listener):
        leaving = Leaving(people)
        standing = people.consents.refuse(listener.id, people.consents.notices.named(purpose).purpose)
        typer.echo(_line(standing))
        show_second_receipt(leaving, listener.id)


def withdraw(purpose: PurposeArgument, as_: AsOption = None) -> None:
    """Take a consent back; when the command ends, nothing is used for the purpose any more."""
    with opened_as(as_) as (people, listener):
        leaving = Leaving(people)
        standing = people.consents.withdraw(listener.id, people.consents.notices.named(purpose).purpose)
        typer.echo(_line(standing))
        show_second_receipt(leaving, listener.id)


def _as(name: str | None) -> str:
    return "" if name is None else f" --as {name}"


def _described(standing: Standing) -> str:
    return f"{_line(standing)}\n{_notice(standing.notice)}\n"


def _line(standing: Standing) -> str:
    record = standing.record
    until = f" Until {time_of(record.expires_at)[:10]}." if standing.valid and record and record.expires_at else ""
    return f"{standing.notice.name}: {'yes' if standing.valid else 'no'}. {standing.reason}{until}"


def _notice(notice: Notice) -> str:
    said = {
        "data": "; ".join(notice.data),
        "goes to": "; ".join(notice.recipients) or "nobody else",
        "lies": notice.storage,
        "for how long": notice.retention,
        "to end it": notice.withdrawal,
    }
    lines = [_filled(notice.text, "  ")]
    lines += [_filled(f"{name + ':':<14}{words}", "  ", " " * 16) for name, words in said.items()]
    return "\n".join(lines)


def _filled(words: str, first: str, later: str | None = None) -> str:
    return textwrap.fill(words, 100, initial_indent=first, subsequent_indent=first if later is None else later)
