"""The rows that models are trained on: what one person heard, a session, a playlist, an album."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from accord.domain.baskets import Basket, Item
from accord.domain.labels import Profile, Purpose
from accord.library.heard import Heard
from accord.library.listening_table import listens_of
from accord.library.matching import Matching
from accord.library.recordings import Recordings
from accord.recommend.model.interactions import Interactions
from accord.rights.profile import DEMANDS_OF_MODELS
from accord.rights.registry import source

GAP = 30 * 60
"""Seconds without a listen after which another session begins."""


@dataclass(slots=True)
class Took:
    """What was read for training."""

    rows: list[frozenset[str]] = field(default_factory=list)
    """Keys of recordings."""
    sources: Counter[str] = field(default_factory=Counter)
    """Source in the registry -> how many listens, albums or playlists of it went in."""
    unknown: int = 0
    """Listens or items of no recording of the library."""
    not_allowed: int = 0
    """Listens of which the source does not allow it."""


class Reading:
    """Turns what people heard and put together into rows of recordings of one library.

    Parameters
    ----------
    matching : Matching
        Says which track was heard.
    recordings : Recordings
        Say which tracks are the same recording.
    profile : Profile
        What this Accord is run for: listens of sources that may not be used for it are left out.
    """

    def __init__(self, matching: Matching, recordings: Recordings, profile: Profile) -> None:
        self._matching = matching
        self._recordings = recordings
        self._profile = profile

    def person(self, heard: Heard, purpose: Purpose) -> Took:
        """Return what a person heard as one row, in so far as its sources allow the purpose."""
        took = Took()
        everything: set[str] = set()
        for listens in self._months(heard, purpose, took):
            everything.update(key for _, key in listens)
        took.rows = [frozenset(everything)] if everything else []
        return took

    def sessions(self, heard: Heard, purpose: Purpose) -> Took:
        """Return what a person heard as one row a session; sessions of one recording say nothing and are left out."""
        took = Took()
        session: set[str] = set()
        last = 0
        for listens in self._months(heard, purpose, took):
            for at, key in listens:
                if at - last > GAP:
                    took.rows += _worth(session)
                    session = set()
                session.add(key)
                last = at
        took.rows += _worth(session)
        return took

    def albums(self) -> Took:
        """Return the albums of the library as rows."""
        took = Took()
        for album in self._recordings.albums():
            if all(self.allowed(Purpose.PERSONALISATION, source_id) for source_id in album.source_ids):
                took.rows.append(album.recordings)
                took.sources.update(album.source_ids)
            else:
                took.not_allowed += 1
        return took

    def baskets(self, baskets: Iterable[Basket]) -> tuple[Interactions, int]:
        """Return baskets as rows, and how many of their items are of no recording of the library.

        Names tell rows apart and are forgotten. Rows of fewer than two recordings are left out. However many baskets
        there are, no more is held than the numbers of what was found.
        """
        of_track = self._recordings.of_tracks()
        keys = sorted(set(of_track.values()))
        place = {key: position for position, key in enumerate(keys)}
        files = self._recordings.of_files()
        numbers: dict[str, int] = {}
        rows, items = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
        unknown = 0
        for basket in baskets:
            found = [place[key] for item in basket.items if (key := self._key(item, of_track, files)) in place]
            unknown += len(basket.items) - len(found)
            if found:
                number = numbers.setdefault(basket.name, len(numbers))
                rows.append(np.full(len(found), number, dtype=np.int64))
                items.append(np.array(found, dtype=np.int32))
        matrix = Interactions.of_pairs(np.concatenate(rows), np.concatenate(items), keys)
        return matrix.select(np.flatnonzero(np.diff(matrix.indptr) > 1)), unknown

    def allowed(self, purpose: Purpose, source_id: str) -> bool:
        """Return whether what comes from a source may be used for a purpose here."""
        return {purpose, *DEMANDS_OF_MODELS[self._profile]} <= source(source_id).label.purposes

    def _months(self, heard: Heard, purpose: Purpose, took: Took) -> Iterator[list[tuple[int, str]]]:
        """Yield, month by month, when each recording was heard, oldest first."""
        of_track = self._recordings.of_tracks()
        may: dict[str, bool] = {}
        for month in heard.months():
            listens = list(listens_of(heard.table(month)))
            found: list[tuple[int, str]] = []
            for listen, track_id in zip(listens, self._matching.match(listens), strict=True):
                source_id = listen.source_id
                if source_id not in may:
                    may[source_id] = self.allowed(purpose, source_id)
                key = of_track.get(track_id or "")
                if not may[source_id]:
                    took.not_allowed += 1
                elif key is None:
                    took.unknown += 1
                else:
                    found.append((listen.listened_at, key))
                    took.sources[source_id] += 1
            yield found

    def _key(self, item: Item, of_track: Mapping[str, str], files: Mapping[Path, str]) -> str | None:
        """Return the key of the recording that an item names: by its file, else by ids and names."""
        if item.location is not None and (key := files.get(Path(item.location))) is not None:
            return key
        if item.isrc is None and item.recording_mbid is None and not (item.artist and item.title):
            return None
        found = self._matching.find(
            item.artist or "", item.title or "", isrc=item.isrc, mbid=item.recording_mbid, duration=item.duration
        )
        return of_track.get(found.track_id or "")


def _worth(session: set[str]) -> list[frozenset[str]]:
    return [frozenset(session)] if len(session) > 1 else []
