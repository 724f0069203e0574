"""What a scan and its workers say to each other: a JSON header, raw blobs, at most one file descriptor.

Workers decode files that nobody vouches for, so what comes from them is data to be checked: no pickle, and every length
is checked against a limit before anything is read.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

HEADER_LIMIT = 1 << 20
"""Bytes: tags, problems and the like."""
BLOB_LIMIT = 64 << 20
"""Bytes: a compressed analysis of many hours, or a picture."""
BLOBS_LIMIT = 8

_FRAME = struct.Struct("!IB")
_BLOB = struct.Struct("!I")


class Hangup(Exception):
    """The other side has gone, or speaks another language."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    header: dict[str, Any]
    blobs: tuple[bytes, ...] = ()
    fd: int | None = None
    """An open file that came with it; the receiver closes it."""


def send(sock: socket.socket, header: object, blobs: Sequence[bytes] = (), fd: int | None = None) -> None:
    """Send one message.

    Parameters
    ----------
    sock : socket.socket
        A connected Unix stream socket.
    header : object
        What orjson can write; must come out as a JSON object.
    blobs : sequence of bytes
        At most ``BLOBS_LIMIT``.
    fd : int, optional
        A file descriptor to pass along.

    Raises
    ------
    Hangup
        If the other side has gone.
    """
    text = orjson.dumps(header)
    if len(text) > HEADER_LIMIT or len(blobs) > BLOBS_LIMIT or any(len(blob) > BLOB_LIMIT for blob in blobs):
        raise ValueError("A message is larger than its limits.")
    opening = _FRAME.pack(len(text), len(blobs)) + text
    try:
        sent = socket.send_fds(sock, [opening], [] if fd is None else [fd])
        sock.sendall(opening[sent:])
        for blob in blobs:
            sock.sendall(_BLOB.pack(len(blob)))
            sock.sendall(blob)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Hangup("The other side has gone.") from error


def receive(sock: socket.socket) -> Frame:
    """Wait for one message and return it.

    Raises
    ------
    Hangup
        If the other side has gone, exceeds a limit or sends no JSON object.
    TimeoutError
        If nothing arrives within the socket's timeout.
    """
    opening, fds = _opening(sock)
    try:
        length, blob_count = _FRAME.unpack(opening)
        if length > HEADER_LIMIT or blob_count > BLOBS_LIMIT:
            raise Hangup(f"A message announces a header of {length} bytes and {blob_count} blobs.")
        header = orjson.loads(_exactly(sock, length))
        if not isinstance(header, dict):
            raise Hangup("A message has no JSON object as its header.")
        blobs = tuple(_blob(sock) for _ in range(blob_count))
        return Frame(header, blobs, fds.pop() if fds else None)
    except orjson.JSONDecodeError as error:
        raise Hangup("A message has no JSON as its header.") from error
    finally:
        for fd in fds:
            os.close(fd)


def _opening(sock: socket.socket) -> tuple[bytes, list[int]]:
    try:
        opening, fds, _, _ = socket.recv_fds(sock, _FRAME.size, 1)
    except ConnectionResetError as error:
        raise Hangup("The other side has gone.") from error
    if len(opening) < _FRAME.size:
        opening += _exactly(sock, _FRAME.size - len(opening)) if opening else b""
    if not opening:
        raise Hangup("The other side has gone.")
    return opening, list(fds)


def _blob(sock: socket.socket) -> bytes:
    (length,) = _BLOB.unpack(_exactly(sock, _BLOB.size))
    if length > BLOB_LIMIT:
        raise Hangup(f"A message announces a blob of {length} bytes.")
    return _exactly(sock, length)


def _exactly(sock: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        try:
            part = sock.recv(min(length - len(received), 1 << 20))
        except ConnectionResetError as error:
            raise Hangup("The other side has gone.") from error
        if not part:
            raise Hangup("The other side has gone.")
        received += part
    return bytes(received)
