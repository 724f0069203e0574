"""Which of many recordings may be the same: those that share the surest words of their fingerprints, in step.

An inverted index as sorted arrays: time and memory grow with the number of words, not with that of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from accord.dsp.fingerprint import RATE, Fingerprint

LEAST = 3
"""Keys that two recordings must share at one offset. A word and the same with one bit turned are two keys of one place,
so these are two places at the least."""
NEIGHBOURS = 16
"""Recordings with which one is paired by a word that many have: those that follow it, so that they make a chain."""
_SHARES = 16
"""Parts in which the keys are gone through, by their lowest bits: so much less memory."""
_OFFSETS = 1 << 20
"""More than there are offsets in seconds."""

Numbers = NDArray[np.int64]


class Index:
    """The keys of recordings, which are numbered as they are added."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.uint32]] = []
        self._places: list[NDArray[np.int32]] = []

    def add(self, one: Fingerprint) -> None:
        """Add the next recording."""
        self._keys.append(one.keys)
        self._places.append(one.places)

    def candidates(self) -> list[tuple[int, int]]:
        """Return the pairs of recordings, by their numbers, that share enough words in step; in order."""
        if not self._keys:
            return []
        count = len(self._keys)
        found = [np.zeros(0, dtype=np.int64)]
        for share in range(_SHARES):
            keys, owners, places = self._runs(share)
            for apart in range(1, NEIGHBOURS + 1):
                same = np.flatnonzero((keys[apart:] == keys[:-apart]) & (owners[apart:] != owners[:-apart]))
                offsets = np.floor((places[same] - places[same + apart]) / RATE).astype(np.int64) + _OFFSETS // 2
                found.append((owners[same] * count + owners[same + apart]) * _OFFSETS + offsets)
        pairs, hits = np.unique(np.concatenate(found), return_counts=True)
        # An offset between two whole seconds is spread over both.
        hits[:-1] += np.where(np.diff(pairs) == 1, hits[1:], 0)
        chosen = np.unique(pairs[hits >= LEAST] // _OFFSETS)
        return list(zip((chosen // count).tolist(), (chosen % count).tolist(), strict=True))

    def _runs(self, share: int) -> tuple[NDArray[np.uint32], Numbers, Numbers]:
        """Return the keys of a share that are there more than once, sorted, whose they are and where they stand."""
        chosen = [keys % _SHARES == share for keys in self._keys]
        keys = np.concatenate([keys[some] for keys, some in zip(self._keys, chosen, strict=True)])
        places = np.concatenate([places[some] for places, some in zip(self._places, chosen, strict=True)])
        owners = np.repeat(np.arange(len(chosen)), [np.count_nonzero(some) for some in chosen])
        order = np.argsort(keys, kind="stable")  # so that owners ascend within a key
        keys = keys[order]
        equal = keys[1:] == keys[:-1]
        several = np.zeros(len(keys), dtype=np.bool_)
        several[1:] |= equal
        several[:-1] |= equal
        order = order[several]
        return keys[several], owners[order].astype(np.int64), places[order].astype(np.int64)


def groups(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the numbers that pairs hold together, each group in order, the groups by their first."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while (above := parent.setdefault(one, one)) != one:
            parent[one] = parent[above]
            one = parent[one]
        return one

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    members: dict[int, list[int]] = {}
    for one in sorted(parent):
        members.setdefault(root(one), []).append(one)
    return [members[first] for first in sorted(members)]
