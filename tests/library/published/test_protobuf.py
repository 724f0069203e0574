"""What is written in fields is read from them; what is no message is refused, however it goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import PackageRefused
from accord.library.published.protobuf import content, contents, fields, number, real, varint


@given(st.lists(st.tuples(st.integers(1, 5000), st.one_of(st.integers(0, 2**64 - 1), st.binary(max_size=300)))))
def test_what_is_written_is_read(pairs: list[tuple[int, int | bytes]]) -> None:
    written = [number(field, value) if isinstance(value, int) else content(field, value) for field, value in pairs]
    assert list(fields(b"".join(written))) == pairs


def test_known_bytes() -> None:
    """The examples of protobuf.dev: 150 in field 1; "testing" in field 2."""
    assert number(1, 150) == bytes.fromhex("089601")
    assert content(2, "testing") == bytes.fromhex("120774657374696e67")
    assert real(2, 1.0) == bytes.fromhex("150000803f")
    assert contents(3, ["a", b"b"]) == bytes.fromhex("1a01611a0162")
    assert list(fields(bytes.fromhex("0900000000000000801501000000"))) == [(1, 1 << 63), (2, 1)]


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    try:
        found = list(fields(data))
    except PackageRefused:
        return
    assert len(found) <= len(data)


@pytest.mark.parametrize("data", [b"\x80", b"\xff" * 11, b""])
def test_a_number_without_an_end_is_refused(data: bytes) -> None:
    with pytest.raises(PackageRefused, match="no end"):
        varint(data, 0)
