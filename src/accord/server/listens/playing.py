"""What each listener plays at this moment: in memory only, and only for as long as it plays."""

from __future__ import annotations

import time
from collections.abc import Callable

from accord.domain.entities import Listen

UNKNOWN_LENGTH = 600.0
"""Seconds for which a track plays whose length was not said."""


class Playing:
    """The tracks that play.

    Parameters
    ----------
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._now: dict[str, tuple[float, Listen]] = {}

    def begin(self, listener_id: str, listen: Listen) -> None:
        """Note that a listener began to play a track."""
        now = self._clock()
        self._now = {id_: (end, heard) for id_, (end, heard) in self._now.items() if end > now}
        self._now[listener_id] = now + (listen.duration or UNKNOWN_LENGTH), listen

    def now(self, listener_id: str) -> Listen | None:
        """Return what a listener plays, if it still plays."""
        end, listen = self._now.get(listener_id, (0.0, None))
        return listen if end > self._clock() else None

    def forget(self, listener_id: str) -> None:
        """Forget what a listener plays."""
        self._now.pop(listener_id, None)
