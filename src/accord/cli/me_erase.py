"""``accord me erase``: erase yourself from this Accord."""

from __future__ import annotations

from typing import Annotated

import typer

from accord.cli.me_unlearned import show_second_receipt
from accord.cli.me_who import AsOption, opened_as
from accord.domain.errors import InvalidParameter
from accord.library.erasure import erase as erase_listener
from accord.library.people import People
from accord.recommend.learning.leaving import Leaving

YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


def erase(as_: AsOption = None, yes: YesOption = False) -> None:
    """Erase all that is kept about you, for good: nobody can bring it back, not even from a backup."""
    with opened_as(as_) as (people, listener):
        confirm(listener.name, yes)
        show_erasure(people, listener.id, "subject")


def confirm(name: str, yes: bool) -> None:
    """Return once the person has typed the name of who is to be erased.

    Raises
    ------
    InvalidParameter
        If something else was typed.
    """
    if not yes and typer.prompt(f"To erase {name} for good, type the name again") != name:
        raise InvalidParameter("Nothing was erased: what was typed is not the name.")


def show_erasure(people: People, listener_id: str, by: str) -> None:
    """Erase a listener and print the receipt, which is kept nowhere else."""
    from accord.server.accord.erasure import receipt

    leaving = Leaving(people)
    typer.echo(receipt(erase_listener(people, listener_id, by)).model_dump_json(indent=2, exclude_none=True))
    typer.echo("This receipt is kept nowhere else.", err=True)
    show_second_receipt(leaving, listener_id)
