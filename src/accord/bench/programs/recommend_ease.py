"""EASE, and EASE with dropout: one dense regression over all items, solved at once.

Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019; with dropout, of which the expectation is
another diagonal: Steck, "Autoencoders that don't overfit towards the identity", NeurIPS 2020. In place and in single
precision, so half as long and large as the usual form.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

import accord
from accord.bench.recommendation.ranking import Scores, Task, learn_and_rank, read_task

BLOCK = 1024
"""Rows of the dense matrix that are filled or mirrored at once."""


def version() -> str:
    """Return the version of Accord, whose own bench this is part of."""
    return accord.__version__


def rank(path: str) -> dict[str, float]:
    """Do the task of a file."""
    return learn_and_rank(read_task(path), _learn)


def _learn(task: Task) -> Scores:
    weights = item_weights(task.train, task.settings["ridge"], task.settings.get("dropout", 0.0))

    def scores(prompts: Any) -> NDArray[np.float32]:
        return np.asarray(prompts @ weights)

    return scores


def item_weights(train: Any, ridge: float, dropout: float) -> NDArray[np.float32]:
    """Return what each item of a prompt adds to the score of each other [shape=(items, items)]; zeros on the diagonal.

    Parameters
    ----------
    train : csr_matrix
        Ones [shape=(rows, items)].
    ridge : float
        Added to the diagonal.
    dropout : float
        Probability with which an item of a row is hidden in training.
    """
    gram = np.empty((train.shape[1], train.shape[1]), dtype=np.float32, order="F")
    columns = train.T.tocsr()
    for first in range(0, len(gram), BLOCK):
        gram[:, first : first + BLOCK] = (columns[first : first + BLOCK] @ train).toarray().T
    diagonal = np.einsum("ii->i", gram)
    diagonal += ridge + dropout / (1.0 - dropout) * diagonal
    gram, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
    if failed:
        raise ArithmeticError(f"the matrix is not positive definite at {failed}")
    gram, _ = lapack.spotri(gram, lower=1, overwrite_c=1)
    for first in range(0, len(gram), BLOCK):
        last = first + BLOCK
        square = gram[first:last, first:last]
        square[:] = np.tril(square) + np.tril(square, -1).T
        gram[first:last, last:] = gram[last:, first:last].T
    weights = gram.T  # the same numbers in rows, as a product with a sparse matrix wants them
    weights /= -np.diag(weights).copy()
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)
