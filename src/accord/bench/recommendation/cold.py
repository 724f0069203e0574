"""Cold start: items that nobody has listened to yet, found for held-out rows by their content alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from accord.bench.recommendation.content import Content
from accord.bench.recommendation.dataset import Dataset
from accord.bench.recommendation.scores import Numbers, hits, recall
from accord.bench.recommendation.split import Split, splits
from accord.recommend.asked import Asked, Taste
from accord.recommend.history import Play, history
from accord.recommend.pool import Floats, Pool
from accord.recommend.scorer import Scorer

SHARE = 0.1
"""Of the items, those that are taken out of all that is learnt from or shown."""
SHOWN = (20, 50)
"""Lengths of the lists."""


@dataclass(frozen=True, slots=True)
class Cold:
    """How many of the items that nobody had were found, among all such."""

    items: int
    """Taken out, in each turn."""
    rows: int
    """Held-out rows that have one of them."""
    found: dict[int, Numbers]
    """By length of the list, for each of those rows, the share of its items within it."""
    chance: dict[int, float]
    """The same for lists by lot."""


def cold_start(dataset: Dataset, seed: int) -> Cold | None:
    """Take a tenth of the items out of all rows, and look for them by content in the rows that are judged by.

    A row's items that are left are its history; the score is that which Accord gives a track that no model knows. A
    recommender by popularity, or any other that knows items by their listeners alone, finds none.

    Parameters
    ----------
    dataset : Dataset
        Its core.
    seed : int
        Of the split, and of what is taken out.

    Returns
    -------
    Cold or None
        ``None`` for a data set of which nothing but the listening is known.
    """
    if dataset.content is None:
        return None
    turns = [_turn(part, dataset.content, [seed, turn]) for turn, part in enumerate(splits(dataset, seed))]
    found = {k: np.concatenate([turn.found[k] for turn in turns]) for k in SHOWN}
    rows = sum(turn.rows for turn in turns)
    chance = {k: sum(turn.chance[k] * turn.rows for turn in turns) / rows for k in SHOWN}
    return Cold(turns[0].items, rows, found, chance)


def _turn(part: Split, content: Content, seed: list[int]) -> Cold:
    items = part.train.shape[1]
    order = np.random.default_rng(seed).permutation(items)
    new = round(SHARE * items) or 1
    cold, known = np.sort(order[:new]), np.sort(order[new:])
    had = sp.csr_matrix(part.test.prompts + part.test.targets)
    both = (np.diff(had[:, cold].indptr) > 0) & (np.diff(had[:, known].indptr) > 0)
    wanted, shown = had[both][:, cold], had[both][:, known]
    pool = content.pool(part.learnt)
    heard = [known[shown.indices[begin:end]] for begin, end in pairwise(shown.indptr.tolist())]
    scores = np.array([_scores(pool, row, cold) for row in heard]).reshape(len(heard), new)
    right = hits(np.argsort(-scores, axis=1, kind="stable")[:, : max(SHOWN)].astype(np.int32), wanted)
    found, many = np.cumsum(right, axis=1, dtype=np.int64), np.diff(wanted.indptr).astype(np.float64)
    chance = {k: float((min(k, new) / new * many / np.minimum(many, k)).mean()) if len(many) else 0.0 for k in SHOWN}
    return Cold(new, len(many), {k: recall(found, many, k) for k in SHOWN}, chance)


def _scores(pool: Pool, heard: NDArray[np.intp], cold: NDArray[np.intp]) -> Floats:
    """Return the scores of some items for somebody who heard others, by all that Accord knows of them."""
    played = history(pool, (Play(pool.ids[item]) for item in heard.tolist()))
    return Scorer(Asked(pool, taste=Taste(history=played))).totals(cold)
