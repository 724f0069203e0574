"""Accord's own model, run as the peers are."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

import accord
from accord.bench.recommendation.ranking import Scores, Task, learn_and_rank, read_task
from accord.recommend.model.content import prior
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions, numbered
from accord.recommend.model.model import Model, Parameters
from accord.recommend.model.training import train


def version() -> str:
    """Return Accord's version."""
    return accord.__version__


def rank(path: str) -> dict[str, float]:
    """Do the task of a file; what is compiled on first use is compiled before."""
    task = read_task(path)
    _model(sp.eye_array(3, format="csr"), Parameters(k=2))
    return learn_and_rank(task, _learn)


def _learn(task: Task) -> Scores:
    content = None if task.content is None else prior(task.content)
    weights = _weights(_model(task.train, Parameters(**task.settings), content), task.train.shape[1])

    def scores(prompts: Any) -> NDArray[np.float64]:
        return np.asarray((prompts @ weights).toarray())

    return scores


def _model(rows: Any, parameters: Parameters, content: NDArray[np.float32] | None = None) -> Model:
    ids = numbered(rows.shape[1])
    listened = Interactions(ids, rows.indptr.astype(np.int64), rows.indices.astype(np.int32))
    return train(Gram.of(listened, threads=1), parameters, content, threads=1)


def _weights(model: Model, items: int) -> sp.csr_matrix:
    """Return what each item adds to the score of each other [shape=(items, items)], items nobody heard included."""
    place = np.array([int(id_) for id_ in model.ids], dtype=np.int64)
    used = model.neighbours.items >= 0
    follower = np.repeat(place, model.neighbours.sizes)
    weights = model.heard.astype(np.float64)
    if model.sounds is not None:
        weights += model.sounds
    entries = (weights[used], (place[model.neighbours.items[used]], follower))
    return sp.csr_matrix(entries, shape=(items, items))
