"""Tokens of every kind: random, opaque, and stored as hashes alone.

What a token says about itself is never believed, because it says nothing: one that nobody gave out, a JWT that someone
signed themselves or did not sign at all among them, is simply not found.
"""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Connection, delete

from accord.store.schema import AccessTokenRow

KEPT_AFTER_EXPIRY = 86_400
"""Seconds that an expired token is still told apart from one that was never given out."""


def new_token() -> str:
    """Return 256 bits of the system's randomness, in URL-safe base64."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return the SHA-256, hexadecimal, under which a token or an app's secret is stored."""
    # A plain hash is enough: secrets and tokens are 128 random bits or more, which no dictionary holds.
    return hashlib.sha256(secret.encode()).hexdigest()


def forget_expired(db: Connection, now: int) -> None:
    """Delete the access tokens that have been over for long."""
    db.execute(delete(AccessTokenRow).where(AccessTokenRow.expires_at < now - KEPT_AFTER_EXPIRY))
