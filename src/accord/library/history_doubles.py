"""The same play, told by two services: alike in name, and less than a minute apart."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import orjson

from accord.domain.entities import Listen
from accord.domain.spelling import plain_artist, plain_title

if TYPE_CHECKING:
    import pyarrow as pa

APART = 60
"""Seconds: Spotify's account data is told to the minute, and players' clocks differ."""

FORMAT = "history_format"
"""Member of a listen's ``additional_info``: the id of the format it was imported from."""

_COLUMNS = ("listened_at", "artist_name", "track_name", "source_id", "additional_info")


def without_doubles(table: pa.Table, listens: Sequence[Listen]) -> list[Listen]:
    """Return those listens that are not in a month's table already, told by another service or format.

    What one format tells is never compared with itself: who plays a song twice within a minute heard it twice.

    Parameters
    ----------
    table : pyarrow.Table
        What is kept of the month.
    listens : sequence of Listen
        What is to be added to it, all from one format.

    Returns
    -------
    list of Listen
    """
    if not table.num_rows or not listens:
        return list(listens)
    here = _others(table, listens)
    if not here:
        return list(listens)
    return [listen for listen in listens if not _is_near(here.get(_key(listen.artist_name, listen.track_name)), listen)]


def _others(table: pa.Table, listens: Sequence[Listen]) -> Mapping[tuple[str, str], list[int]]:
    """Return when each track was heard, for what is kept from other formats, and near one of the listens."""
    kept = table.column("listened_at").to_numpy()
    new = np.sort(np.array([listen.listened_at for listen in listens], np.int64))
    after = np.searchsorted(new, kept)
    gap = np.minimum(np.abs(new[np.minimum(after, len(new) - 1)] - kept), np.abs(new[np.maximum(after - 1, 0)] - kept))
    near = table.select(_COLUMNS).take(np.flatnonzero(gap <= APART))
    own = _told_by(listens[0].source_id, listens[0].additional_info)
    here: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, artist, title, source_id, info in zip(*(near.column(name).to_pylist() for name in _COLUMNS), strict=True):
        if _told_by(source_id, orjson.loads(info)) != own:
            here[_key(artist, title)].append(at)
    for times in here.values():
        times.sort()
    return here


def _told_by(source_id: str, info: Mapping[str, object]) -> tuple[str, object]:
    return source_id, info.get(FORMAT)


def _key(artist: str, title: str) -> tuple[str, str]:
    return plain_artist(artist), plain_title(title)


def _is_near(times: list[int] | None, listen: Listen) -> bool:
    if not times:
        return False
    at = bisect_left(times, listen.listened_at - APART)
    return at < len(times) and times[at] <= listen.listened_at + APART
