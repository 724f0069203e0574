"""``accord listener password``: with what a person logs in at the server's pages."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from accord.domain.settings import load_settings
from accord.library.passwords import Passwords, require_password
from accord.library.people import open_people


def password(name: Annotated[str, typer.Argument(help="What the listener is called here.")]) -> None:
    """Give a listener a password; browsers in which they are logged in are logged out."""
    with open_people(load_settings()) as people:
        listener = people.listeners.by_name(name)
        Passwords(people.library.store).set(listener.id, ask())


def ask() -> str:
    """Return a password typed twice, unseen; where no one sits at a terminal, the first line of the input.

    Raises
    ------
    InvalidParameter
        If it is too short or too long.
    """
    if not sys.stdin.isatty():
        return require_password(sys.stdin.readline().rstrip("\n"))
    return require_password(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
