"""How good ranked lists are: one number a held-out row, so that models can be compared row by row.

Recall and NDCG as in Liang et al., "Variational autoencoders for collaborative filtering", WWW 2018; R-precision, NDCG
and clicks of whole lists as in Chen et al., "RecSys Challenge 2018: automatic music playlist continuation", RecSys
2018, on tracks alone.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

LENGTH = 500
"""Items of a list: what the challenge asks for."""
PAGE = 10
"""Items that one click shows."""
NEVER = 51
"""Clicks that count where no item of the list is right."""
RARE = 10
"""Rows to learn from below which an item is rare."""
SHORT = 20
"""Items of a list that coverage and popularity look at."""

Numbers = NDArray[np.float64]


def judged(lists: NDArray[np.int32], targets: sp.csr_matrix) -> dict[str, Numbers]:
    """Judge lists, one a row.

    Parameters
    ----------
    lists : ndarray of int32 [shape=(rows, length)]
        Items, best first; -1 where there is none left.
    targets : csr_matrix [shape=(rows, items)]
        What is right; at least one a row.

    Returns
    -------
    dict of str to ndarray of float64 [shape=(rows,)]
        By name of the metric. Clicks are better when fewer, all others when larger.
    """
    right = hits(lists, targets)
    many = np.diff(targets.indptr).astype(np.float64)
    precision_at = np.minimum(many, lists.shape[1]).astype(np.int64)
    found = np.cumsum(right, axis=1, dtype=np.int64)
    first = np.where(right.any(axis=1), right.argmax(axis=1) // PAGE, NEVER)
    return {
        "Recall@20": recall(found, many, 20),
        "Recall@50": recall(found, many, 50),
        "NDCG@100": ndcg(right, many, 100),
        "R-precision": found[np.arange(len(found)), precision_at - 1] / many,
        f"NDCG@{LENGTH}": ndcg(right, many, LENGTH),
        "clicks": first.astype(np.float64),
    }


def hits(lists: NDArray[np.int32], targets: sp.csr_matrix) -> NDArray[np.bool_]:
    """Return where the lists are right [shape=(rows, length)]."""
    items = targets.shape[1]
    row = np.repeat(np.arange(targets.shape[0], dtype=np.int64), np.diff(targets.indptr))
    wanted = row * items + targets.indices
    offered = np.arange(len(lists), dtype=np.int64)[:, None] * items + lists
    return np.isin(offered, wanted) & (lists >= 0)


def recall(found: NDArray[np.int64], many: Numbers, k: int) -> Numbers:
    """Return the share of the right items within the first ``k``, of as many as fit into them."""
    return found[:, min(k, found.shape[1]) - 1] / np.minimum(many, k)


def ndcg(right: NDArray[np.bool_], many: Numbers, k: int) -> Numbers:
    """Return the discounted gain of the first ``k`` over that of a list with all right items first."""
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    gain = right[:, :k] @ discount[: right.shape[1]]
    return np.asarray(gain / np.cumsum(discount)[np.minimum(many, k).astype(np.int64) - 1])


def rare_recall(lists: NDArray[np.int32], targets: sp.csr_matrix, popularity: Numbers) -> Numbers:
    """Return the share of the right items with few listeners within the first 50, of each row that has such items."""
    few = sp.csr_matrix(targets.multiply(popularity < RARE))
    few.eliminate_zeros()
    rows = np.flatnonzero(np.diff(few.indptr))
    many = np.diff(few.indptr)[rows].astype(np.float64)
    return recall(np.cumsum(hits(lists[rows], few[rows]), axis=1, dtype=np.int64), many, 50)


def coverage(lists: NDArray[np.int32], items: int) -> float:
    """Return the share of all items that come among the first 20 of anybody's list."""
    short = lists[:, :SHORT]
    return len(np.unique(short[short >= 0])) / items


def popularity_lift(lists: NDArray[np.int32], targets: sp.csr_matrix, popularity: Numbers) -> float:
    """Return how many times as popular the first 20 items are as those that people chose: 1 is no bias.

    Means within each row, then over rows, as in Abdollahpouri et al., "The unfairness of popularity bias in
    recommendation", RMSE workshop at RecSys 2019.
    """
    short = lists[:, :SHORT]
    offered = np.where(short >= 0, popularity[short], 0.0).sum(axis=1) / np.maximum((short >= 0).sum(axis=1), 1)
    chosen = (targets @ popularity) / np.diff(targets.indptr)
    return float(offered.mean() / chosen.mean())
