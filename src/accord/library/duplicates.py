"""Duplicates: recordings of which the library has several files, found by their sound, and which file is the best."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson

from accord.domain.labels import Purpose
from accord.dsp.fingerprint import Fingerprint, fingerprint, match
from accord.dsp.fingerprint_index import Index, groups
from accord.library.catalogue import Library
from accord.library.feedback import Kind
from accord.library.names import names
from accord.library.paths import restored

_FILES = """
    SELECT file.track_id, file.path, file.span, file.codec, file.sr, file.size, file.completeness, track.duration,
        sum(track.duration) OVER (PARTITION BY file.path)
    FROM files AS file JOIN tracks AS track ON track.id = file.track_id
    ORDER BY file.track_id, file.path, file.span
"""
LOSSLESS = ("flac", "alac", "wavpack", "ape", "tta", "tak", "shorten", "truehd", "mlp", "wmalossless")
"""Codecs that lose nothing ..."""
PLAIN = ("pcm_s", "pcm_u", "pcm_f")
"""... and how the names of plain samples begin."""
_KEPT = 512
"""Fingerprints in memory while pairs are compared."""
_STEP = 200
"""Tracks between two words on progress."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of a recording."""

    track_id: str
    name: str
    """Of the track, with its artists."""
    path: Path
    span: str
    """The stretch of the file, in seconds; empty for the whole."""
    codec: str
    lossless: bool
    bit_rate: float
    """Bits a second, the container's included."""
    sr: int
    """Hz."""
    duration: float
    """Seconds."""
    completeness: int
    """How many of the tags that matter it has."""

    @property
    def rank(self) -> tuple[object, ...]:
        """What is best comes first: lossless, then the bit rate (without loss the sample rate), then the tags."""
        return not self.lossless, -(self.sr if self.lossless else self.bit_rate), -self.completeness, self.path


def duplicates(library: Library, say: Callable[[str], None] = lambda sentence: None) -> list[tuple[Copy, ...]]:
    """Return the recordings of which there are several files, by name.

    Parameters
    ----------
    library : Library
        An open library.
    say : callable
        Is told in a few words what is being done.

    Returns
    -------
    list of tuple of Copy
        Of each recording its files, the best first. Files with the same sound are found by their id, all others by
        the fingerprint of what their analysis says; those that were not analysed yet are compared with none.
    """
    copies = _copies(library)
    of_place = list(copies.values())
    shared = [(place, place) for place, several in enumerate(of_place) if len(several) > 1]
    linked = groups([*shared, *_pairs(library, list(copies), say)])
    found = [
        tuple(sorted((copy for place in group for copy in of_place[place]), key=lambda copy: copy.rank))
        for group in linked
    ]
    return sorted(found, key=lambda several: (several[0].name.casefold(), several[0].path))


def stored_fingerprint(document: bytes) -> Fingerprint:
    """Return the fingerprint of a recording from its stored analysis, gzip of JSON."""
    segments = orjson.loads(gzip.decompress(document))["segments"]
    return fingerprint(
        np.array([each["start"] for each in segments]),
        np.array([each["duration"] for each in segments]),
        np.array([each["pitches"] for each in segments]).reshape(-1, 12),
    )


def _pairs(library: Library, ids: list[str], say: Callable[[str], None]) -> Iterable[tuple[int, int]]:
    """Yield the pairs of places among ids that are one recording."""

    @lru_cache(maxsize=_KEPT)
    def read(place: int) -> Fingerprint | None:
        document = library.analysis_document(ids[place])
        return None if document is None else stored_fingerprint(document)

    index, numbered = Index(), []
    for place in range(len(ids)):
        if place % _STEP == 0:
            say(f"reading {place:,} of {len(ids):,} tracks")
        one = read(place)
        if one is not None:
            index.add(one)
            numbered.append(place)
    candidates = index.candidates()
    for number, pair in enumerate(candidates):
        if number % _STEP == 0:
            say(f"comparing {number:,} of {len(candidates):,} pairs")
        first, second = (numbered[each] for each in pair)
        one, other = read(first), read(second)
        if one and other and match(one, other).same:
            yield first, second


def _copies(library: Library) -> dict[str, list[Copy]]:
    """Return all files by the id of their track."""
    rows = library.door.rows(Purpose.SERVICE, _FILES)
    called = names(library, Kind.TRACK, {row[0] for row in rows})
    found: defaultdict[str, list[Copy]] = defaultdict(list)
    for track_id, path, span, codec, sr, size, completeness, duration, of_file in rows:
        lossless = codec in LOSSLESS or codec.startswith(PLAIN)
        rate = 8.0 * size / of_file if of_file else 0.0
        file = (restored(path), span, codec, lossless, rate, sr, duration, completeness)
        found[track_id].append(Copy(track_id, called.get(track_id, track_id), *file))
    return dict(found)
