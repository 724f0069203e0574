"""Consents: what each answer makes of the records, the log and the tombstones, and that it holds at once everywhere."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.errors import ConsentMissing, InvalidParameter, KeyLost, NotFound, NoticeChanged, StoreError
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.consents import Consents
from accord.library.people import People, open_people
from accord.library.vault import digest
from accord.rights.consent_states import ConsentState, Entity
from accord.rights.log_entry import LogKind, opens
from accord.rights.notices import Notices, published
from accord.rights.registry import OWN_LISTENING

PERSONALISATION, STATISTICS = Purpose.PERSONALISATION, Purpose.COMMUNITY_STATISTICS
OPTIONAL = [notice.purpose for notice in published().current if notice.optional]


class Clock:
    """A clock that stands until it is moved."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def people(tmp_path: Path, empty: Path) -> Iterator[People]:
    settings = Settings(home=tmp_path / "home", controller="Ada; ada@example.org")
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with open_people(settings) as opened:
        yield opened


@pytest.fixture
def ada(people: People) -> str:
    return people.listeners.add("Ada")[0].id


def at(people: People, clock: Clock, notices: Notices | None = None) -> Consents:
    """The consents of the same library, by another clock or with other notices."""
    return Consents(people.library.store, people.log, people.vault, "Ada", notices, clock)


def newer() -> Notices:
    """What a later Accord asks: the notice of personalisation changed."""
    old = published().of(PERSONALISATION)
    return Notices([*published().every, dataclasses.replace(old, version=2, text="And something else.")])


def is_valid(consents: Consents, listener_id: str, purpose: Purpose = PERSONALISATION) -> bool:
    return (listener_id, purpose) in consents.valid(purpose, [listener_id])


def test_t1_a_use_rests_on_a_record_and_the_notice_that_was_read(people: People, ada: str) -> None:
    label = OWN_LISTENING.label.about(ada)
    with pytest.raises(ConsentMissing):
        people.uses.require(PERSONALISATION, label, what="listens")
    given = people.consents.give(ada, PERSONALISATION)
    (ref,) = people.uses.require(PERSONALISATION, label, what="listens").consents
    assert given.record is not None
    assert ref == (given.record.id, published().of(PERSONALISATION).hash)
    people.consents.withdraw(ada, PERSONALISATION)
    with pytest.raises(ConsentMissing):
        people.uses.require(PERSONALISATION, label, what="listens")


def test_t2_one_record_a_purpose(people: People, ada: str) -> None:
    people.consents.give(ada, PERSONALISATION)
    assert {purpose for purpose in Purpose if is_valid(people.consents, ada, purpose)} == {
        Purpose.SERVICE,
        PERSONALISATION,
    }


def test_consent_is_each_persons_own(people: People, ada: str) -> None:
    berta = people.listeners.add("Berta")[0].id
    people.consents.give(ada, PERSONALISATION)
    assert set(people.consents.valid(PERSONALISATION, [ada, berta])) == {(ada, PERSONALISATION)}
    people.consents.give(berta, PERSONALISATION)
    people.consents.withdraw(ada, PERSONALISATION)
    assert set(people.consents.valid(PERSONALISATION, {ada, berta})) == {(berta, PERSONALISATION)}
    assert people.consents.valid(PERSONALISATION, []) == {}
    assert people.consents.valid(PERSONALISATION, ["' OR 1=1 --"]) == {}


def test_t3_a_withdrawal_in_one_process_holds_in_another_at_once(people: People, ada: str) -> None:
    people.consents.give(ada, PERSONALISATION)
    with open_people(people.settings) as other:
        assert is_valid(other.consents, ada)
        people.consents.withdraw(ada, PERSONALISATION)
        assert not is_valid(other.consents, ada)


def test_t4_after_any_answers_only_a_last_yes_is_valid(people: People, ada: str) -> None:
    acts = [people.consents.give, people.consents.refuse, people.consents.withdraw, people.consents.revoke]
    for answer in itertools.chain.from_iterable(itertools.product(acts, repeat=2)):
        standing = answer(ada, PERSONALISATION)
        assert standing.valid is is_valid(people.consents, ada) is (answer == people.consents.give)
    for record in people.consents.records(ada):
        ended = [event.state in (ConsentState.WITHDRAWN, ConsentState.REVOKED) for event in record.events]
        assert not any(ended[:-1])


def test_every_change_is_one_entry_that_names_nobody(people: People, ada: str) -> None:
    before = people.log.size
    people.consents.refuse(ada, STATISTICS)
    people.consents.refuse(ada, STATISTICS)
    people.consents.give(ada, STATISTICS)
    people.consents.withdraw(ada, STATISTICS)
    people.consents.withdraw(ada, STATISTICS)
    people.consents.give(ada, STATISTICS)
    people.consents.revoke(ada, STATISTICS)
    entries = [people.log.entry(index) for index in range(before, people.log.size)]
    assert [entry.kind for entry in entries] == [
        LogKind.REFUSAL,
        LogKind.GRANT,
        LogKind.WITHDRAWAL,
        LogKind.GRANT,
        LogKind.REVOCATION,
    ]
    ids = [ada, "Ada", *(record.id for record in people.consents.records(ada))]
    for entry in entries:
        assert entry.facts["purpose"] == "dpv:DataAltruism"
        assert entry.commitment is not None
        assert not any(id_.encode() in entry.line() for id_ in ids)


def test_the_person_can_show_that_an_entry_is_theirs(people: People, ada: str) -> None:
    record = people.consents.give(ada, PERSONALISATION).record
    assert record is not None
    entry = people.log.entry(people.log.size - 1)
    event = {
        "listener": ada,
        "record_id": record.id,
        "state": "dpv:ConsentGiven",
        "at": record.events[0].at,
        "nonce": f"{record.id}/0",
    }
    assert entry.commitment is not None
    assert opens(entry.commitment, people.vault.log_salt(ada), event)
    assert not opens(entry.commitment, people.vault.log_salt(ada), event | {"state": "dpv:ConsentRefused"})


def test_what_a_will_ended_has_a_tombstone_and_what_was_refused_has_none(people: People, ada: str) -> None:
    withdrawn = people.consents.give(ada, PERSONALISATION).record
    revoked = people.consents.give(ada, STATISTICS).record
    people.consents.refuse(ada, Purpose.NON_COMMERCIAL_RESEARCH)
    people.consents.withdraw(ada, PERSONALISATION)
    people.consents.revoke(ada, STATISTICS)
    assert withdrawn is not None
    assert revoked is not None
    assert {(stone.kind, stone.digest, stone.note) for stone in people.vault.tombstones()} == {
        ("consent", digest("consent", withdrawn.id), "dpv:ConsentWithdrawn"),
        ("consent", digest("consent", revoked.id), "dpv:ConsentRevoked"),
    }


def test_whoever_must_know_of_a_withdrawal_hears_of_it_once_it_holds(people: People, ada: str) -> None:
    heard = []

    def on_withdrawal(listener_id: str, purpose: Purpose) -> None:
        heard.append((listener_id, purpose, is_valid(people.consents, listener_id, purpose)))

    people.consents.on_withdrawal = on_withdrawal
    people.consents.withdraw(ada, PERSONALISATION)
    people.consents.refuse(ada, PERSONALISATION)
    assert heard == []
    for end in (people.consents.withdraw, people.consents.refuse, people.consents.revoke):
        people.consents.give(ada, PERSONALISATION)
        end(ada, PERSONALISATION)
    assert heard == [(ada, PERSONALISATION, False)] * 3


def test_a_consent_ends_by_itself_and_is_renewed_in_the_same_record(people: People, ada: str) -> None:
    clock = Clock()
    consents = at(people, clock)
    given = consents.give(ada, PERSONALISATION).record
    assert given is not None
    assert given.expires_at is not None
    clock.now = given.expires_at - 1
    assert is_valid(consents, ada)
    clock.now += 1
    assert not is_valid(consents, ada)
    (_, standing, *_) = consents.offer(ada)
    assert (standing.state, standing.reason) == (ConsentState.EXPIRED, "It was given for a time that is over.")
    clock.now += 86_400
    renewed = consents.give(ada, PERSONALISATION).record
    assert renewed is not None
    assert renewed.id == given.id
    assert [(event.state, event.entity) for event in renewed.events] == [
        (ConsentState.GIVEN, Entity.SUBJECT),
        (ConsentState.EXPIRED, Entity.ACCORD),
        (ConsentState.RENEWED, Entity.SUBJECT),
    ]
    assert renewed.events[1].at == given.expires_at
    assert is_valid(consents, ada)


def test_saying_yes_again_lengthens_a_consent(people: People, ada: str) -> None:
    clock = Clock()
    consents = at(people, clock)
    first = consents.give(ada, PERSONALISATION).record
    clock.now += 86_400
    second = consents.give(ada, PERSONALISATION).record
    assert first is not None
    assert second is not None
    assert (second.id, second.state) == (first.id, ConsentState.RENEWED)
    assert (second.expires_at or 0) > (first.expires_at or 0)


def test_t5_a_changed_notice_ends_every_consent_to_the_old_one_until_it_is_given_anew(people: People, ada: str) -> None:
    old = people.consents.give(ada, PERSONALISATION).record
    people.consents.give(ada, STATISTICS)
    later = at(people, Clock(), newer())
    assert not is_valid(later, ada)
    assert is_valid(later, ada, STATISTICS)
    standing = next(one for one in later.offer(ada) if one.purpose is PERSONALISATION)
    assert (standing.state, standing.reason) == (
        ConsentState.INVALIDATED,
        "The notice changed after it was given.",
    )
    new = later.give(ada, PERSONALISATION).record
    assert old is not None
    assert new is not None
    assert (new.notice_version, new.id == old.id) == (2, False)
    assert is_valid(later, ada)
    # Whoever goes back to the older Accord is not asked about the new notice, and what was replaced stays replaced.
    assert not is_valid(people.consents, ada)


def test_t5_a_withdrawal_ends_what_an_older_notice_was_given_for(people: People, ada: str) -> None:
    people.consents.give(ada, PERSONALISATION)
    at(people, Clock(), newer()).withdraw(ada, PERSONALISATION)
    assert not is_valid(people.consents, ada)
    assert len(people.vault.tombstones()) == 1


def test_a_consent_to_a_notice_that_is_no_longer_asked_is_refused(people: People, ada: str) -> None:
    read = published().of(PERSONALISATION).hash
    assert people.consents.give(ada, PERSONALISATION, notice_hash=read).valid
    people.consents.withdraw(ada, PERSONALISATION)
    with pytest.raises(NoticeChanged, match="version 2"):
        at(people, Clock(), newer()).give(ada, PERSONALISATION, notice_hash=read)
    assert not is_valid(people.consents, ada)


@pytest.mark.parametrize("act", ["give", "refuse", "withdraw", "revoke"])
def test_the_account_itself_is_no_consent(people: People, ada: str, act: str) -> None:
    with pytest.raises(InvalidParameter, match="erasing the account"):
        getattr(people.consents, act)(ada, Purpose.SERVICE)
    with pytest.raises(InvalidParameter, match="Nobody here is asked"):
        getattr(people.consents, act)(ada, Purpose.SALE)
    assert is_valid(people.consents, ada, Purpose.SERVICE)


@pytest.mark.parametrize("act", ["give", "refuse", "withdraw"])
def test_nobody_answers_for_another(people: People, ada: str, act: str) -> None:
    with pytest.raises(InvalidParameter):
        getattr(people.consents, act)(ada, PERSONALISATION, by="operator")
    assert len(people.consents.records(ada)) == 1


def test_a_no_needs_no_key_and_a_yes_does(people: People, ada: str) -> None:
    people.consents.give(ada, PERSONALISATION)
    people.vault.destroy_listener_key(ada)
    assert people.consents.withdraw(ada, PERSONALISATION).state is ConsentState.WITHDRAWN
    assert people.consents.refuse(ada, STATISTICS).state is ConsentState.REFUSED
    with pytest.raises(KeyLost):
        people.consents.give(ada, STATISTICS)
    assert not is_valid(people.consents, ada, STATISTICS)


def test_what_the_log_did_not_take_has_not_happened(people: People, ada: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(people.log, "append", full)
    with pytest.raises(StoreError):
        people.consents.give(ada, PERSONALISATION)
    assert not is_valid(people.consents, ada)
    assert len(people.consents.records(ada)) == 1


def test_a_record_is_shown_to_its_person_alone(people: People, ada: str) -> None:
    berta = people.listeners.add("Berta")[0].id
    record = people.consents.give(ada, PERSONALISATION).record
    assert record is not None
    assert people.consents.record(ada, record.id) == record
    assert people.consents.receipt(record)["dpv:hasRecordOfActivity"]["dpv:hasDataController"]["dpv:hasName"] == "Ada"
    with pytest.raises(NotFound):
        people.consents.record(berta, record.id)


def test_the_sql_agrees_with_the_rule(people: People) -> None:
    """Every record that the rule finds valid, the one look-up on the path of each use finds, and no other."""
    clock = Clock()
    clock.now = time.time()
    for number, purpose in enumerate(OPTIONAL * 4):
        listener = people.listeners.add(f"listener {number}")[0].id
        consents = at(people, clock, newer() if number % 3 == 0 else None)
        consents.give(listener, purpose)
        if number % 4 == 0:
            consents.withdraw(listener, purpose)
        if number % 5 == 0:
            consents.refuse(listener, purpose)
    everybody = [listener.id for listener in people.listeners.every()]
    years = 2.5 * 365 * 86_400
    for notices, moment in itertools.product((None, newer()), (clock.now, clock.now + years)):
        later = Clock()
        later.now = moment
        consents = at(people, later, notices)
        for purpose in [Purpose.SERVICE, *OPTIONAL]:
            rule = {
                (id_, purpose)
                for id_ in everybody
                for record in consents.records(id_)
                if record.purpose is purpose and consents.state(record) in (ConsentState.GIVEN, ConsentState.RENEWED)
            }
            assert set(consents.valid(purpose, everybody)) == rule
