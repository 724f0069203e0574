"""Short stretches of a stream, spread evenly over it however long it becomes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COUNT = 16
"""Stretches that are handed on at most."""


class Excerpts:
    """Takes blocks of samples and keeps the whole of a short stream, evenly spread stretches of a long one.

    Stretches are kept until there are twice as many as are wanted, then every second of them is let go and only every
    second one is kept from there on: so the memory is bounded, and what is kept depends on the samples alone.

    Parameters
    ----------
    length : int
        Samples of a stretch.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self._position = 0
        self._stride = 1
        self._kept: list[list[NDArray[np.float32]]] = []

    def add(self, y: NDArray[np.float32]) -> None:
        """Take the next samples, shape (n,)."""
        while len(y):
            stretch, offset = divmod(self._position, self._length)
            part = y[: self._length - offset]
            if offset == 0 and stretch % self._stride == 0:
                if len(self._kept) == 2 * COUNT:
                    self._kept = self._kept[::2]
                    self._stride *= 2
                self._kept.append([])
            if stretch % self._stride == 0:
                self._kept[-1].append(part.copy())
            self._position += len(part)
            y = y[len(part) :]

    def joined(self) -> NDArray[np.float32]:
        """Return the stretches one after the other, shape (n,)."""
        kept = self._kept
        if len(kept) > COUNT:
            kept = [kept[(2 * k + 1) * len(kept) // (2 * COUNT)] for k in range(COUNT)]
        parts = [part for stretch in kept for part in stretch]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
