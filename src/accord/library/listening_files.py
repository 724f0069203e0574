"""The sealed files of one listener: a month of listens each, opened in memory only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from accord.library.durable import named_failures, replace, sync_folder
from accord.library.listening_table import decoded, encoded, schema
from accord.library.sealed import Seal

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIX = ".arrow.sealed"


def month_of(listened_at: float) -> str:
    """Return the month, ``YYYY-MM`` in UTC, of a time."""
    at = datetime.fromtimestamp(listened_at, UTC)
    return f"{at.year:04}-{at.month:02}"  # ten times as quick as strftime


def by_month(times: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield each month in which some times lie, in order, with the places of those times."""
    import numpy as np

    month = np.array(times, "datetime64[s]").astype("datetime64[M]")
    for each in np.unique(month):
        yield str(each), np.flatnonzero(month == each).tolist()


def months(folder: Path) -> list[str]:
    """Return the months of which a listener's folder holds listens, oldest first, as ``YYYY-MM``."""
    return sorted(path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}"))


def read_month(folder: Path, seal: Seal, month: str) -> pa.Table:
    """Return the listens of a month, oldest first; none where there is no file."""
    data = unsealed_month(folder, seal, month)
    return decoded(data) if data is not None else schema().empty_table()


def unsealed_month(folder: Path, seal: Seal, month: str) -> bytes | None:
    """Return the Arrow bytes of a month."""
    sealed = sealed_bytes(folder / f"{month}{SUFFIX}")
    return seal.open(sealed, place(folder, f"{month}{SUFFIX}")) if sealed is not None else None


def write_month(folder: Path, seal: Seal, month: str, table: pa.Table) -> None:
    """Put a table in the place of what was kept of a month; an empty one leaves no file."""
    name = f"{month}{SUFFIX}"
    if table.num_rows:
        replace(folder / name, seal.close(encoded(table), place(folder, name)))
    else:
        (folder / name).unlink()
        sync_folder(folder)


def sealed_bytes(path: Path) -> bytes | None:
    """Return what a file holds, ``None`` where it is not."""
    with named_failures(path), suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def place(folder: Path, name: str) -> str:
    """Return what a seal is bound to, so that no file opens in another's place."""
    return f"listening/{folder.name}/{name}"
