"""Popularity: everybody gets what most have."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import accord
from accord.bench.recommendation.ranking import Scores, Task, learn_and_rank, read_task


def version() -> str:
    """Return the version of Accord, whose own bench this is part of."""
    return accord.__version__


def rank(path: str) -> dict[str, float]:
    """Do the task of a file."""
    return learn_and_rank(read_task(path), _learn)


def _learn(task: Task) -> Scores:
    counts = np.bincount(task.train.indices, minlength=task.train.shape[1]).astype(np.float64)

    def scores(prompts: Any) -> NDArray[np.float64]:
        return np.tile(counts, (prompts.shape[0], 1))

    return scores
