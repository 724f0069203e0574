"""What a program behind the wall tried to reach, and what became of it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

KEPT = 10_000
"""Entries that a journal keeps: the last ones."""


class Outcome(StrEnum):
    """Where an attempt ended."""

    STAND_IN = "led to the stand-in"
    ANSWERED = "answered here"
    """A question for one of the two names."""
    LOCAL = "on this machine"
    FORWARDED = "forwarded"
    """To another host, which is none of the two."""
    REFUSED = "refused"
    FAILED = "failed"
    """To another host, which could not be reached."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt."""

    at: float
    """Seconds since 1970."""
    program: str
    """Its name and its process."""
    protocol: str
    """``tcp``, ``udp``, ``dns``, ``socket``."""
    to: str
    """The address that was asked for; what kind of socket, where there is none."""
    outcome: Outcome
    host: str = ""
    """The name that went with it, where one was seen."""


class Journal:
    """The attempts of all programs behind a wall, in their order; and what is said of them aloud."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Begin empty.

        Parameters
        ----------
        say : callable
            Told each sentence for people, the same one once.
        """
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._say = say
        self._said: set[str] = set()
        self._noted: set[str] = set()

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries, the oldest first."""
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._entries)

    def note(self, program: str, protocol: str, to: object, outcome: Outcome, host: str = "") -> None:
        """Write an attempt down."""
        self._entries.append(Entry(time.time(), program, protocol, str(to), outcome, host))

    def note_once(self, program: str, protocol: str, to: object, outcome: Outcome) -> None:
        """Write down what a program may do a thousand times a second the first time that it does it."""
        key = f"{program} {protocol} {to} {outcome}"
        if key not in self._noted:
            if len(self._noted) > KEPT:
                self._noted.clear()
            self._noted.add(key)
            self.note(program, protocol, to, outcome)

    def say(self, sentence: str) -> None:
        """Tell people something, once."""
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)
