"""Users, as the API knows them: the listeners, and Accord itself, to whom ready-made playlists belong."""

from __future__ import annotations

from accord.domain.entities import Listener
from accord.domain.errors import NotFound, UnknownListener
from accord.library.people import People

ACCORD = Listener("accord", "Accord", 0)
"""Nobody's account, but a user like others to whoever follows the links of a playlist."""


def user_id(listener_id: str) -> str:
    """Return the id that the API gives a listener: their UUID without hyphens."""
    return listener_id.replace("-", "")


def find_user(id_: str, people: People) -> Listener:
    """Return the user with an id.

    Raises
    ------
    NotFound
        If there is none.
    """
    if id_ == ACCORD.id:
        return ACCORD
    try:
        return people.listeners.by_user_id(id_)
    except UnknownListener as error:
        raise NotFound(f"There is no user {id_}.") from error
