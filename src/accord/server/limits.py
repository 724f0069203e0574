"""How many requests an app may send: counted by the second, over a window that rolls."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from accord.domain.errors import TooManyRequests

WINDOW = 30
"""Seconds."""


class Limits:
    """The limit that holds for each app.

    Parameters
    ----------
    most : int
        Requests of one app in any 30 seconds; 0 sets no limit.
    clock : callable
        Returns seconds since any moment.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def count(self, client_id: str) -> None:
        """Count a request of an app.

        Raises
        ------
        TooManyRequests
            If it is one too many; it is not counted, so that waiting helps.
        """
        if not self._most:
            return
        window = self._windows.get(client_id)
        if window is None:  # apps are registered by hand: there are few
            window = self._windows[client_id] = _Window()
        wait = window.count(int(self._clock()), self._most)
        if wait:
            raise TooManyRequests(f"The app sent more than {self._most} requests in {WINDOW} seconds.", wait)


class _Window:
    """The requests of one app, one count a second."""

    def __init__(self) -> None:
        self._seconds: deque[list[int]] = deque()
        self._total = 0

    def count(self, now: int, most: int) -> int:
        """Count a request unless there are ``most``; return the seconds until there is room again, 0 if there was."""
        seconds = self._seconds
        while seconds and seconds[0][0] <= now - WINDOW:
            self._total -= seconds.popleft()[1]
        if self._total >= most:
            return seconds[0][0] + WINDOW - now
        if seconds and seconds[-1][0] == now:
            seconds[-1][1] += 1
        else:
            seconds.append([now, 1])
        self._total += 1
        return 0
