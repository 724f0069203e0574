"""Who listened to what, as a binary matrix, and the part of it that an evaluation keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from accord.bench.recommendation.content import Content
from accord.domain.errors import InvalidParameter

LEAST = 5
"""Interactions that a row and an item must have to be kept: the 5-core that the literature evaluates on."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Interactions under a name, with the terms they came under."""

    name: str
    terms: str
    """What their origin allows, for the report."""
    matrix: sp.csr_matrix
    """Ones [shape=(rows, items)]; a row is a listener or a playlist."""
    content: Content | None = None
    """What is known of the items besides."""

    @property
    def key(self) -> str:
        """32 hexadecimal characters of the SHA-256 over the interactions."""
        digest = hashlib.sha256(np.asarray(self.matrix.shape, dtype=np.int64).tobytes())
        digest.update(self.matrix.indptr.astype(np.int64).tobytes())
        digest.update(self.matrix.indices.astype(np.int32).tobytes())
        return digest.hexdigest()[:32]


def from_pairs(
    name: str, terms: str, rows: Sequence[int] | NDArray[np.int64], items: Sequence[int] | NDArray[np.int64]
) -> Dataset:
    """Return the dataset of (row, item) pairs; pairs that come twice count once, and numbers that never come are gone.

    Parameters
    ----------
    name : str
        For the report.
    terms : str
        What their origin allows.
    rows, items : sequence of int
        One of each a pair.

    Raises
    ------
    InvalidParameter
        If there is no pair.
    """
    if not len(rows):
        raise InvalidParameter(f"{name} has no interactions.")
    _, row = np.unique(np.asarray(rows, dtype=np.int64), return_inverse=True)
    _, item = np.unique(np.asarray(items, dtype=np.int64), return_inverse=True)
    matrix = sp.coo_matrix((np.ones(len(row), dtype=np.float32), (row, item))).tocsr()
    return Dataset(name, terms, binary(matrix))


def binary(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Return the matrix in canonical form, with a one wherever anything is stored."""
    matrix.sum_duplicates()
    matrix.data = np.ones(matrix.nnz, dtype=np.float32)
    return matrix


def core(dataset: Dataset, least: int = LEAST) -> Dataset:
    """Return the largest part in which every row has ``least`` items and every item ``least`` rows.

    Rows and items that fall short are taken out in turns until none does (Seidman, "Network structure and minimum
    degree", Social Networks 5(3), 1983). A model has no such threshold; an evaluation needs something to hold out.

    Raises
    ------
    InvalidParameter
        If nothing is left.
    """
    matrix, content = dataset.matrix, dataset.content
    while matrix.nnz:
        rows = np.diff(matrix.indptr) >= least
        items = np.bincount(matrix.indices, minlength=matrix.shape[1]) >= least
        if rows.all() and items.all():
            return replace(dataset, matrix=matrix, content=content)
        matrix = matrix[rows][:, items]
        content = content.only(rows, items) if content else None
    raise InvalidParameter(f"{dataset.name} has no part in which all have {least} interactions.")
