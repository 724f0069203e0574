"""What is made of a whole library, kept in memory and made again when the library changes."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from accord.library.catalogue import Library

LOOKED_AT_MOST_EVERY = 5.0
"""Seconds for which the library is believed to be unchanged."""

T = TypeVar("T")


class Fresh(Generic[T]):
    """One value made of a library.

    Parameters
    ----------
    library : Library
        An open library.
    make : callable
        Returns the value, from the library as it is.
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, library: Library, make: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._library = library
        self._make = make
        self._clock = clock
        self._lock = threading.Lock()
        self._looked = -math.inf
        self._state: tuple[object, ...] | None = None
        self._value: T | None = None

    def current(self) -> T:
        """Return the value for the library as it is now, or was a few seconds ago."""
        with self._lock:
            if self._clock() - self._looked >= LOOKED_AT_MOST_EVERY:
                state = self._library.described_state()
                if state != self._state:
                    self._value = self._make()
                    self._state = state
                self._looked = self._clock()
            return cast(T, self._value)
