"""Who is held out, and which part of their items is shown: the same for every model, from one seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from accord.bench.recommendation.dataset import Dataset

SHOWN = 0.8
"""Share of a held-out row's items that a model is prompted with."""
FOLDS = 5
"""Parts that a set is dealt into; one part at a time is held out to judge by."""
ENOUGH = 2_000
"""Rows in one part that make the other parts' turns unnecessary."""
MOST_TEST, MOST_VALIDATION = 10_000, 2_000
VALIDATION_SHARE = 0.125
"""Of the rows that are not judged by."""


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that no model was trained on."""

    prompts: sp.csr_matrix
    """What a model is shown of them [shape=(rows, items)]."""
    targets: sp.csr_matrix
    """What it should find [shape=(rows, items)]; at least one a row."""


@dataclass(frozen=True, slots=True)
class Split:
    """A data set in three: rows to learn from, rows to choose settings by, rows to judge by."""

    train: sp.csr_matrix
    validation: Held
    test: Held
    learnt: NDArray[np.bool_]
    """Of all rows of the data set, those to learn from."""
    key: str
    """Of the data and the seed, for what is kept between runs."""


def splits(dataset: Dataset, seed: int) -> list[Split]:
    """Hold rows out whole, so that a model is asked about people whom it never met.

    Strong generalisation, as in Liang et al., "Variational autoencoders for collaborative filtering", WWW 2018.

    Parameters
    ----------
    dataset : Dataset
        Each row has at least two items.
    seed : int
        Another seed holds out other rows.

    Returns
    -------
    list of Split
        One where a fifth of the rows is enough to judge by, else five, in which every row is judged once.
    """
    rng = np.random.default_rng(seed)
    parts = np.array_split(rng.permutation(dataset.matrix.shape[0]), FOLDS)
    turns = 1 if len(parts[0]) >= ENOUGH else FOLDS
    return [_split(dataset, parts, turn, seed) for turn in range(turns)]


def _split(dataset: Dataset, parts: list[np.ndarray], turn: int, seed: int) -> Split:
    rng = np.random.default_rng([seed, turn])
    rest = np.concatenate([part for place, part in enumerate(parts) if place != turn])
    chosen_by = min(MOST_VALIDATION, max(1, round(VALIDATION_SHARE * len(rest))))
    by, train = rest[:chosen_by], rest[chosen_by:]
    judged_by = parts[turn][:MOST_TEST]
    train = np.concatenate([train, parts[turn][MOST_TEST:]])
    learnt = np.zeros(dataset.matrix.shape[0], dtype=np.bool_)
    learnt[train] = True
    written = f"{dataset.key} {seed} {turn} {len(train)} {len(by)} {len(judged_by)} {SHOWN}"
    return Split(
        dataset.matrix[np.sort(train)],
        _held(dataset.matrix[np.sort(by)], rng),
        _held(dataset.matrix[np.sort(judged_by)], rng),
        learnt,
        hashlib.sha256(written.encode()).hexdigest()[:32],
    )


def _held(matrix: sp.csr_matrix, rng: np.random.Generator) -> Held:
    """Hide the items of each row that have its largest random numbers: one at least, and never all."""
    lengths = np.diff(matrix.indptr)
    row = np.repeat(np.arange(matrix.shape[0]), lengths)
    shuffled = np.lexsort((rng.random(matrix.nnz), row))
    place = np.arange(matrix.nnz) - matrix.indptr[:-1][row]
    shown = np.clip(np.floor(SHOWN * lengths).astype(np.int64), 1, lengths - 1)
    hidden = np.zeros(matrix.nnz, dtype=bool)
    hidden[shuffled] = place >= shown[row]
    return Held(_part(matrix, row, ~hidden), _part(matrix, row, hidden))


def _part(matrix: sp.csr_matrix, row: np.ndarray, chosen: np.ndarray) -> sp.csr_matrix:
    part = sp.csr_matrix((matrix.data[chosen], (row[chosen], matrix.indices[chosen])), shape=matrix.shape)
    part.sort_indices()
    return part
