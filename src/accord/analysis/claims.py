"""Who analyses which sound: one worker each, so that two copies of a file cost one analysis."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Claims:
    """The sounds (by digest) that a scan's workers have in hand or have done.

    Parameters
    ----------
    known : callable
        Says of a digest whether its current analysis was there before the scan; called from the workers' threads.
    """

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._in_hand: set[str] = set()
        self._done: set[str] = set()
        self._changed = threading.Condition()

    def take(self, digest: str) -> bool:
        """Say whether the caller is to analyse the sound; wait while another worker has it in hand."""
        with self._changed:
            self._changed.wait_for(lambda: digest not in self._in_hand)
            if digest in self._done:
                return False
            self._in_hand.add(digest)
        try:
            known = self._known(digest)
        except BaseException:
            self.settle(digest, done=False)
            raise
        if known:
            self.settle(digest, done=True)
        return not known

    def settle(self, digest: str, *, done: bool) -> None:
        """Give a sound out of hand, analysed or not."""
        with self._changed:
            self._in_hand.discard(digest)
            if done:
                self._done.add(digest)
            self._changed.notify_all()
