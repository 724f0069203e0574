"""The consents of listeners: asked for, given, refused, withdrawn, revoked; each change is logged before it counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from accord.domain.errors import InvalidParameter, KeyLost, NotFound, NoticeChanged
from accord.domain.labels import Purpose
from accord.library import consent_rows
from accord.rights import receipt
from accord.rights.consent import Standing, goes_on, standing, state_at
from accord.rights.consent_record import ConsentEvent, ConsentRecord, Method
from accord.rights.consent_states import ConsentState, Entity, allows
from accord.rights.decision import ConsentRef
from accord.rights.log_entry import LogKind, commitment
from accord.rights.notices import Notice, Notices, published
from accord.store.engine import Store

if TYPE_CHECKING:
    from accord.library.log import Log
    from accord.library.vault import Vault

KINDS: dict[ConsentState, LogKind] = {
    ConsentState.GIVEN: LogKind.GRANT,
    ConsentState.RENEWED: LogKind.GRANT,
    ConsentState.REFUSED: LogKind.REFUSAL,
    ConsentState.WITHDRAWN: LogKind.WITHDRAWAL,
    ConsentState.REVOKED: LogKind.REVOCATION,
}
"""State -> the kind of its entry in the log."""


class Consents:
    """The consent records of one library. What they say is looked up for every use and remembered nowhere.

    Parameters
    ----------
    store : Store
        The library's database.
    log : Log
        Gets one entry a change, without personal data.
    vault : Vault
        Keeps the tombstones of what ended, and the salts that keep the log's entries unreadable to others.
    controller : str
        Who answers for the data, as the setting ``controller`` has it.
    notices : Notices, optional
        What people are told; those of this Accord.
    clock : callable
        Returns the seconds since 1970.
    on_withdrawal : callable, optional
        Called with (listener id, purpose) once a consent has ended and before the caller hears of it: invalidates what
        was made on it.
    """

    def __init__(
        self,
        store: Store,
        log: Log,
        vault: Vault,
        controller: str,
        notices: Notices | None = None,
        clock: Callable[[], float] = time.time,
        on_withdrawal: Callable[[str, Purpose], object] | None = None,
    ) -> None:
        self.notices = notices or published()
        self.controller = controller
        self.on_withdrawal = on_withdrawal
        self._store = store
        self._log = log
        self._vault = vault
        self._clock = clock

    # What is

    def valid(self, purpose: Purpose, listener_ids: Collection[str]) -> dict[tuple[str, Purpose], ConsentRef]:
        """Return the records on which a use may rest now, by (listener, purpose); who has none is not in it."""
        hashes = self.notices.accepted(purpose)
        if not hashes or not listener_ids:
            return {}
        return consent_rows.valid(self._store, purpose, listener_ids, hashes, self._clock())

    def offer(self, listener_id: str) -> list[Standing]:
        """Return how things stand with each purpose that people are asked about."""
        newest = {record.purpose: record for record in self.records(listener_id)}
        return [self._standing(newest.get(notice.purpose), notice) for notice in self.notices.current]

    def records(self, listener_id: str) -> list[ConsentRecord]:
        """Return all records of a listener, oldest first."""
        with self._store.reading() as db:
            return consent_rows.records(db, listener_id)

    def receipt(self, record: ConsentRecord) -> dict[str, Any]:
        """Return the receipt of a record, as it stands now: JSON-LD."""
        return receipt.receipt(record, self.notices, self._clock())

    def record(self, listener_id: str, record_id: str) -> ConsentRecord:
        """Return one of a listener's own records.

        Raises
        ------
        NotFound
            If the listener has no such record.
        """
        for record in self.records(listener_id):
            if record.id == record_id:
                return record
        raise NotFound(f"You have no consent record {record_id}.")

    def now(self) -> float:
        """Return the seconds since 1970 by the clock that consents go by."""
        return self._clock()

    def state(self, record: ConsentRecord) -> ConsentState:
        """Return the state that a record is in now."""
        return state_at(record, self.notices, self._clock())

    # What people do

    def give(
        self,
        listener_id: str,
        purpose: Purpose,
        by: str = Entity.SUBJECT,
        method: str = Method.COMMAND,
        notice_hash: str | None = None,
    ) -> Standing:
        """Record that a person consents to a purpose, or still does, and return how things stand then.

        Parameters
        ----------
        listener_id : str
            Who.
        purpose : Purpose
            To what.
        by : str
            ``subject``: nobody consents for another.
        method : str
            ``command``, ``api`` or ``page``.
        notice_hash : str, optional
            Hash of the notice that the person read, where the caller knows it.

        Returns
        -------
        Standing

        Raises
        ------
        NoticeChanged
            If the notice that was read is no longer the current one.
        InvalidParameter
            If the purpose is not optional, or somebody else than the person consents.
        """
        notice = self._optional(purpose)
        if notice_hash is not None and notice_hash != notice.hash:
            raise NoticeChanged(
                f"What was read about {notice.name} is not what is asked now (version {notice.version})."
            )
        self._require(Entity(by) is Entity.SUBJECT, "Nobody consents for somebody else.")
        with self._store.writing() as db:
            self._give(db, listener_id, notice, Method(method))
            return self._now(db, listener_id, notice)

    def refuse(
        self, listener_id: str, purpose: Purpose, by: str = Entity.SUBJECT, method: str = Method.COMMAND
    ) -> Standing:
        """Record that a person says no to a purpose; what they had given is withdrawn.

        Raises
        ------
        InvalidParameter
            If the purpose is not optional, or somebody else than the person refuses.
        """
        notice = self._optional(purpose)
        self._require(Entity(by) is Entity.SUBJECT, "Nobody refuses for somebody else.")
        with self._store.writing() as db:
            ended = self._end(db, listener_id, notice, ConsentState.WITHDRAWN, Entity.SUBJECT, Method(method))
            record = _newest(db, listener_id, purpose)
            if record is None or record.state not in (ConsentState.WITHDRAWN, ConsentState.REFUSED):
                if record is None or not goes_on(record, ConsentState.REFUSED, self.notices):
                    record = self._begin(db, listener_id, notice)
                self._add(db, record, ConsentState.REFUSED, Entity.SUBJECT, Method(method))
            now = self._now(db, listener_id, notice)
        return self._told(ended, now, listener_id)

    def withdraw(
        self, listener_id: str, purpose: Purpose, by: str = Entity.SUBJECT, method: str = Method.COMMAND
    ) -> Standing:
        """End a consent for good, by the will of the person; on return no use rests on it any more.

        Where nothing was given there is nothing to do, and that is no error.

        Raises
        ------
        InvalidParameter
            If the purpose is not optional, or somebody else than the person withdraws (that is ``revoke``).
        """
        self._require(Entity(by) is Entity.SUBJECT, "Only the person withdraws; whoever runs this Accord revokes.")
        return self._ended(listener_id, self._optional(purpose), ConsentState.WITHDRAWN, Entity.SUBJECT, Method(method))

    def revoke(self, listener_id: str, purpose: Purpose) -> Standing:
        """End a consent for good, by the will of whoever runs this Accord.

        Raises
        ------
        InvalidParameter
            If the purpose is not optional.
        """
        return self._ended(listener_id, self._optional(purpose), ConsentState.REVOKED, Entity.OPERATOR, Method.COMMAND)

    def open_account(self, db: Connection, listener_id: str) -> ConsentRecord:
        """Record, in the transaction that makes a listener, on what the keeping of their listening rests."""
        record = self._begin(db, listener_id, self.notices.of(Purpose.SERVICE))
        self._add(db, record, ConsentState.GIVEN, Entity.SUBJECT, Method.COMMAND)
        return record

    # How

    def _give(self, db: Connection, listener_id: str, notice: Notice, method: Method) -> None:
        record, now = _newest(db, listener_id, notice.purpose), self._clock()
        state = ConsentState.UNKNOWN if record is None else self.state(record)
        if record is not None and record.state is not state:  # time passed, or the notice changed: part of its history
            at = int(record.expires_at or now) if state is ConsentState.EXPIRED else int(now)
            event = ConsentEvent(at, state, Entity.ACCORD, method)
            consent_rows.add_event(db, record.id, event)
            record = _newest(db, listener_id, notice.purpose)
        again = allows(state) or state is ConsentState.EXPIRED
        answer = ConsentState.RENEWED if again else ConsentState.GIVEN
        if record is None or not goes_on(record, answer, self.notices):
            record = self._begin(db, listener_id, notice)
        consent_rows.set_expiry(db, record.id, notice, now)
        self._add(db, record, answer, Entity.SUBJECT, method)

    def _ended(self, listener_id: str, notice: Notice, state: ConsentState, entity: Entity, method: Method) -> Standing:
        with self._store.writing() as db:
            ended = self._end(db, listener_id, notice, state, entity, method)
            now = self._now(db, listener_id, notice)
        return self._told(ended, now, listener_id)

    def _end(
        self, db: Connection, listener_id: str, notice: Notice, state: ConsentState, entity: Entity, method: Method
    ) -> bool:
        """End every record of the purpose that was given, and return whether there was one."""
        given = [record for record in consent_rows.records(db, listener_id, notice.purpose) if allows(record.state)]
        for record in given:
            # Buried before it is stored: if the power goes in between, it is ended once more, never revived.
            self._vault.bury("consent", record.id, int(self._clock()), note=state.value)
            self._add(db, record, state, entity, method)
        return bool(given)

    def _told(self, ended: bool, now: Standing, listener_id: str) -> Standing:
        """Return how things stand, after whoever must know heard that a consent ended."""
        if ended and self.on_withdrawal is not None:
            self.on_withdrawal(listener_id, now.purpose)
        return now

    def _begin(self, db: Connection, listener_id: str, notice: Notice) -> ConsentRecord:
        return consent_rows.begin(db, listener_id, notice, self.controller, self._clock())

    def _add(self, db: Connection, record: ConsentRecord, state: ConsentState, entity: Entity, method: Method) -> None:
        """Store an event, and log it before the transaction ends: nothing takes effect that the log does not have."""
        at = int(self._clock())
        consent_rows.add_event(db, record.id, ConsentEvent(at, state, entity, method))
        facts = {"purpose": record.purpose.value, "notice": record.notice_hash, "version": record.notice_version}
        self._log.append(KINDS[state], facts | {"state": state.value}, self._committed(record, state, at))

    def _committed(self, record: ConsentRecord, state: ConsentState, at: int) -> bytes | None:
        try:
            salt = self._vault.log_salt(record.listener_id)
        except KeyLost:
            if KINDS[state] is LogKind.GRANT:
                raise
            return None  # a no must be possible at any time, and commits nobody to anything
        event = {
            "listener": record.listener_id,
            "record_id": record.id,
            "state": state.value,
            "at": at,
            # A record's id is random and known to the person alone, so that whoever holds the salt can check the entry.
            "nonce": f"{record.id}/{len(record.events)}",
        }
        return commitment(salt, event)

    def _now(self, db: Connection, listener_id: str, notice: Notice) -> Standing:
        return self._standing(_newest(db, listener_id, notice.purpose), notice)

    def _standing(self, record: ConsentRecord | None, notice: Notice) -> Standing:
        return standing(record, notice, self.notices, self._clock())

    def _optional(self, purpose: Purpose) -> Notice:
        notice = self.notices.of(purpose)
        self._require(notice.optional, f"{notice.title} is the account itself: erasing the account ends it.")
        return notice

    def _require(self, holds: bool, sentence: str) -> None:
        if not holds:
            raise InvalidParameter(sentence)


def _newest(db: Connection, listener_id: str, purpose: Purpose) -> ConsentRecord | None:
    found = consent_rows.records(db, listener_id, purpose)
    return found[-1] if found else None
