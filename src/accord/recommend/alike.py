"""The tracks that sound most like one, part by part, and in words what is alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from accord.features.space import PARTS
from accord.recommend.asked import Asked
from accord.recommend.clusters.traits import CLEAR, SCALES
from accord.recommend.pool import Pool
from accord.recommend.scorer import Scorer
from accord.recommend.seed import Seed
from accord.recommend.terms.sound import Sound
from accord.recommend.terms.tags import Tags
from accord.recommend.tunables import COLUMNS

SAME_PACE = 0.04
"""Share by which two tempos may differ and be called the same, as in evaluations of tempo."""
TONICS = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
COLOURS: tuple[tuple[int, str, str], ...] = (
    (1, "bright", "dull"),
    (3, "sharply attacked", "softly attacked"),
    (0, "loud", "quiet"),
)
"""Of the timbre: coefficient, the word for much of it, the word for little."""
MOODS = ("acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness", "valence")


class Alike(NamedTuple):
    """A track that sounds like another."""

    id: str
    score: float
    """The sum of the parts."""
    parts: Mapping[str, float]
    """``timbre``, ``harmony``, ``rhythm``, ``mood`` and ``tags``: what each adds."""
    words: Mapping[str, tuple[str, ...]]
    """Part -> what both tracks have, in words; only parts of which there is something to say."""


def alike(pool: Pool, track_id: str, limit: int) -> list[Alike]:
    """Return the tracks that sound most like one, most alike first.

    The score is that which a recommendation from this track gives them for sound and tags, and nothing else.

    Parameters
    ----------
    pool : Pool
        All tracks.
    track_id : str
        One of them.
    limit : int
        How many to return at most.

    Returns
    -------
    list of Alike
        Each recording once, without the track's own; those of one score by id.
    """
    here = pool.row_of[track_id]
    scorer = Scorer(Asked(pool, (Seed("track", track_id, np.array([here])),)), (Sound, Tags))
    rows = np.unique(pool.recordings)
    rows = rows[rows != pool.recordings[here]]
    best = rows[np.lexsort((rows, -scorer.totals(rows)))[:limit]]
    found = []
    for row, contributions in zip(best.tolist(), scorer.parts(best), strict=True):
        shares = {one.how: one.contribution for one in contributions}
        parts = {name: shares.get(name, 0.0) for name in (*PARTS, "tags")}
        found.append(Alike(pool.ids[row], sum(parts.values()), parts, in_words(pool, here, row)))
    return found


def in_words(pool: Pool, one: int, other: int) -> dict[str, tuple[str, ...]]:
    """Return what two rows have in common, by part; parts of which there is nothing to say are left out."""
    told = {
        "timbre": tuple(_colours(pool, one, other)),
        "harmony": tuple(_keys(pool, one, other)),
        "rhythm": tuple(_paces(pool, one, other)),
        "mood": tuple(_moods(pool, one, other)),
        "tags": tuple(f"both {genre}" for genre in sorted(pool.genres[one] & pool.genres[other])),
    }
    return {part: words for part, words in told.items() if words}


def _colours(pool: Pool, one: int, other: int) -> Iterator[str]:
    part = PARTS["timbre"]
    deviations = pool.embedding[[one, other], part].astype(float) * np.sqrt(part.stop - part.start)
    for coefficient, much, little in COLOURS:
        if (deviations[:, coefficient] > CLEAR).all():
            yield f"both {much}"
        elif (deviations[:, coefficient] < -CLEAR).all():
            yield f"both {little}"


def _keys(pool: Pool, one: int, other: int) -> Iterator[str]:
    tonics, modes = pool.attributes[[one, other], COLUMNS["key"]], pool.attributes[[one, other], COLUMNS["mode"]]
    if np.isnan(modes).any() or modes[0] != modes[1]:
        return
    mode = "major" if modes[0] else "minor"
    same = not np.isnan(tonics).any() and tonics[0] == tonics[1] and tonics[0] >= 0
    yield f"both in {TONICS[int(tonics[0])]} {mode}" if same else f"both {mode}"


def _paces(pool: Pool, one: int, other: int) -> Iterator[str]:
    slow, fast = sorted(pool.attributes[[one, other], COLUMNS["tempo"]])
    if slow > 0.0:
        for times, name in ((1.0, "same tempo"), (2.0, "double tempo")):
            if abs(fast / (times * slow) - 1.0) <= SAME_PACE:
                first, second = pool.attributes[[one, other], COLUMNS["tempo"]]
                yield f"{name} {first:.0f} / {second:.0f}"
    metres = pool.attributes[[one, other], COLUMNS["time_signature"]]
    if metres[0] == metres[1] != 4.0 and metres[0] > 1.0:  # nearly everything is in four: that tells nothing
        yield f"both in {metres[0]:.0f}"


def _moods(pool: Pool, one: int, other: int) -> Iterator[str]:
    for name in MOODS:
        scale, column = SCALES[name], COLUMNS[name]
        values = pool.attributes[[one, other], column]
        spread = float(np.nanstd(pool.attributes[:, column]))
        if spread == 0.0 or np.isnan(values).any() or abs(values[0] - values[1]) > spread:
            continue
        if scale.high and (values > scale.middle).all():
            yield f"both {scale.high}"
        elif scale.low and (values < scale.middle).all():
            yield f"both {scale.low}"
