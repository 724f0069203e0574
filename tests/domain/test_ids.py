"""Ids: their form, their stability, and the identifiers of others."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain import ids
from accord.domain.errors import InvalidId

DIGESTS = st.binary(min_size=16, max_size=32)
NAMES = st.text(min_size=1, max_size=30)


@given(DIGESTS)
def test_an_id_has_the_form_of_an_id(digest: bytes) -> None:
    assert ids.require_id(ids.base62(digest)) == ids.base62(digest)


@given(DIGESTS)
def test_an_id_holds_the_first_128_bits(digest: bytes) -> None:
    number = 0
    for character in ids.base62(digest):
        number = number * 62 + ids.ALPHABET.index(character)
    assert number == int.from_bytes(digest[:16], "big")


@given(DIGESTS, DIGESTS)
def test_the_order_of_ids_is_that_of_digests(one: bytes, other: bytes) -> None:
    assert (ids.base62(one) < ids.base62(other)) == (one[:16] < other[:16])


def test_golden_ids() -> None:
    """An id was given out: it never changes again."""
    assert ids.base62(bytes(16)) == "0" * 22
    assert ids.base62(b"\xff" * 16) == "7n42DGM5Tflk9n8mt7Fhc7"
    assert ids.track_id(hashlib.sha256(b"one sound").digest()) == "4ps0HNJHMGURcK6fKkQ98K"
    assert ids.artist_id("Clara  SCHUMANN") == ids.artist_id("clara schumann") == "3rlnNZApQZYOOGyKutMD51"
    assert ids.release_id("Drei Romanzen", ("Clara Schumann",)) == "0jqGZb42A9lxJR8gIuchZt"


def test_a_musicbrainz_id_outweighs_the_name() -> None:
    mbid = "c46a4e3b-2b42-4f06-9c0d-6bd7aa4c4b1a"
    assert ids.artist_id("C. Schumann", mbid) == ids.artist_id("Clara Schumann", mbid)
    assert ids.artist_id("Clara Schumann", mbid) != ids.artist_id("Clara Schumann")


def test_an_artist_and_a_release_of_one_name_differ() -> None:
    assert ids.artist_id("Queen") != ids.release_id("Queen", ())


def test_a_digest_that_is_too_short_is_refused() -> None:
    with pytest.raises(InvalidId, match="16 bytes, got 15"):
        ids.base62(bytes(15))


@pytest.mark.parametrize("text", ["", "0" * 21, "0" * 23, "0" * 21 + "-", "0" * 21 + "é", "0" * 22 + "\n"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(InvalidId, match="22 characters"):
        ids.require_id(text)


@given(NAMES)
def test_normalising_twice_is_normalising_once(name: str) -> None:
    assert ids.normalise(ids.normalise(name)) == ids.normalise(name)


def test_a_letter_that_case_folding_takes_apart_is_composed_again() -> None:
    once = ids.normalise("Stra\u00df\u0301e")
    assert once == ids.normalise(once) == "stras\u015be"


@pytest.mark.parametrize("text", ["USRC17607839", "US-RC1-76-07839", "us rc1 76 07839", "ISRC: USRC17607839"])
def test_an_isrc_has_one_form(text: str) -> None:
    assert ids.isrc(text) == "USRC17607839"


@pytest.mark.parametrize("text", ["", "USRC1760783", "1SRC17607839", "USRC1760783X", "USRC176078390"])
def test_what_is_no_isrc_is_refused(text: str) -> None:
    with pytest.raises(InvalidId, match="not an ISRC"):
        ids.isrc(text)


def test_a_musicbrainz_id_has_one_form() -> None:
    assert ids.mbid(" C46A4E3B-2B42-4F06-9C0D-6BD7AA4C4B1A ") == "c46a4e3b-2b42-4f06-9c0d-6bd7aa4c4b1a"
    with pytest.raises(InvalidId, match="not a MusicBrainz id"):
        ids.mbid("c46a4e3b2b424f069c0d6bd7aa4c4b1a")
