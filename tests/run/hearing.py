"""Servers that keep what they hear, and the bytes with which clients begin."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from types import TracebackType

from accord.run.socket_address import Address, address


def client_hello(name: str | None) -> bytes:
    """The first bytes of a TLS client."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    sent = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname=name).do_handshake()
    return sent.read()


def question(name: str, kind: int = 1) -> bytes:
    """A question for the address of a host."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return b"\x12\x34\x01\0\0\1\0\0\0\0\0\0" + labels + b"\0" + kind.to_bytes(2, "big") + b"\0\1"


class Hearing:
    """A TCP server that answers ``word`` and what it heard, connection by connection."""

    def __init__(self, word: bytes = b"heard:", host: str = "127.0.0.1", first: bytes = b"", echo: bool = True) -> None:
        """Listen; ``first`` is said before anything is heard."""
        self._echo = echo
        self._word, self._first = word, first
        self._server = socket.create_server(
            (host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
        )
        self.at: Address = address(host, self._server.getsockname()[1])
        self.heard: list[bytes] = []
        """What each connection began with."""

    @property
    def place(self) -> tuple[str, int]:
        """Its address and port."""
        return str(self.at.ip), self.at.port

    def __enter__(self) -> Hearing:
        """Serve."""
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Serve no more."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.sendall(self._first)
            while data := connection.recv(1 << 16):
                self.heard.append(data)
                connection.sendall(self._word + (data if self._echo else b""))
