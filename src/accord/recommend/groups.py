"""Artists and playlists: their score is the mean of that of their tracks, and so is every contribution to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from accord.recommend.asked import Asked
from accord.recommend.candidates import candidates, leads
from accord.recommend.contribution import Contribution, gathered, total
from accord.recommend.pool import Rows
from accord.recommend.scorer import Scorer

SPEAK = 3
"""Tracks that speak for an artist, those with the highest scores."""


@dataclass(frozen=True, slots=True)
class Group:
    """An artist or playlist with its score and what that is made of."""

    id: str
    score: float
    """The sum of the contributions."""
    contributions: tuple[Contribution, ...]
    """Largest first."""


def artists(asked: Asked, limit: int, most: int | None = None, without: Iterable[str] = ()) -> list[Group]:
    """Return the artists that a request leads to, the best first.

    Parameters
    ----------
    asked : Asked
        The request.
    limit : int
        How many to return at most.
    most : int or None
        As for tracks.
    without : iterable of str
        Ids of artists who are not wanted.

    Returns
    -------
    list of Group
    """
    rows, barred = candidates(asked).rows, set(without)
    totals = Scorer(asked).totals(rows)
    spoken: dict[str, list[int]] = {}
    for row in rows[np.lexsort((rows, -totals))].tolist():
        for artist in asked.pool.artists[row]:
            if artist not in barred and len(spoken.setdefault(artist, [])) < SPEAK:
                spoken[artist].append(row)
    return _best(asked, {id_: np.array(several, dtype=np.intp) for id_, several in spoken.items()}, limit, most)


def playlists(asked: Asked, lists: Mapping[str, Sequence[str]], limit: int, most: int | None = None) -> list[Group]:
    """Return the playlists that fit a request best.

    Parameters
    ----------
    asked : Asked
        The request; a playlist counts by those of its tracks that keep to it.
    lists : mapping
        Id of a playlist to the ids of its tracks.
    limit : int
        How many to return at most.
    most : int or None
        As for tracks.

    Returns
    -------
    list of Group
    """
    if not leads(asked):
        return []
    pool = asked.pool
    barred = np.zeros(len(pool), dtype=np.bool_)
    barred[pool.recordings[asked.taste.hidden]] = True
    admitted = asked.tuning.admits(pool.attributes) & ~barred[pool.recordings]
    members = {
        id_: np.array(sorted({pool.row_of[track] for track in tracks if track in pool.row_of}), dtype=np.intp)
        for id_, tracks in lists.items()
    }
    kept = {id_: rows[admitted[rows]] for id_, rows in members.items()}
    return _best(asked, {id_: rows for id_, rows in kept.items() if len(rows)}, limit, most)


def _best(asked: Asked, groups: Mapping[str, Rows], limit: int, most: int | None) -> list[Group]:
    if not groups:
        return []
    scorer = Scorer(asked)
    rows = np.unique(np.concatenate([*groups.values()]))
    totals = scorer.totals(rows)
    means = {id_: float(totals[np.searchsorted(rows, several)].mean()) for id_, several in groups.items()}
    best = sorted(groups, key=lambda id_: (-means[id_], id_))[:limit]
    found = []
    for id_ in best:
        contributions = gathered(_mean(scorer.parts(groups[id_])), most)
        found.append(Group(id_, total(contributions), contributions))
    return found


def _mean(tracks: list[list[Contribution]]) -> list[Contribution]:
    """Return the contributions to the mean of some scores: of each reason the sum, divided by how many there are."""
    sums: dict[tuple[str, str], float] = {}
    support: dict[tuple[str, str], int] = {}
    for parts in tracks:
        for part in parts:
            reason = (part.because, part.how)
            sums[reason] = sums.get(reason, 0.0) + part.contribution / len(tracks)
            support[reason] = max(support.get(reason, 0), part.support)
    return [Contribution(*reason, value, support[reason]) for reason, value in sums.items()]
