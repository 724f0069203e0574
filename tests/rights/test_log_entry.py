"""Entries of the log: one way to write each, no fact that nobody declared, commitments that only their salt opens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import ForbiddenFact, LogBroken, LogError
from accord.rights.log_entry import FACTS, Entry, LogKind, commitment, entry_of, opens

GRANT = Entry(3, 1_700_000_000, LogKind.GRANT, {"purpose": "dpv:DataAltruism", "version": 2}, bytes(32))
VALUES = st.integers(-(2**40), 2**40) | st.text().filter(str.isprintable)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(LogKind))
    facts = draw(st.dictionaries(st.sampled_from(sorted(FACTS[kind])), VALUES))
    committed = draw(st.none() | st.binary(min_size=32, max_size=32))
    return Entry(draw(st.integers(0, 2**40)), draw(st.integers(0, 2**40)), kind, facts, committed)


def test_every_kind_says_what_it_may_say() -> None:
    assert set(FACTS) == set(LogKind)
    assert not {"name", "listener", "artist", "track", "user", "id", "token"} & frozenset().union(*FACTS.values())


def test_golden() -> None:
    assert GRANT.line() == (
        b'{"commitment":"' + b"0" * 64 + b'","facts":{"purpose":"dpv:DataAltruism","version":2},'
        b'"index":3,"kind":"grant","time":1700000000}'
    )


@given(entries())
def test_an_entry_is_read_back(entry: Entry) -> None:
    line = entry.line()
    assert b"\n" not in line
    assert entry_of(line) == entry


@given(st.data())
def test_an_entry_is_written_in_one_way_only(data: st.DataObject) -> None:
    line = bytearray(GRANT.line())
    line[data.draw(st.integers(0, len(line) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = entry_of(bytes(line))
    except LogBroken:
        return
    assert other != GRANT
    assert other.line() == line


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"7", b"{}", GRANT.line() + b" ", GRANT.line().replace(b",", b", "), b'{"a":1}', b"\xff"],
)
def test_what_is_no_entry(line: bytes) -> None:
    with pytest.raises(LogBroken):
        entry_of(line)


def test_a_fact_that_nobody_declared_stays_out() -> None:
    for facts in ({"name": "Ada"}, {"listens": 3}):
        with pytest.raises(ForbiddenFact, match="no fact of an entry of the kind grant"):
            Entry(0, 0, LogKind.GRANT, facts)
    odd: tuple[Any, ...] = (None, 1.5, True, ["x"], {"a": 1})
    for value in odd:
        with pytest.raises(LogError, match="neither text nor a whole number"):
            Entry(0, 0, LogKind.GRANT, {"purpose": value})
    for text in ("two\nlines", "\ud800"):
        with pytest.raises(ForbiddenFact, match="cannot be printed"):
            Entry(0, 0, LogKind.GRANT, {"purpose": text})


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.text())
def test_only_salt_and_event_open_a_commitment(salt: bytes, other_salt: bytes, what: str) -> None:
    event = {"what": what.encode("utf-8", "ignore").decode(), "nonce": "n"}
    made = commitment(salt, event)
    assert len(made) == 32
    assert opens(made, salt, dict(reversed(event.items())))
    assert opens(made, other_salt, event) == (salt == other_salt)
    assert not opens(made, salt, event | {"nonce": "m"})
    assert not opens(made, salt, event | {"more": 1})
    assert not opens(made, salt, {"what": event["what"]})


def test_an_event_needs_a_nonce() -> None:
    with pytest.raises(ForbiddenFact, match="nonce"):
        commitment(b"salt", {"what": "grant"})
