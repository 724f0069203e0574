"""How a connection begins: TLS or plain, and what is said of a program that trusts nobody but the real hosts."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

from accord.run import hosts
from accord.run.peer import peer
from accord.run.service import Tell

HANDSHAKE = b"\x16"
"""The first byte of a TLS connection (RFC 8446, section 5.1)."""

PATIENCE = 30.0
"""Seconds in which a connection must begin."""

INSTEAD = (
    "If it pins certificates, it cannot run unchanged: turn its pinning off, or let it trust the file that "
    "SSL_CERT_FILE names. The real host was not asked."
)


@dataclass(frozen=True, slots=True)
class Greeted:
    """A connection on which plain HTTP can be spoken."""

    connection: socket.socket
    program: str
    """What is at the other end, in words."""
    host: str | None
    """Which host it takes this for, if it speaks TLS."""

    def name_silence(self, tell: Tell) -> None:
        """Say that a program asked nothing after its TLS handshake, as one does that looks at certificates itself."""
        if self.host is not None:
            tell(f"{self.program} took a look at the stand-in for {self.host}, and asked nothing. {INSTEAD}")


def greet(connection: socket.socket, context: ssl.SSLContext, tell: Tell, program: str | None) -> Greeted | None:
    """Return a connection after its TLS handshake, if it begins one; ``None`` where nothing comes of it.

    Parameters
    ----------
    connection : socket.socket
    context : ssl.SSLContext
        Speaks TLS as the hosts, and was given to ``noting``.
    tell : callable
        Takes a sentence about a program that breaks the handshake off.
    program : str or None
        What is at the other end, where that is known.
    """
    connection.settimeout(PATIENCE)
    first = connection.recv(1, socket.MSG_PEEK)
    if first != HANDSHAKE:
        return Greeted(connection, program or "", None) if first else None
    # Looked up now: once the handshake is broken off, the other end is gone.
    known = program or _program(connection) or "A program"
    secure = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        secure.do_handshake()
    except OSError as error:
        reason = str(getattr(error, "reason", None) or "it closed the connection").lower().replace("_", " ")
        tell(f"{known} does not trust the stand-in for {_host(secure)}: {reason}. {INSTEAD}")
        secure.close()
        return None
    return Greeted(secure, known, _host(secure))


def noting(context: ssl.SSLContext) -> ssl.SSLContext:
    """Return a context that notes on each connection which host was asked for (RFC 6066, section 3)."""

    def note(connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.host = name  # type: ignore[union-attr]

    context.sni_callback = note
    return context


def _host(connection: ssl.SSLSocket) -> str:
    return getattr(connection, "host", None) or hosts.API


def _program(connection: socket.socket) -> str | None:
    known = peer(connection.getsockname()[1], connection.getpeername()[1])
    return known.program() if known else None
