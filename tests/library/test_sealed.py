"""What is sealed opens in its place, whole, with its key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import StoreError
from accord.library.sealed import NONCE_LENGTH, Seal

SEAL = Seal(bytes(32))


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_opens(data: bytes, place: str) -> None:
    sealed = SEAL.close(data, place)
    assert SEAL.open(sealed, place) == data
    assert len(sealed) == NONCE_LENGTH + len(data) + 16


@given(st.binary(min_size=1, max_size=60), st.data())
def test_any_flipped_bit_shows(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(SEAL.close(data, "here"))
    sealed[draw.draw(st.integers(0, len(sealed) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises(StoreError, match="here does not open"):
        SEAL.open(bytes(sealed), "here")


@pytest.mark.parametrize("length", [0, 5, NONCE_LENGTH, NONCE_LENGTH + 3])
def test_what_is_cut_short_shows(length: int) -> None:
    with pytest.raises(StoreError):
        SEAL.open(SEAL.close(b"heard", "here")[:length], "here")


def test_another_place_or_key_does_not_open_it() -> None:
    sealed = SEAL.close(b"heard", "here")
    with pytest.raises(StoreError):
        SEAL.open(sealed, "there")
    with pytest.raises(StoreError):
        Seal(bytes(31) + b"\1").open(sealed, "here")


def test_the_same_twice_does_not_look_the_same() -> None:
    assert SEAL.close(b"heard", "here") != SEAL.close(b"heard", "here")
