"""The record of a consent: what ISO/IEC TS 27560:2023 asks to be kept of it, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from accord.domain.labels import Purpose
from accord.rights.consent_states import ConsentState, Entity

SCHEMA_VERSION = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
"""The profile that a record follows: ISO/IEC TS 27560:2023 in terms of DPV, with what the GDPR asks for."""


class Method(StrEnum):
    """By what means an event came about."""

    COMMAND = "command"
    API = "api"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """Something that happened to a record."""

    at: int
    """Seconds since 1970, UTC."""
    state: ConsentState
    """The state that the record is in from then on."""
    entity: Entity
    method: Method


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One listener, one purpose, one notice, and what happened to it, oldest first."""

    id: str
    """A random UUID."""
    listener_id: str
    purpose: Purpose
    schema_version: str
    notice_version: int
    notice_hash: str
    language: str
    jurisdiction: str
    controller: str
    """As the setting ``controller`` read when the record was made."""
    created_at: int
    """Seconds since 1970, UTC."""
    expires_at: int | None
    events: tuple[ConsentEvent, ...]

    @property
    def state(self) -> ConsentState:
        """The state that the last event left it in. ``consent.state_at`` also knows the time and the notices."""
        return self.events[-1].state if self.events else ConsentState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the personal data (GDPR, article 4(7))."""

    name: str
    address: str
    contact: str


def controller_of(setting: str) -> Controller:
    """Return the controller whom a setting names: ``NAME``, ``NAME; CONTACT`` or ``NAME; ADDRESS; CONTACT``.

    Where the setting says less, the name stands for the rest: on a server at home everybody knows whom it means.
    """
    name, *rest = (part.strip() for part in setting.split(";", 2))
    return Controller(name, rest[0] if rest else name, rest[-1] if rest else name)
