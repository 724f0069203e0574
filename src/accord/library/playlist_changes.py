"""What a change of a playlist does to positions, so that positions of an older snapshot can be understood.

An item stands at a position; a gap is where something is inserted: gap ``g`` lies before the item at ``g``, the last
one behind the last item.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from accord.domain.errors import InvalidParameter

MOST_PLAYLISTS = 1000
MOST_STEPS = 200
"""Changes that are remembered: of this many playlists, this many each."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """Items were put into a gap."""

    gap: int
    count: int

    def position(self, position: int) -> int | None:
        """Return where the item that stood at ``position`` is afterwards; ``None`` if it is gone."""
        return position + self.count if position >= self.gap else position

    def gap_after(self, gap: int) -> int:
        """Return what became of a gap."""
        return gap + self.count if gap >= self.gap else gap


@dataclass(frozen=True, slots=True)
class Removed:
    """Items were taken out; ``positions`` are in order."""

    positions: Sequence[int]

    def position(self, position: int) -> int | None:
        """Return where the item that stood at ``position`` is afterwards; ``None`` if it is gone."""
        before = bisect_left(self.positions, position)
        gone = before < len(self.positions) and self.positions[before] == position
        return None if gone else position - before

    def gap_after(self, gap: int) -> int:
        """Return what became of a gap."""
        return gap - bisect_left(self.positions, gap)


@dataclass(frozen=True, slots=True)
class Moved:
    """Items were put together, in their order, into a gap; ``positions`` are in order."""

    positions: Sequence[int]
    gap: int

    def position(self, position: int) -> int | None:
        """Return where the item that stood at ``position`` is afterwards; none is ever gone."""
        target = self.gap - bisect_left(self.positions, self.gap)
        before = bisect_left(self.positions, position)
        if before < len(self.positions) and self.positions[before] == position:
            return target + before
        left = position - before
        return left + len(self.positions) if left >= target else left

    def gap_after(self, gap: int) -> int:
        """Return what became of a gap."""
        moved = self.position(gap)
        assert moved is not None
        return moved


Change = Inserted | Removed | Moved


class Changes:
    """The latest changes of playlists that were changed since this program began, from snapshot to snapshot."""

    def __init__(self) -> None:
        self._steps: OrderedDict[str, dict[str, tuple[str, Sequence[Change]]]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, playlist_id: str, before: str, after: str, changes: Sequence[Change]) -> None:
        """Remember what led from one snapshot to the next; threads may note theirs in any order."""
        with self._lock:
            steps = self._steps.setdefault(playlist_id, {})
            steps[before] = after, changes
            if len(steps) > MOST_STEPS:
                del steps[next(iter(steps))]
            self._steps.move_to_end(playlist_id)
            if len(self._steps) > MOST_PLAYLISTS:
                self._steps.popitem(last=False)

    def forget(self, playlist_id: str) -> None:
        """Remember nothing of a playlist any more."""
        with self._lock:
            self._steps.pop(playlist_id, None)

    def since(self, playlist_id: str, snapshot_id: str, current: str) -> list[Change]:
        """Return what changed between a snapshot and the current one, in order.

        Raises
        ------
        InvalidParameter
            If that is not known: positions of that snapshot mean nothing now.
        """
        with self._lock:
            steps = dict(self._steps.get(playlist_id, {}))
        found: list[Change] = []
        while snapshot_id != current:
            if snapshot_id not in steps:  # too long ago, or another process changed it in between
                raise InvalidParameter("The playlist has changed since that snapshot_id: read it again.")
            snapshot_id, changes = steps.pop(snapshot_id)
            found += changes
        return found


def positions_after(changes: Sequence[Change], positions: Sequence[int]) -> list[int | None]:
    """Return where items are after some changes; ``None`` for those that are gone."""
    found = []
    for position in positions:
        now: int | None = position
        for change in changes:
            now = None if now is None else change.position(now)
        found.append(now)
    return found


def gap_after(changes: Sequence[Change], gap: int) -> int:
    """Return what became of a gap after some changes."""
    for change in changes:
        gap = change.gap_after(gap)
    return gap
