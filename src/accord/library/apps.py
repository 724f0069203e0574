"""Registered apps and the access tokens given to them. Only hashes of secrets and tokens are stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from sqlalchemy import delete, insert, select

from accord.domain.entities import AccessToken, App, Caller, Listener
from accord.domain.errors import ExpiredToken, InvalidClient, InvalidParameter, InvalidToken
from accord.rights.registry import OPERATOR
from accord.store.engine import Store
from accord.store.schema import AccessTokenRow, AppRow, ListenerRow

REMEMBERED = 5.0
"""Seconds that an app's own token is believed without another look at the store; a removed app is out this soon.

A token that acts for a person is looked up each time, so that what they revoke ends at once.
"""

MOST_REMEMBERED = 10_000
KEPT_AFTER_EXPIRY = 86_400
"""Seconds that an expired token is still told apart from one that was never given out."""


class Apps:
    """The apps of one library.

    Parameters
    ----------
    store : Store
        The library's database.
    lifetime : int
        Seconds that a token lives.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, lifetime: int, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._lifetime = lifetime
        self._clock = clock
        self._remembered: dict[str, tuple[float, float, Caller]] = {}

    def register(self, name: str) -> tuple[App, str]:
        """Register a program.

        Parameters
        ----------
        name : str
            What people call it; names need not differ.

        Returns
        -------
        app : App
        secret : str
            32 hexadecimal characters, as clients expect. It cannot be had again.

        Raises
        ------
        InvalidParameter
            If the name is empty or cannot be printed.
        """
        if not name.strip() or not name.isprintable():
            raise InvalidParameter(f"{name!r} is no name for an app: it must be printable text.")
        app, secret = App(secrets.token_hex(16), name), secrets.token_hex(16)
        row = {
            "client_id": app.client_id,
            "secret_hash": _hashed(secret),
            "name": name,
            "created_at": int(self._clock()),
            "source_id": OPERATOR.id,
        }
        with self._store.writing() as connection:
            connection.execute(insert(AppRow), row)
        return app, secret

    def registered(self) -> list[App]:
        """Return the registered apps, oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(AppRow.client_id, AppRow.name).order_by(AppRow.created_at, AppRow.client_id)
            )
            return [App(client_id, name) for client_id, name in rows]

    def remove(self, client_id: str) -> None:
        """Forget an app and all its tokens. A server that is running lets the last of them in for five seconds more.

        Raises
        ------
        InvalidParameter
            If there is no such app.
        """
        with self._store.writing() as connection:
            if not connection.execute(delete(AppRow).where(AppRow.client_id == client_id)).rowcount:
                raise InvalidParameter(f"No app has the client id {client_id!r}.")
        self._remembered.clear()

    def grant(self, client_id: str, secret: str) -> AccessToken:
        """Give an app an access token.

        Raises
        ------
        InvalidClient
            If the id is unknown or the secret is not its own; the two are not told apart.
        """
        now = int(self._clock())
        with self._store.reading() as connection:
            known = connection.execute(select(AppRow.secret_hash).where(AppRow.client_id == client_id)).scalar()
        # Compared for unknown ids too, and in constant time, so that timing tells neither ids nor secrets.
        if not hmac.compare_digest(known or _hashed(""), _hashed(secret)) or known is None:
            raise InvalidClient("Invalid client")
        token = secrets.token_urlsafe(32)
        row = {
            "token_hash": _hashed(token),
            "client_id": client_id,
            "expires_at": now + self._lifetime,
            "source_id": OPERATOR.id,
        }
        with self._store.writing() as connection:
            connection.execute(delete(AccessTokenRow).where(AccessTokenRow.expires_at < now - KEPT_AFTER_EXPIRY))
            connection.execute(insert(AccessTokenRow), row)
        return AccessToken(token, self._lifetime)

    def check(self, token: str) -> Caller:
        """Return whose token this is.

        Raises
        ------
        InvalidToken
            If it was never given out, or was revoked, or its app is gone.
        ExpiredToken
            If its lifetime is over.
        """
        # The look-up is by hash: how long it takes says nothing about the token.
        hashed, now = _hashed(token), self._clock()
        known = self._remembered.get(hashed)
        if known is None or now >= known[1]:
            known = self._look_up(hashed, now)
        expires_at, _, caller = known
        if now >= expires_at:
            raise ExpiredToken("The access token is past its lifetime.")
        return caller

    def _look_up(self, hashed: str, now: float) -> tuple[float, float, Caller]:
        with self._store.reading() as connection:
            row = connection.execute(_CALLER.where(AccessTokenRow.token_hash == hashed)).one_or_none()
        if row is None:
            raise InvalidToken("The access token was never given out, or was revoked.")
        client_id, expires_at, scope, listener_id, name, created_at = row
        listener = Listener(listener_id, name, created_at) if listener_id is not None else None
        found = expires_at, now + REMEMBERED, Caller(client_id, listener, frozenset(scope.split()))
        if listener is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[hashed] = found
        return found


_CALLER = select(
    AccessTokenRow.client_id,
    AccessTokenRow.expires_at,
    AccessTokenRow.scope,
    ListenerRow.id,
    ListenerRow.name,
    ListenerRow.created_at,
).outerjoin(ListenerRow, ListenerRow.id == AccessTokenRow.listener_id)


def _hashed(secret: str) -> str:
    # A plain hash is enough: secrets and tokens are 128 random bits or more, which no dictionary holds.
    return hashlib.sha256(secret.encode()).hexdigest()
