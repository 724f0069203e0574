"""Messages between a scan and its workers: what is sent arrives, what is not a message is refused before it is read."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from accord.analysis import wire

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with one, other:
        other.settimeout(10)
        yield one, other


def test_header_blobs_and_file_arrive(pair: Pair) -> None:
    one, other = pair
    large = os.urandom(3 << 20)
    with open(__file__, "rb") as file:
        sending = threading.Thread(target=wire.send, args=(one, {"a": [1, "ä"]}, [b"", large], file.fileno()))
        sending.start()
        frame = wire.receive(other)
        sending.join()
    assert frame.header == {"a": [1, "ä"]}
    assert frame.blobs == (b"", large)
    assert frame.fd is not None
    with os.fdopen(frame.fd, "rb") as passed, open(__file__, "rb") as same:
        assert passed.read() == same.read()


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!IB", wire.HEADER_LIMIT + 1, 0),
        struct.pack("!IB", 2, wire.BLOBS_LIMIT + 1),
        struct.pack("!IB", 2, 0) + b"[]",
        struct.pack("!IB", 2, 0) + b"{{",
        struct.pack("!IB", 2, 1) + b"{}" + struct.pack("!I", wire.BLOB_LIMIT + 1),
        struct.pack("!IB", 9, 0) + b"{",
        b"\x00",
        b"",
    ],
    ids=["long header", "many blobs", "no object", "no JSON", "long blob", "cut header", "cut opening", "nothing"],
)
def test_what_is_no_message_is_refused(pair: Pair, data: bytes) -> None:
    one, other = pair
    one.sendall(data)
    one.shutdown(socket.SHUT_WR)
    with pytest.raises(wire.Hangup):
        wire.receive(other)


def test_a_message_too_large_is_not_sent(pair: Pair) -> None:
    with pytest.raises(ValueError, match="limits"):
        wire.send(pair[0], {"text": "x" * (wire.HEADER_LIMIT + 1)})


def test_sending_to_nobody_is_noticed(pair: Pair) -> None:
    one, other = pair
    other.close()
    with pytest.raises(wire.Hangup):
        wire.send(one, {})
