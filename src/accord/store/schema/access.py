"""The tables of programs and of the tokens by which they act."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from accord.store.schema.base import Base, Sourced


class AppRow(Sourced, Base):
    """A program that may ask for tokens."""

    __tablename__ = "apps"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    secret_hash: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[int]
    """Seconds since 1970, UTC."""


class AccessTokenRow(Sourced, Base):
    """A token given out to an app; the token itself is not kept."""

    __tablename__ = "access_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("apps.client_id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[int] = mapped_column(index=True)
    """Seconds since 1970, UTC."""
    listener_id: Mapped[str | None] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), index=True)
    """For whom the app acts; ``None`` where it acts for itself."""
    scope: Mapped[str] = mapped_column(server_default="")
    """What it may do for them: names, separated by spaces."""
    family: Mapped[str | None] = mapped_column(index=True)
    """What all tokens that follow from one answer of a listener have in common: they end together."""


class RedirectRow(Sourced, Base):
    """A place to which an app may have people sent back."""

    __tablename__ = "app_redirects"

    client_id: Mapped[str] = mapped_column(ForeignKey("apps.client_id", ondelete="CASCADE"), primary_key=True)
    uri: Mapped[str] = mapped_column(primary_key=True)


class AuthorizationCodeRow(Sourced, Base):
    """A code that an app may exchange for tokens once; the code itself is not kept."""

    __tablename__ = "authorization_codes"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("apps.client_id", ondelete="CASCADE"), index=True)
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), index=True)
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    code_challenge: Mapped[str | None]
    """That of PKCE, S256."""
    expires_at: Mapped[int]
    family: Mapped[str] = mapped_column(index=True)
    """That of the tokens that it is exchanged for."""
    used: Mapped[bool]
    """Kept for a while after its use, so that a second one is noticed."""


class RefreshTokenRow(Sourced, Base):
    """A token by which an app gets new access tokens; the token itself is not kept."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("apps.client_id", ondelete="CASCADE"), index=True)
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str]
    public: Mapped[bool]
    """Whether it was given to an app without a secret (PKCE): it is then replaced at every use."""
    created_at: Mapped[int]
    family: Mapped[str] = mapped_column(index=True)
    used: Mapped[bool]
    """Whether it was replaced: who shows it again is not the only one who has it."""


class PasswordRow(Sourced, Base):
    """How a listener shows at the login page who they are."""

    __tablename__ = "passwords"

    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str]
    """Argon2id, with its parameters."""


class SessionRow(Sourced, Base):
    """A browser in which a listener is logged in; what its cookie says is not kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[int]
