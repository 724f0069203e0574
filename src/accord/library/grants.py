"""What listeners let apps do for them: codes, access tokens and refresh tokens. Only hashes are stored.

All that follows from one answer of a listener is a *family*. Its tokens end together when the listener takes the answer
back, and when something that is good for one use is used twice: then somebody else has it too, and it cannot be told
who (RFC 6749, sections 4.1.2 and 10.4; RFC 9700, section 4.14).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from accord.domain.errors import InvalidGrant
from accord.library.tokens import KEPT_AFTER_EXPIRY, forget_expired, hashed
from accord.rights.registry import OPERATOR
from accord.store.engine import Store
from accord.store.schema import AccessTokenRow, AppRow, AuthorizationCodeRow, RefreshTokenRow

CODE_LIFETIME = 60
"""Seconds."""

_TABLES = (AccessTokenRow, RefreshTokenRow, AuthorizationCodeRow)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a listener let an app do."""

    client_id: str
    listener_id: str
    scope: str
    """Names, separated by spaces."""
    family: str


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code that an app shows, and that nobody showed before."""

    grant: Grant
    redirect_uri: str
    code_challenge: str | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token that an app shows."""

    grant: Grant
    public: bool
    """Whether it was given to an app without a secret."""
    hash: str


@dataclass(frozen=True, slots=True)
class Connected:
    """An app that may act for a listener."""

    client_id: str
    name: str
    scopes: tuple[str, ...]
    since: int
    """Seconds since 1970, UTC."""


class Grants:
    """What the listeners of one library let apps do.

    Parameters
    ----------
    store : Store
        The library's database.
    lifetime : int
        Seconds that an access token lives.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, lifetime: int, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self.lifetime = lifetime
        self._clock = clock

    def new_grant(self, client_id: str, listener_id: str, scope: str) -> Grant:
        """Return a grant that begins a family; it is stored with the first code or token of it."""
        return Grant(client_id, listener_id, scope, secrets.token_hex(16))

    def keep_code(self, grant: Grant, code: str, redirect_uri: str, code_challenge: str | None) -> None:
        """Store a code, which is good for one use within a minute.

        Parameters
        ----------
        grant : Grant
        code : str
        redirect_uri : str
            Where it is sent; whoever exchanges it must know.
        code_challenge : str or None
            That of PKCE, S256; whoever exchanges it must have the verifier.
        """
        now = int(self._clock())
        row = _row(grant, code_hash=hashed(code), redirect_uri=redirect_uri, code_challenge=code_challenge)
        old = AuthorizationCodeRow.expires_at < now - KEPT_AFTER_EXPIRY
        with self._store.writing() as db:
            db.execute(delete(AuthorizationCodeRow).where(old))
            db.execute(insert(AuthorizationCodeRow), row | {"expires_at": now + CODE_LIFETIME, "used": False})

    def take_code(self, code: str, client_id: str) -> Code:
        """Return what a code stands for, and let nobody use it again.

        Raises
        ------
        InvalidGrant
            If it was never given to this app, or is over; or was used before, and then all its tokens end.
        """
        row = AuthorizationCodeRow
        found = select(row.listener_id, row.scope, row.family, row.redirect_uri, row.code_challenge, row.expires_at)
        mine = (row.code_hash == hashed(code)) & (row.client_id == client_id)
        with self._store.writing() as db:
            taken = db.execute(update(row).where(mine & ~row.used).values(used=True)).rowcount
            known = db.execute(found.where(mine)).one_or_none()
            if known is not None and not taken:
                _end_family(db, known.family)
        if known is None or not taken or self._clock() >= known.expires_at:
            raise InvalidGrant("Invalid authorization code")
        return Code(Grant(client_id, *known[:3]), known.redirect_uri, known.code_challenge)

    def refresh(self, token: str, client_id: str) -> Refresh:
        """Return what a refresh token stands for.

        Raises
        ------
        InvalidGrant
            If it was never given to this app, or was revoked; or was replaced, and then all its family ends.
        """
        row = RefreshTokenRow
        found = select(row.listener_id, row.scope, row.family, row.public, row.used)
        mine = (row.token_hash == hashed(token)) & (row.client_id == client_id)
        with self._store.reading() as db:
            known = db.execute(found.where(mine)).one_or_none()
        if known is None:
            raise InvalidGrant("Invalid refresh token")
        if known.used:
            self._end(known.family)
            raise InvalidGrant("Refresh token revoked")
        return Refresh(Grant(client_id, *known[:3]), known.public, hashed(token))

    def keep(self, grant: Grant, access: str, refresh: str | None = None, *, public: bool = False) -> None:
        """Store tokens that are given for a code, for a listener's own answer, or for a refresh token that stays.

        Parameters
        ----------
        grant : Grant
        access : str
            The access token.
        refresh : str, optional
            The refresh token, where one is given.
        public : bool
            Whether it is given to an app without a secret.

        Raises
        ------
        InvalidGrant
            If the family has ended meanwhile.
        """
        with self._store.writing() as db:
            self._keep(db, grant, access)
            if refresh is not None:
                self._keep_refresh(db, grant, refresh, public=public)

    def keep_first(self, grant: Grant, access: str) -> None:
        """Store an access token that begins a family, and is all of it."""
        with self._store.writing() as db:
            self._insert_access(db, grant, access)

    def replace(self, shown: Refresh, grant: Grant, access: str, refresh: str) -> None:
        """Store tokens that are given for a refresh token which they replace.

        Raises
        ------
        InvalidGrant
            If another request has replaced it meanwhile: then all its family ends.
        """
        row = RefreshTokenRow
        with self._store.writing() as db:
            mine = (row.token_hash == shown.hash) & ~row.used
            first = db.execute(update(row).where(mine).values(used=True)).rowcount
            if first:
                self._keep(db, grant, access)
                self._keep_refresh(db, shown.grant, refresh, public=True)
            else:
                _end_family(db, grant.family)
        if not first:
            raise InvalidGrant("Refresh token revoked")

    def revoke(self, token: str, client_id: str) -> None:
        """End a token of an app, if it is one: an access token alone, a refresh token with all its family."""
        access, refresh = AccessTokenRow, RefreshTokenRow
        mine = (refresh.token_hash == hashed(token)) & (refresh.client_id == client_id)
        with self._store.writing() as db:
            db.execute(delete(access).where(access.token_hash == hashed(token), access.client_id == client_id))
            family = db.execute(select(refresh.family).where(mine)).scalar()
            if family is not None:
                _end_family(db, family)

    def connected(self, listener_id: str) -> list[Connected]:
        """Return the apps that may act for a listener, by name."""
        now = int(self._clock())
        found: dict[str, Connected] = {}
        access = select(AccessTokenRow.client_id, AccessTokenRow.scope, AccessTokenRow.expires_at - self.lifetime)
        refresh = select(RefreshTokenRow.client_id, RefreshTokenRow.scope, RefreshTokenRow.created_at)
        with self._store.reading() as db:
            names = {row.client_id: row.name for row in db.execute(select(AppRow.client_id, AppRow.name))}
            mine = (AccessTokenRow.listener_id == listener_id) & (AccessTokenRow.expires_at > now)
            rows = list(db.execute(access.where(mine)))
            mine = (RefreshTokenRow.listener_id == listener_id) & ~RefreshTokenRow.used
            rows += db.execute(refresh.where(mine))
        for client_id, scope, since in rows:
            known = found.get(client_id, Connected(client_id, names[client_id], (), since))
            scopes = tuple(dict.fromkeys((*known.scopes, *scope.split())))
            found[client_id] = Connected(client_id, known.name, scopes, min(known.since, since))
        return sorted(found.values(), key=lambda one: (one.name.casefold(), one.client_id))

    def allows(self, client_id: str, listener_id: str, scope: str) -> bool:
        """Return whether an app may already do for a listener, until they end it, all that it asks for."""
        row = RefreshTokenRow
        mine = (row.client_id == client_id) & (row.listener_id == listener_id) & ~row.used
        with self._store.reading() as db:
            granted = db.execute(select(row.scope).where(mine)).scalars().all()
        return any(set(scope.split()) <= set(one.split()) for one in granted)

    def disconnect(self, listener_id: str, client_id: str) -> None:
        """End all that an app may do for a listener, at once."""
        with self._store.writing() as db:
            for row in _TABLES:
                db.execute(delete(row).where(row.listener_id == listener_id, row.client_id == client_id))

    def _end(self, family: str) -> None:
        with self._store.writing() as db:
            _end_family(db, family)

    def _keep(self, db: Connection, grant: Grant, access: str) -> None:
        # What the tokens are given for may have been revoked since it was looked at.
        known = 0
        for row in (AuthorizationCodeRow, RefreshTokenRow):
            of_family = select(func.count()).select_from(row).where(row.family == grant.family)
            known += db.execute(of_family).scalar_one()
        if not known:
            raise InvalidGrant("Invalid authorization code")
        self._insert_access(db, grant, access)

    def _insert_access(self, db: Connection, grant: Grant, access: str) -> None:
        now = int(self._clock())
        forget_expired(db, now)
        row = _row(grant, token_hash=hashed(access)) | {"expires_at": now + self.lifetime}
        db.execute(insert(AccessTokenRow), row)

    def _keep_refresh(self, db: Connection, grant: Grant, refresh: str, *, public: bool) -> None:
        row = _row(grant, token_hash=hashed(refresh)) | {"public": public, "used": False}
        db.execute(insert(RefreshTokenRow), row | {"created_at": int(self._clock())})


def _row(grant: Grant, **more: str | None) -> dict[str, object]:
    row = {"client_id": grant.client_id, "listener_id": grant.listener_id, "scope": grant.scope}
    return {**row, "family": grant.family, "source_id": OPERATOR.id, **more}


def _end_family(db: Connection, family: str) -> None:
    for row in _TABLES:
        db.execute(delete(row).where(row.family == family))
