"""What the stand-in answers with: the server behind it, and the wishes of whoever runs the program."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from accord.run.credentials import Credentials
from accord.run.server import Server
from accord.run.translation import Identity

Tell = Callable[[str], None]
"""Takes a sentence for whoever runs the program."""


class Consent(Protocol):
    """Answers at once what programs ask of the person who runs them."""

    def answer(self, query: str) -> tuple[int, str, bytes]:
        """Return status, location and page: see ``consenting.Consenting``."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """What connections to the stand-in are answered with."""

    server: Server
    """To which requests are passed on."""
    credentials: Credentials
    """What programs are there."""
    tell: Tell
    consent: Consent | None = None
    """Answers what programs ask of people; without it, browsers are led to the server's own pages."""
    open_address: Callable[[str], None] | None = None
    """Takes an address that a program wants opened in a browser."""
    lead_back: Callable[[str], str] = str
    """Says where people are sent back to, from where the program wants them sent."""
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    """With which the program's shims may have addresses opened."""

    @property
    def identity(self) -> Identity:
        """What programs are, whatever they call themselves."""
        return Identity(self.credentials.client_id, self.credentials.secret, self.lead_back)


def once(tell: Tell) -> Tell:
    """Return what says each sentence once; threads may share it."""
    said: set[str] = set()
    lock = threading.Lock()

    def tell_once(sentence: str) -> None:
        with lock:
            new = sentence not in said
            said.add(sentence)
        if new:
            tell(sentence)

    return tell_once
