"""The way to a use of what is known about people: consent is looked up, and the use noted, before anything is read."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from accord.domain.errors import ConsentMissing, OutsideProfile, PurposeDenied
from accord.domain.labels import Label, Profile, Purpose
from accord.rights.decision import Consents, Decision, decide
from accord.rights.log_entry import LogKind, commitment
from accord.rights.profile import purposes_of
from accord.rights.registry import source


class Leaves(Protocol):
    """The log, as far as uses need it."""

    def append(self, kind: LogKind, facts: Mapping[str, str | int] = ..., commitment: bytes | None = ...) -> int:
        """Append an entry; return its index once it is durable."""


class Records(Protocol):
    """The consent records, as far as uses need them."""

    def valid(self, purpose: Purpose, listener_ids: frozenset[str]) -> Consents:
        """Return the records that are valid now."""


class Salts(Protocol):
    """The keys, as far as uses need them."""

    def log_salt(self, listener_id: str) -> bytes:
        """Return the salt of a listener's leaves."""


class Journal(Protocol):
    """Where a listener can read what was decided about them."""

    def write_decision(self, listener_id: str, decision: Mapping[str, Any]) -> None:
        """Add a decision."""


class Uses:
    """Decides about uses of personal data, and leaves a trace of each before it happens.

    Parameters
    ----------
    records : Records
        The consents.
    log : Leaves
        Gets one leaf a listener concerned, without personal data.
    salts : Salts
        Keep what the leaves commit to readable only for as long as the listener's key exists.
    journal : Journal
        Gets what the leaves commit to, for the listener.
    profile : Profile
        What this Accord is run for.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(
        self,
        records: Records,
        log: Leaves,
        salts: Salts,
        journal: Journal,
        profile: Profile,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._records = records
        self._log = log
        self._salts = salts
        self._journal = journal
        self._profile = profile
        self._clock = clock

    def require(self, purpose: Purpose, label: Label, *, what: str) -> Decision:
        """Return the decision that lets data about listeners be used; without it nothing of theirs can be read.

        Parameters
        ----------
        purpose : Purpose
            What it is to be used for.
        label : Label
            That of the data; its subjects are the listeners concerned.
        what : str
            What is to be read, in a word: ``listens``, ``export`` ...

        Returns
        -------
        Decision
            It names the consent records and the notices on which it rests.

        Raises
        ------
        ConsentMissing
            If a listener concerned has no valid consent record for the purpose.
        PurposeDenied
            If the label does not allow the purpose.
        OutsideProfile
            If it may not be used in the profile that this Accord runs in.
        KeyLost
            If a listener's key is gone.
        """
        decision = decide(purpose, label, self._records.valid(purpose, label.subjects))
        outside = [id_ for id_ in sorted(label.sources) if not self._inside(id_)]
        allowed = decision.allowed and not outside
        self._note(decision, allowed, what)
        if outside:
            names = " and ".join(source(id_).name for id_ in outside)
            raise OutsideProfile(f"{names} may not be used by an Accord that runs in the profile {self._profile}.")
        if not allowed:
            raise (ConsentMissing if decision.unasked else PurposeDenied)(decision.reason)
        return decision

    def _inside(self, source_id: str) -> bool:
        return purposes_of(self._profile) <= source(source_id).label.purposes

    def _note(self, decision: Decision, allowed: bool, what: str) -> None:
        kind = LogKind.USE if allowed else LogKind.DENIAL
        refs = dict(zip(sorted(decision.label.subjects), decision.consents, strict=False))
        for listener_id in sorted(decision.label.subjects):
            ref = refs.get(listener_id)
            event: dict[str, Any] = {
                "listener": listener_id,
                "at": int(self._clock()),
                "purpose": str(decision.purpose),
                "what": what,
                "allowed": allowed,
                "reason": decision.reason,
                "record_id": ref.record_id if ref else None,
                "notice_hash": ref.notice_hash if ref else None,
                "nonce": secrets.token_hex(16),
            }
            sealed = commitment(self._salts.log_salt(listener_id), event)
            index = self._log.append(kind, {"purpose": str(decision.purpose), "what": what}, sealed)
            self._journal.write_decision(listener_id, event | {"leaf": index})
