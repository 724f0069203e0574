"""The tables of programs and of the tokens by which they act."""

from __future__ import annotations

from accord.store.schema.base import Base, Column, Sourced, column


class AppRow(Sourced, Base):
    """A program that may ask for tokens."""

    __tablename__ = "apps"

    client_id: Column[str] = column(primary_key=True)
    secret_hash: Column[str]
    name: Column[str]
    created_at: Column[int]
    """Seconds since 1970, UTC."""


class AccessTokenRow(Sourced, Base):
    """A token given out to an app; the token itself is not kept."""

    __tablename__ = "access_tokens"

    token_hash: Column[str] = column(primary_key=True)
    client_id: Column[str] = column("apps.client_id", ondelete="CASCADE", index=True)
    expires_at: Column[int] = column(index=True)
    """Seconds since 1970, UTC."""
    listener_id: Column[str | None] = column("listeners.id", ondelete="CASCADE", index=True)
    """For whom the app acts; ``None`` where it acts for itself."""
    scope: Column[str] = column(server_default="")
    """What it may do for them: names, separated by spaces."""
    family: Column[str | None] = column(index=True)
    """What all tokens that follow from one answer of a listener have in common: they end together."""


class RedirectRow(Sourced, Base):
    """A place to which an app may have people sent back."""

    __tablename__ = "app_redirects"

    client_id: Column[str] = column("apps.client_id", ondelete="CASCADE", primary_key=True)
    uri: Column[str] = column(primary_key=True)


class AuthorizationCodeRow(Sourced, Base):
    """A code that an app may exchange for tokens once; the code itself is not kept."""

    __tablename__ = "authorization_codes"

    code_hash: Column[str] = column(primary_key=True)
    client_id: Column[str] = column("apps.client_id", ondelete="CASCADE", index=True)
    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", index=True)
    redirect_uri: Column[str]
    scope: Column[str]
    code_challenge: Column[str | None]
    """That of PKCE, S256."""
    expires_at: Column[int]
    family: Column[str] = column(index=True)
    """That of the tokens that it is exchanged for."""
    used: Column[bool]
    """Kept for a while after its use, so that a second one is noticed."""


class RefreshTokenRow(Sourced, Base):
    """A token by which an app gets new access tokens; the token itself is not kept."""

    __tablename__ = "refresh_tokens"

    token_hash: Column[str] = column(primary_key=True)
    client_id: Column[str] = column("apps.client_id", ondelete="CASCADE", index=True)
    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", index=True)
    scope: Column[str]
    public: Column[bool]
    """Whether it was given to an app without a secret (PKCE): it is then replaced at every use."""
    created_at: Column[int]
    family: Column[str] = column(index=True)
    used: Column[bool]
    """Whether it was replaced: who shows it again is not the only one who has it."""


class PasswordRow(Sourced, Base):
    """How a listener shows at the login page who they are."""

    __tablename__ = "passwords"

    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", primary_key=True)
    hash: Column[str]
    """Argon2id, with its parameters."""


class SessionRow(Sourced, Base):
    """A browser in which a listener is logged in; what its cookie says is not kept."""

    __tablename__ = "sessions"

    token_hash: Column[str] = column(primary_key=True)
    listener_id: Column[str] = column("listeners.id", ondelete="CASCADE", index=True)
    expires_at: Column[int]
