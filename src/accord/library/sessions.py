"""The browsers in which listeners are logged in. Only hashes of what their cookies say are stored."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import delete, insert, select

from accord.domain.entities import Listener
from accord.library.tokens import hashed, new_token
from accord.rights.registry import OPERATOR
from accord.store.engine import Store
from accord.store.schema import ListenerRow, SessionRow

LIFETIME = 14 * 86_400
"""Seconds that a browser stays logged in."""


class Sessions:
    """The sessions of one library.

    Parameters
    ----------
    store : Store
        The library's database.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def begin(self, listener_id: str) -> str:
        """Return what the cookie of a browser says in which a listener just logged in."""
        now, token = int(self._clock()), new_token()
        row = {"token_hash": hashed(token), "listener_id": listener_id, "source_id": OPERATOR.id}
        with self._store.writing() as db:
            db.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
            db.execute(insert(SessionRow), row | {"expires_at": now + LIFETIME})
        return token

    def listener(self, token: str) -> Listener | None:
        """Return who is logged in in the browser whose cookie says this, ``None`` where nobody is."""
        query = select(ListenerRow.id, ListenerRow.name, ListenerRow.created_at)
        good = (SessionRow.token_hash == hashed(token)) & (SessionRow.expires_at > self._clock())
        with self._store.reading() as db:
            row = db.execute(query.select_from(ListenerRow).join(SessionRow).where(good)).one_or_none()
        return Listener(*row) if row else None

    def end(self, token: str) -> None:
        """Log a browser out."""
        with self._store.writing() as db:
            db.execute(delete(SessionRow).where(SessionRow.token_hash == hashed(token)))
