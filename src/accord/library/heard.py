"""What one listener heard, opened for reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from accord.domain.entities import Listen
from accord.library.listening_files import month_of, months, read_month, unsealed_month
from accord.library.listening_table import listens_of, row_count
from accord.library.sealed import Seal

if TYPE_CHECKING:
    import pyarrow as pa


class Heard:
    """What one listener heard. ``Listening`` opens it, for a decision or for the listener themselves.

    Parameters
    ----------
    folder : Path
        The listener's files.
    seal : Seal
        The listener's key.
    """

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    def newest(self, count: int, max_ts: int | None = None, min_ts: int | None = None) -> list[Listen]:
        """Return the newest listens between two times, which are excluded; newest first."""
        found: list[Listen] = []
        for month in reversed(self.months()):
            if len(found) >= count or (min_ts is not None and month < month_of(min_ts)):
                break
            if max_ts is None or month <= month_of(max_ts):
                between = _between(self.table(month), min_ts, max_ts)
                found += listens_of(between.slice(max(0, between.num_rows - (count - len(found)))))[::-1]
        return found

    def oldest(self, count: int, min_ts: int) -> list[Listen]:
        """Return the first listens after a time, which is excluded; oldest first."""
        found: list[Listen] = []
        for month in self.months():
            if len(found) < count and month >= month_of(min_ts):
                found += listens_of(_between(self.table(month), min_ts, None).slice(0, count - len(found)))
        return found

    def since(self, min_ts: int) -> Iterator[Listen]:
        """Yield the listens after a time, which is excluded; oldest first, a month in memory at a time."""
        for month in self.months():
            if month >= month_of(min_ts):
                yield from listens_of(_between(self.table(month), min_ts, None))

    def every(self) -> Iterator[Listen]:
        """Yield all listens, oldest first, a month in memory at a time."""
        for month in self.months():
            yield from listens_of(self.table(month))

    def count(self) -> int:
        """Return how many listens there are."""
        sealed = (unsealed_month(self._folder, self._seal, month) for month in self.months())
        return sum(row_count(data) for data in sealed if data is not None)

    def months(self) -> list[str]:
        """Return the months of which there are listens, oldest first."""
        return months(self._folder)

    def table(self, month: str) -> pa.Table:
        """Return the listens of a month, ``YYYY-MM``, oldest first, as a table in memory.

        Raises
        ------
        KeyLost
            If the listener's key is gone.
        StoreError
            If the file does not open.
        """
        return read_month(self._folder, self._seal, month)


def _between(table: pa.Table, min_ts: int | None, max_ts: int | None) -> pa.Table:
    import pyarrow.compute as pc

    times = table.column("listened_at")
    if min_ts is not None:
        table = table.filter(pc.greater(times, min_ts))
        times = table.column("listened_at")
    return table if max_ts is None else table.filter(pc.less(times, max_ts))
