"""Affinity: how much of what somebody heard they take to, by how they played it and what they said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from accord.recommend.asked import Asked, Taste
from accord.recommend.contribution import Contribution, by_size, total
from accord.recommend.groups import Group
from accord.recommend.pool import Floats, Pool, Rows
from accord.recommend.scorer import Scorer
from accord.recommend.terms.itself import Skips
from accord.recommend.terms.term import Columns, MakesTerm, Reason
from accord.recommend.terms.verdicts import Less, Liked


class LikedItself(Columns):
    """Tracks that are liked themselves."""

    def columns(self, rows: Rows) -> tuple[list[Reason], Floats]:
        """Return the reasons, and shape (rows, reasons): what each adds."""
        liked = [seed.rows for seed in self.asked.taste.liked if seed.kind == "track" and len(seed.rows)]
        if not liked:
            return [], np.zeros((len(rows), 0))
        recordings = self.asked.pool.recordings
        among = self.on_rows(recordings[rows], recordings[np.concatenate(liked)])
        return [Reason("this", "liked")], self.weight("liked") * among[:, None]


SAID: tuple[MakesTerm, ...] = (LikedItself, Liked, Less, Skips)
"""What is said of music, in words or by skipping it; with the weights that recommendations have."""


@dataclass(frozen=True, slots=True)
class Top:
    """Some of what a person takes to, the most first."""

    items: tuple[Group, ...]
    among: int
    """How many there are in all."""


def tracks_heard(pool: Pool, taste: Taste) -> dict[str, Rows]:
    """Return the recordings that were heard, by the id of a track; none that is hidden."""
    return {pool.ids[row]: np.array([row], dtype=np.intp) for row in _shown(pool, taste).tolist()}


def artists_heard(pool: Pool, taste: Taste) -> dict[str, Rows]:
    """Return the artists who were heard, each with the recordings that were; nothing that is hidden."""
    found: dict[str, list[int]] = {}
    for row in _shown(pool, taste).tolist():
        for artist in pool.artists[row]:
            found.setdefault(artist, []).append(row)
    return {artist: np.array(rows, dtype=np.intp) for artist, rows in found.items()}


def top(pool: Pool, taste: Taste, things: Mapping[str, Rows], limit: int, offset: int = 0) -> Top:
    """Return what a person takes to most.

    Playing adds up over the recordings of a thing, and is 1 for what was played most. What was said of them counts as
    much as it does in recommendations, as a mean over the recordings.

    Parameters
    ----------
    pool : Pool
        All tracks.
    taste : Taste
        What was heard, and what was said of it.
    things : mapping
        Id of a thing to the rows of the pool that it stands for, all of them heard.
    limit, offset : int
        Which of them to return.

    Returns
    -------
    Top
    """
    if not things:
        return Top((), 0)
    asked = Asked(pool, taste=taste)
    played, said = np.zeros(len(pool)), np.zeros(len(pool))
    played[taste.history.rows] = taste.history.shares
    said[taste.history.rows] = Scorer(asked, SAID).totals(taste.history.rows)
    sums = {id_: float(played[rows].sum()) for id_, rows in things.items()}
    most = max(sums.values())
    scores = {id_: sums[id_] / most + float(said[rows].mean()) for id_, rows in things.items()}
    order = sorted(things, key=lambda id_: (-scores[id_], id_))[offset : offset + limit]
    return Top(tuple(_group(asked, id_, things[id_], sums[id_] / most) for id_ in order), len(things))


def _shown(pool: Pool, taste: Taste) -> Rows:
    barred = np.zeros(len(pool), dtype=np.bool_)
    barred[pool.recordings[taste.hidden]] = True
    return taste.history.rows[~barred[taste.history.rows]]


def _group(asked: Asked, id_: str, rows: Rows, played: float) -> Group:
    sums: dict[tuple[str, str], float] = {("this", "played"): played}
    for parts in Scorer(asked, SAID).parts(rows):
        for part in parts:
            reason = (part.because, part.how)
            sums[reason] = sums.get(reason, 0.0) + part.contribution / len(rows)
    contributions = by_size([Contribution(*reason, value) for reason, value in sums.items()])
    return Group(id_, total(contributions), contributions)
