"""The entries of the log: what was done with data, in words that hold no personal data.

An entry has facts, which anyone may read, and may have a commitment: a keyed hash of what happened to whom. Only who
holds the person's salt can tell what it commits to, and once the salt is destroyed nobody can; the entry itself stays,
and so does every proof. What a fact may be called is fixed for each kind, so that nobody's name gets in by accident: a
fact is a count, a purpose, a source, a hash of something public, never who someone is or what they heard.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from accord.domain.errors import ForbiddenFact, LogBroken

Facts = Mapping[str, str | int]


class LogKind(StrEnum):
    """What an entry is about."""

    GRANT = "grant"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"
    REVOCATION = "revocation"
    ERASURE = "erasure"
    REGISTRY = "registry"
    TRAINING = "training"
    IMPORT = "import"
    EXPORT = "export"
    DENIAL = "denial"
    USE = "use"
    BACKUP = "backup"
    RESTORE = "restore"
    DERIVATION = "derivation"
    PROFILE = "profile"
    RECOVERY = "recovery"
    """What a crash left behind the last checkpoint, which nobody was told of, was cut off."""


_CONSENT = frozenset({"purpose", "notice", "version", "state"})
_USE = frozenset({"purpose", "what", "reason", "source", "sources", "subjects", "consents", "profile", "obligations"})
_MADE = frozenset({"derived", "kind", "purpose", "agent", "sources", "rows", "subjects", "sha256", "reason", "state"})
_MOVED = frozenset({"format", "source", "listens", "duplicates", "refused", "records", "files", "bytes", "sha256"})
_SPENT = frozenset({"rho", "delta"})
_SAVED = frozenset({"format", "files", "bytes", "sha256", "listeners", "records", "entries", "tombstones", "version"})

FACTS: Mapping[LogKind, frozenset[str]] = {
    LogKind.GRANT: _CONSENT,
    LogKind.REFUSAL: _CONSENT,
    LogKind.WITHDRAWAL: _CONSENT,
    LogKind.REVOCATION: _CONSENT | {"reason"},
    LogKind.ERASURE: frozenset({"what", "reason", "files", "bytes", "listens", "records", "derived", "tombstones"}),
    LogKind.REGISTRY: frozenset({"source", "sources", "sha256", "version", "added", "changed", "removed"}),
    LogKind.TRAINING: _MADE,
    LogKind.IMPORT: _MOVED,
    LogKind.EXPORT: _MOVED | _MADE | _SPENT,
    LogKind.DENIAL: _USE,
    LogKind.USE: _USE,
    LogKind.BACKUP: _SAVED,
    LogKind.RESTORE: _SAVED,
    LogKind.DERIVATION: _MADE,
    LogKind.PROFILE: frozenset({"profile", "before"}),
    LogKind.RECOVERY: frozenset({"bytes", "entries", "reason"}),
}
"""What each kind may say; nothing else gets into the log."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log.

    Attributes
    ----------
    index : int
        Its place, from 0.
    time : int
        When it was written, in whole seconds since 1970, UTC.
    kind : LogKind
        What it is about.
    facts : mapping
        What anyone may read of it.
    commitment : bytes or None
        What ``commitment`` returned, for an entry about a person.

    Raises
    ------
    ForbiddenFact
        If a fact is none of its kind, or neither text nor a whole number.
    """

    index: int
    time: int
    kind: LogKind
    facts: Facts
    commitment: bytes | None = None

    def __post_init__(self) -> None:
        require_facts(self.kind, self.facts)

    def line(self) -> bytes:
        """Return the entry as it stands in the log, without the line's end: the bytes of its leaf."""
        members = {"index": self.index, "time": self.time, "kind": self.kind, "facts": dict(self.facts)}
        return canonical(members if self.commitment is None else members | {"commitment": self.commitment.hex()})


def entry_of(line: bytes) -> Entry:
    """Return the entry that a line of the log holds.

    Raises
    ------
    LogBroken
        If it is none, or is not written in the one way in which an entry is written.
    """
    try:
        members = json.loads(line)
        committed = members.get("commitment")
        entry = Entry(
            members["index"],
            members["time"],
            LogKind(members["kind"]),
            members["facts"],
            None if committed is None else bytes.fromhex(committed),
        )
        same = entry.line() == line
    except (ValueError, TypeError, KeyError, AttributeError, ForbiddenFact) as error:
        raise LogBroken(f"{line[:200]!r} is no entry of the log.") from error
    if not same:
        raise LogBroken(f"{line[:200]!r} is not written as an entry of the log is.")
    return entry


def require_facts(kind: LogKind, facts: Facts) -> None:
    """Return if all facts may stand in an entry of that kind.

    Raises
    ------
    ForbiddenFact
        If one is none of its kind, or neither text nor a whole number.
    """
    for name, value in facts.items():
        if name not in FACTS[kind]:
            raise ForbiddenFact(f"{name!r} is no fact of an entry of the kind {kind}.")
        if type(value) not in (str, int):
            raise ForbiddenFact(f"The fact {name!r} is neither text nor a whole number.")
        if isinstance(value, str) and not value.isprintable():
            raise ForbiddenFact(f"The fact {name!r} is text that cannot be printed.")


def commitment(salt: bytes, event: Mapping[str, Any]) -> bytes:
    """Return what stands in the log for something that happened to a person.

    Parameters
    ----------
    salt : bytes
        The person's own; who does not have it can neither tell nor guess the event.
    event : mapping
        What happened. Its ``nonce`` is random, so that the same event twice does not look the same.

    Returns
    -------
    bytes
        HMAC-SHA256 (RFC 2104) over the event as canonical JSON.

    Raises
    ------
    ForbiddenFact
        If the event has no nonce.
    """
    if not event.get("nonce"):
        raise ForbiddenFact("An event that is committed to needs a nonce.")
    return hmac.digest(salt, canonical(event), sha256)


def opens(commitment_: bytes, salt: bytes, event: Mapping[str, Any]) -> bool:
    """Return whether a commitment is to this event."""
    return bool(event.get("nonce")) and hmac.compare_digest(commitment_, commitment(salt, event))


def canonical(value: Any) -> bytes:
    """Return JSON in UTF-8, keys sorted, without spaces: RFC 8785 for texts, whole numbers, lists and plain keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
