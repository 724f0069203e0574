"""Sorted tables are read whole; damage anywhere is noticed, and nothing makes the reader run on."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import PackageRefused
from accord.library.published import sorted_table as reader
from accord.library.published.sorted_table import masked_checksum, table
from tests.checkpoints import block, sorted_table, varints

SMALL = sorted_table({f"layer_{k}/kernel".encode(): bytes([k]) * k for k in range(45)})


@given(st.dictionaries(st.binary(max_size=12), st.binary(max_size=40), max_size=70))
def test_what_is_written_is_read(entries: dict[bytes, bytes]) -> None:
    assert table(sorted_table(entries)) == entries


def test_the_checksum_is_that_of_castagnoli() -> None:
    """RFC 3720, B.4: 32 zeros give 8a9136aa; the mask is LevelDB's."""
    unmasked = (masked_checksum(bytes(32)) - 0xA282EAD8) & 0xFFFFFFFF
    assert (unmasked >> 17 | unmasked << 15) & 0xFFFFFFFF == 0x8A9136AA


def test_a_bit_that_changed_anywhere_is_noticed() -> None:
    footer = len(SMALL) - reader.FOOTER
    for place in range(0, footer, 7):
        spoilt = bytearray(SMALL)
        spoilt[place] ^= 4
        try:
            assert table(bytes(spoilt)) == table(SMALL), place  # the meta index is not looked at
        except PackageRefused:
            continue
        assert place > footer - 200


@given(st.integers(0, len(SMALL) - 1), st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(cut: int, more: bytes) -> None:
    for data in (SMALL[:cut] + more, SMALL[:cut] + more + SMALL[-reader.FOOTER :], more + SMALL[cut:]):
        with contextlib.suppress(PackageRefused):
            assert len(table(data)) <= reader.MOST


def test_what_is_too_large_or_out_of_order_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST", 44)
    with pytest.raises(PackageRefused, match="too many"):
        table(SMALL)
    monkeypatch.setattr(reader, "LARGEST", 100)
    with pytest.raises(PackageRefused, match="too large"):
        table(SMALL)
    twice = block([(b"b", b""), (b"a", b"")])
    index = block([(b"b", varints(0, len(twice) - 5))])
    footer = varints(0, 0) + varints(len(twice), len(index) - 5)
    with pytest.raises(PackageRefused, match="not in order"):
        table(twice + index + footer.ljust(40, b"\0") + SMALL[-8:])


def test_a_compressed_block_is_refused() -> None:
    first = bytearray(block([(b"a", b"b")]))
    first[-5] = 1
    index = block([(b"a", varints(0, len(first) - 5))])
    footer = varints(0, 0) + varints(len(first), len(index) - 5)
    with pytest.raises(PackageRefused, match="compressed"):
        table(bytes(first) + index + footer.ljust(40, b"\0") + SMALL[-8:])
