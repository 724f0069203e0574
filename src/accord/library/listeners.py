"""The listeners of a library, and the tokens by which their programs are known. Only hashes of tokens are stored."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select

from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter, UnknownListener
from accord.library.consents import Consents
from accord.rights.registry import OPERATOR
from accord.store.engine import Store
from accord.store.schema import ListenerRow, ListenerTokenRow

if TYPE_CHECKING:
    from accord.library.vault import Vault

LONGEST_NAME = 100
"""Characters."""


class Listeners:
    """The people whose listening is kept in one library.

    Parameters
    ----------
    store : Store
        The library's database.
    vault : Vault
        Gets a key for each of them.
    consents : Consents
        Gets the record on which the keeping of their listening rests.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, vault: Vault, consents: Consents, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._vault = vault
        self._consents = consents
        self._clock = clock

    def add(self, name: str) -> tuple[Listener, str]:
        """Make an account for a person.

        Parameters
        ----------
        name : str
            What they are called here; nobody else is, capitals or not.

        Returns
        -------
        listener : Listener
        token : str
            A UUID, as ListenBrainz clients expect. It cannot be had again.

        Raises
        ------
        InvalidParameter
            If the name is empty, too long, cannot be printed, has a slash, or is taken.
        """
        listener = Listener(str(uuid.uuid4()), name.strip(), int(self._clock()))
        with self._store.writing() as db:
            self.enter(db, listener)
            token = self._new_token(db, listener.id)
            self._consents.open_account(db, listener.id)
        return listener, token

    def enter(self, db: Connection, listener: Listener) -> None:
        """Write the row of an account and make its key, in the transaction of whoever makes the account.

        Raises
        ------
        InvalidParameter
            If the name is none, or is taken.
        """
        name = listener.name
        if not name or not name.isprintable() or "/" in name or len(name) > LONGEST_NAME:
            raise InvalidParameter(
                f"{name!r} is no name for a listener: 1 to {LONGEST_NAME} printable characters without a slash are."
            )
        # Names stand in URLs, where programs do not agree on capitals.
        if name.casefold() in (known.casefold() for known in db.scalars(select(ListenerRow.name))):
            raise InvalidParameter(f"There is a listener {name!r} already.")
        # The key comes first: without it there is nothing to log under. One without an account harms nobody.
        self._vault.make_listener_key(listener.id)
        row = {"id": listener.id, "name": name, "created_at": listener.created_at, "source_id": OPERATOR.id}
        db.execute(insert(ListenerRow), row)

    def by_name(self, name: str) -> Listener:
        """Return the listener called ``name``.

        Raises
        ------
        UnknownListener
            If there is none.
        """
        with self._store.reading() as db:
            row = db.execute(_LISTENERS.where(ListenerRow.name == name)).one_or_none()
        if row is None:
            raise UnknownListener(f"There is no listener {name!r} here.")
        return Listener(*row)

    def by_user_id(self, user_id: str) -> Listener:
        """Return the listener whose id without hyphens this is.

        Raises
        ------
        UnknownListener
            If it is nobody's.
        """
        with self._store.reading() as db:
            row = db.execute(_LISTENERS.where(func.replace(ListenerRow.id, "-", "") == user_id)).one_or_none()
        if row is None:
            raise UnknownListener("There is no listener with that id here.")
        return Listener(*row)

    def by_token(self, token: str) -> Listener:
        """Return the listener whose token this is. It is looked up each time, so that one that ended is out at once.

        Raises
        ------
        UnknownListener
            If it is nobody's.
        """
        # The look-up is by hash: how long it takes says nothing about the token.
        found = (
            _LISTENERS.select_from(ListenerRow)
            .join(ListenerTokenRow)
            .where(ListenerTokenRow.token_hash == _hashed(token))
        )
        with self._store.reading() as db:
            row = db.execute(found).one_or_none()
        if row is None:
            raise UnknownListener("The token is no listener's.")
        return Listener(*row)

    def every(self) -> list[Listener]:
        """Return all listeners, by name."""
        with self._store.reading() as db:
            return [Listener(*row) for row in db.execute(_LISTENERS.order_by(ListenerRow.name))]

    def token(self, listener_id: str) -> str:
        """Return a new token for a listener; those they had end with it.

        Raises
        ------
        UnknownListener
            If there is no such listener.
        """
        with self._store.writing() as db:
            if db.execute(select(ListenerRow.id).where(ListenerRow.id == listener_id)).scalar() is None:
                raise UnknownListener(f"There is no listener {listener_id} here.")
            db.execute(delete(ListenerTokenRow).where(ListenerTokenRow.listener_id == listener_id))
            return self._new_token(db, listener_id)

    def _new_token(self, db: Connection, listener_id: str) -> str:
        token = str(uuid.uuid4())  # 122 bits of the system's randomness
        row = {
            "token_hash": _hashed(token),
            "listener_id": listener_id,
            "created_at": int(self._clock()),
            "source_id": OPERATOR.id,
        }
        db.execute(insert(ListenerTokenRow), row)
        return token


_LISTENERS = select(ListenerRow.id, ListenerRow.name, ListenerRow.created_at)


def _hashed(token: str) -> str:
    # A plain hash is enough: no dictionary holds 122 random bits. Some clients spell a UUID in capitals.
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()
