"""Registered apps and the access tokens given to them. Only hashes of secrets and tokens are stored."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from sqlalchemy import Select, delete, insert, select

from accord.domain.entities import AccessToken, App, Caller, Listener
from accord.domain.errors import ExpiredToken, InvalidClient, InvalidParameter, InvalidToken
from accord.library.redirects import require_redirect_uri
from accord.library.tokens import forget_expired, hashed, new_token
from accord.rights.registry import OPERATOR
from accord.store.engine import Store, named_failures
from accord.store.schema import AccessTokenRow, AppRow, RedirectRow

REMEMBERED = 5.0
"""Seconds that an app's own token is believed without another look at the store; a removed app is out this soon.

A token that acts for a person is looked up each time, so that what they revoke ends at once.
"""

MOST_REMEMBERED = 10_000


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

    def register(self, name: str, redirect_uris: Sequence[str] = ()) -> tuple[App, str]:
        """Register a program.

        Parameters
        ----------
        name : str
            What people call it; names need not differ.
        redirect_uris : sequence of str
            Where it may have people sent back to.

        Returns
        -------
        app : App
        secret : str
            32 hexadecimal characters, as clients expect. It cannot be had again.

        Raises
        ------
        InvalidParameter
            If the name is empty or cannot be printed, or a redirect URI is none.
        """
        secret = secrets.token_hex(16)
        return self._register(name, redirect_uris, secret), secret

    def register_public(self, name: str, redirect_uris: Sequence[str]) -> App:
        """Register a program that can keep no secret (in a browser, on a phone): it acts for people alone, with PKCE.

        Raises
        ------
        InvalidParameter
            As ``register`` does.
        """
        return self._register(name, redirect_uris, None)

    def _register(self, name: str, redirect_uris: Sequence[str], secret: str | None) -> App:
        if not name.strip() or not name.isprintable():
            raise InvalidParameter(f"{name!r} is no name for an app: it must be printable text.")
        uris = tuple(dict.fromkeys(require_redirect_uri(uri) for uri in redirect_uris))
        app = App(secrets.token_hex(16), name, uris, secret is None)
        row = {
            "client_id": app.client_id,
            "secret_hash": _NO_SECRET if secret is None else hashed(secret),
            "name": name,
            "created_at": int(self._clock()),
            "source_id": OPERATOR.id,
        }
        with self._store.writing() as connection:
            connection.execute(insert(AppRow), row)
            for uri in uris:
                connection.execute(
                    insert(RedirectRow), {"client_id": app.client_id, "uri": uri, "source_id": OPERATOR.id}
                )
        return app

    def add_redirect_uri(self, client_id: str, uri: str) -> None:
        """Let an app have people sent back to one more place; nothing changes where it may already.

        Raises
        ------
        InvalidParameter
            If the URI is none, or there is no such app.
        """
        require_redirect_uri(uri)
        app = self.app(client_id)
        if app is None:
            raise InvalidParameter(f"No app has the client id {client_id!r}.")
        if uri not in app.redirect_uris:
            row = {"client_id": client_id, "uri": uri, "source_id": OPERATOR.id}
            with self._store.writing() as connection:
                connection.execute(insert(RedirectRow).prefix_with("OR IGNORE"), row)

    def registered(self) -> list[App]:
        """Return the registered apps, oldest first."""
        return self._apps(_APPS.order_by(AppRow.created_at, AppRow.client_id))

    def app(self, client_id: str) -> App | None:
        """Return the app with this id, ``None`` where there is none."""
        found = self._apps(_APPS.where(AppRow.client_id == client_id))
        return found[0] if found else None

    def _apps(self, query: Select[str, str, str]) -> list[App]:
        with self._store.reading() as connection:
            apps = connection.execute(query).all()
            ids = [client_id for client_id, _, _ in apps]
            redirects = select(RedirectRow.client_id, RedirectRow.uri).where(RedirectRow.client_id.in_(ids))
            uris = connection.execute(redirects.order_by(RedirectRow.uri)).all()
        return [
            App(client_id, name, tuple(uri for owner, uri in uris if owner == client_id), secret_hash == _NO_SECRET)
            for client_id, name, secret_hash in apps
        ]

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

    def authenticate(self, client_id: str, secret: str) -> App:
        """Return the app whose id and secret these are.

        Raises
        ------
        InvalidClient
            If the id is unknown or the secret is not its own; the two are not told apart.
        """
        with self._store.reading() as connection:
            known = connection.execute(select(AppRow.secret_hash).where(AppRow.client_id == client_id)).scalar()
        # Compared for unknown ids too, and in constant time, so that timing tells neither ids nor secrets.
        same = hmac.compare_digest(known or _NO_SECRET, hashed(secret))
        app = self.app(client_id) if same else None
        if app is None:
            raise InvalidClient("Invalid client")
        return app

    def grant(self, client_id: str, secret: str) -> AccessToken:
        """Give an app an access token with which it acts for itself.

        Raises
        ------
        InvalidClient
            As ``authenticate`` does.
        """
        self.authenticate(client_id, secret)
        token = new_token()
        self.keep(client_id, token)
        return AccessToken(token, self._lifetime)

    def keep(self, client_id: str, token: str) -> None:
        """Store an access token with which an app acts for itself."""
        now = int(self._clock())
        row = {"token_hash": hashed(token), "client_id": client_id, "scope": "", "source_id": OPERATOR.id}
        with self._store.writing() as connection:
            forget_expired(connection, now)
            connection.execute(insert(AccessTokenRow), row | {"expires_at": now + self._lifetime})

    def forget(self, token: str) -> None:
        """Look a token up anew when it is shown next: it may have been revoked."""
        self._remembered.pop(hashed(token), None)

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
        key, now = hashed(token), self._clock()
        known = self._remembered.get(key)
        if known is None or now >= known[1]:
            known = self._look_up(key, now)
        expires_at, _, caller = known
        if now >= expires_at:
            raise ExpiredToken("The access token is past its lifetime.")
        return caller

    def _look_up(self, key: str, now: float) -> tuple[float, float, Caller]:
        # One statement sees one state without a transaction around it, which would cost more than the look-up.
        with named_failures(self._store.path), closing(self._store.reader.raw_connection()) as connection:
            cursor = connection.cursor()
            row = cursor.execute(_CALLER, (key,)).fetchone()
        if row is None:
            raise InvalidToken("The access token was never given out, or was revoked.")
        client_id, expires_at, scope, listener_id, name, created_at = row
        listener = Listener(listener_id, name, created_at) if listener_id is not None else None
        found = expires_at, now + REMEMBERED, Caller(client_id, listener, frozenset(scope.split()))
        if listener is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found


_CALLER = """
SELECT token.client_id, token.expires_at, token.scope, listener.id, listener.name, listener.created_at
FROM access_tokens AS token LEFT JOIN listeners AS listener ON listener.id = token.listener_id
WHERE token.token_hash = ?
"""

_APPS = select(AppRow.client_id, AppRow.name, AppRow.secret_hash)

_NO_SECRET = "-"
"""Stands where the hash of a secret would; nothing has it as its hash."""
