"""The stand-in for the two hosts: one port of this machine that answers TLS and plain HTTP with what Accord says."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

from accord.run import greeting
from accord.run.answering import Answering
from accord.run.peer import peer
from accord.run.service import Service


class StandIn:
    """Answers for the two hosts, while its block runs.

    Parameters
    ----------
    context : ssl.SSLContext
        Speaks TLS as the hosts.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = greeting.noting(context)
        self.program_at: Callable[[int], str | None] = lambda port: None
        """Says which program's connection comes from a port, where the system's own tables say nothing of it."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """How its plain addresses begin."""
        return f"http://127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def answering(self, service: Service) -> Iterator[None]:
        """Answer, until the block ends."""
        self._service = service
        threading.Thread(target=self._accept, name="stand-in", daemon=True).start()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # macOS: a socket that listens has no other end to shut down
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def take(self, connection: socket.socket, program: str | None = None) -> None:
        """Answer a connection in a thread of its own.

        Parameters
        ----------
        connection : socket.socket
            None of what came is read yet. It belongs to the stand-in from now on.
        program : str, optional
            What is at the other end, where that is known.
        """
        threading.Thread(target=self._answer, args=(connection, program), daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, (_, port) = self._listener.accept()
            except OSError:
                return  # closed
            known = peer(self.port, port)
            # Whoever else works on this machine must not act as the person who runs the program.
            if known is None or known.uid in (os.getuid(), 0):
                self.take(connection, self.program_at(port))
            else:
                self._service.tell(f"A program of another user (uid {known.uid}) was refused.")
                connection.close()

    def _answer(self, connection: socket.socket, program: str | None) -> None:
        with contextlib.suppress(OSError), connection:  # the program went away in the middle
            address = connection.getpeername()
            greeted = greeting.greet(connection, self._context, self._service.tell, program)
            if greeted is None:
                return
            with greeted.connection:
                if not Answering(greeted.connection, address, self._service).answered:
                    greeted.name_silence(self._service.tell)
