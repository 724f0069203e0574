"""Who ``me`` is: the listener that ``--as`` names, or the only one there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from accord.domain.entities import Listener
from accord.domain.errors import UnknownListener
from accord.domain.settings import load_settings
from accord.library.people import People, open_people

AsOption = Annotated[
    str | None,
    typer.Option("--as", help="Who you are, as `accord listener list` shows it; the only listener if left out."),
]


@contextmanager
def opened_as(name: str | None) -> Iterator[tuple[People, Listener]]:
    """Open the library with its people, and give them with the listener who asks.

    Raises
    ------
    UnknownListener
        If nobody is called that, or nobody is named and there is not exactly one listener.
    """
    with open_people(load_settings()) as people:
        yield people, _listener(people, name)


def _listener(people: People, name: str | None) -> Listener:
    if name is not None:
        return people.listeners.by_name(name)
    every = people.listeners.every()
    if len(every) != 1:
        there_are = f"There are {len(every)} listeners" if every else "There is no listener"
        raise UnknownListener(f"{there_are} here: say who you are with --as NAME.")
    return every[0]
