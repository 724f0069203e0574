"""T5: what a record allows now; no change of a notice and no passing of time ever lets it allow more."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.labels import Purpose
from accord.rights.consent import allowed, expiry, goes_on, standing, state_at, valid_at
from accord.rights.consent_record import SCHEMA_VERSION, ConsentEvent, ConsentRecord, Method, controller_of
from accord.rights.consent_states import ConsentState, Entity, allows
from accord.rights.notices import Notice, Notices, published

NOW = 1_800_000_000
SEEDS = published().every


def record_on(notice: Notice, *states: ConsentState, expires_at: int | None = None) -> ConsentRecord:
    return ConsentRecord(
        id="5e3f3f6c-6f5e-4a7b-9a6e-0c8a3f0f4b11",
        listener_id="0d6c4a7e-50a1-4f7e-8a43-4b8f2b9f1a22",
        purpose=notice.purpose,
        schema_version=SCHEMA_VERSION,
        notice_version=notice.version,
        notice_hash=notice.hash,
        language=notice.language,
        jurisdiction=notice.jurisdiction,
        controller="Ada",
        created_at=NOW - 100,
        expires_at=expires_at,
        events=tuple(ConsentEvent(NOW - 100, state, Entity.SUBJECT, Method.API) for state in states),
    )


def changed(notice: Notice, draw: st.DrawFn) -> Notice:
    """The notice in a next version, with anything in it changed."""
    words = st.text(min_size=1, max_size=10)
    lists = st.lists(words, max_size=3).map(tuple)
    changes: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "text": words,
                "title": words,
                "data": lists.map(lambda more: notice.data + more),
                "recipients": lists.map(lambda more: notice.recipients + more),
                "storage": words,
                "retention": words,
                "months": st.none() | st.integers(1, 1200),
            },
        )
    )
    return dataclasses.replace(notice, version=notice.version + 1, **changes)


@st.composite
def later(draw: st.DrawFn) -> Notices:
    """The notices of a later Accord: some changed, some gone, some for purposes that nobody was asked about before."""
    kept = list(SEEDS)
    kept += [changed(notice, draw) for notice in draw(st.lists(st.sampled_from(SEEDS), unique_by=lambda n: n.name))]
    for purpose in draw(st.sets(st.sampled_from([Purpose.SALE, Purpose.COMMERCIAL, Purpose.TRAINING]))):
        kept.append(dataclasses.replace(SEEDS[1], purpose=purpose, name=purpose.name.lower()))
    gone = draw(st.sets(st.sampled_from(SEEDS)))
    return Notices(notice for notice in draw(st.permutations(kept)) if notice not in gone)


RECORDS = st.lists(
    st.builds(
        record_on,
        st.sampled_from(SEEDS),
        st.sampled_from(ConsentState),
        st.sampled_from(ConsentState),
        expires_at=st.none() | st.integers(NOW - 10, NOW + 10),
    )
)


@given(RECORDS, later())
def test_t5_new_and_wider_notices_never_enlarge_what_old_records_allow(
    records: list[ConsentRecord], notices: Notices
) -> None:
    assert allowed(records, notices, NOW) <= allowed(records, published(), NOW)


@given(RECORDS, later())
def test_t5_a_consent_allows_nothing_once_its_notice_is_not_the_current_one(
    records: list[ConsentRecord], notices: Notices
) -> None:
    current = {notice.purpose: notice for notice in notices.current}
    for record in records:
        if valid_at(record, notices, NOW):
            notice = current[record.purpose]
            assert notice.hash == record.notice_hash or not notice.optional


@given(RECORDS, st.integers(NOW, NOW + 20), st.integers(0, 20))
def test_time_alone_never_enlarges_what_records_allow(records: list[ConsentRecord], now: int, more: int) -> None:
    assert allowed(records, published(), now + more) <= allowed(records, published(), now)


@pytest.mark.parametrize("state", ConsentState)
def test_t4_a_record_allows_what_its_last_event_allows(state: ConsentState) -> None:
    notice = published().of(Purpose.PERSONALISATION)
    assert valid_at(record_on(notice, ConsentState.GIVEN, state), published(), NOW) is allows(state)
    assert not valid_at(record_on(notice), published(), NOW)


def test_a_consent_ends_at_its_last_second_and_a_contract_never() -> None:
    notice = published().of(Purpose.PERSONALISATION)
    record = record_on(notice, ConsentState.GIVEN, expires_at=NOW)
    assert state_at(record, published(), NOW - 1) is ConsentState.GIVEN
    assert state_at(record, published(), NOW) is ConsentState.EXPIRED
    account = record_on(published().of(Purpose.SERVICE), ConsentState.GIVEN)
    assert valid_at(account, published(), NOW * 100)


def test_a_changed_notice_invalidates_and_says_so() -> None:
    notice = published().of(Purpose.PERSONALISATION)
    record = record_on(notice, ConsentState.GIVEN, expires_at=NOW - 1)
    notices = Notices([notice, dataclasses.replace(notice, version=2, text="More.")])
    now = standing(record, notices.of(notice.purpose), notices, NOW)
    assert (now.state, now.valid) == (ConsentState.INVALIDATED, False)
    assert now.reason == "The notice changed after it was given."
    assert not goes_on(record, ConsentState.RENEWED, notices)


def test_an_answer_begins_a_record_of_its_own_after_an_end() -> None:
    notice = published().of(Purpose.PERSONALISATION)
    for state in (ConsentState.WITHDRAWN, ConsentState.REVOKED, ConsentState.INVALIDATED):
        assert not goes_on(record_on(notice, state), ConsentState.GIVEN, published())
    assert goes_on(record_on(notice, ConsentState.REFUSED), ConsentState.GIVEN, published())
    assert not goes_on(None, ConsentState.GIVEN, published())


@pytest.mark.parametrize(
    ("given", "months", "ends"),
    [
        ("2026-11-22T10:00:00", 24, "2028-11-22T10:00:00"),
        ("2026-01-31T00:00:00", 1, "2026-02-28T00:00:00"),
        ("2024-02-29T23:59:59", 12, "2025-02-28T23:59:59"),
        ("2026-12-31T12:00:00", 2, "2027-02-28T12:00:00"),
    ],
)
def test_months_are_those_of_the_calendar(given: str, months: int, ends: str) -> None:
    notice = dataclasses.replace(SEEDS[1], months=months)
    found = expiry(notice, datetime.fromisoformat(given).replace(tzinfo=UTC).timestamp())
    assert found == int(datetime.fromisoformat(ends).replace(tzinfo=UTC).timestamp())


def test_a_controller_is_read_from_one_line() -> None:
    ada = controller_of("Ada Lovelace; 12 St James's Square, London; ada@example.org")
    assert dataclasses.astuple(ada) == ("Ada Lovelace", "12 St James's Square, London", "ada@example.org")
    assert dataclasses.astuple(controller_of("Ada; ada@example.org")) == ("Ada", "ada@example.org", "ada@example.org")
    assert dataclasses.astuple(controller_of("Ada")) == ("Ada", "Ada", "Ada")
