"""What Accord's model costs: training at scale, a recommendation with its reasons, and forgetting somebody."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

import accord
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions, numbered
from accord.recommend.model.model import Model, Parameters
from accord.recommend.model.training import forget, train

LEAST = 5
"""Rows are people here: no pair that fewer share."""
HISTORIES = 1000
"""Rows of which each is asked for once."""
SHOWN = 20
"""Items of a recommendation, each with what every item of the history adds to it."""


def version() -> str:
    """Return Accord's version."""
    return accord.__version__


def training(path: str) -> dict[str, Any]:
    """Train on all rows, then recommend to the first of them; return seconds."""
    rows = _rows(path)
    _warm()
    began = time.perf_counter()
    gram = Gram.of(rows)
    counted = time.perf_counter()
    model = train(gram, Parameters(least=LEAST))
    trained = time.perf_counter()
    asked = [_seconds_to_recommend(model, rows.row(number)) for number in range(min(HISTORIES, len(rows)))]
    return {
        "counting": counted - began,
        "solving": trained - counted,
        "size": len(model.to_bytes()),
        "asked": asked[1:],  # the first lays out the weights the way that scoring reads them
    }


def forgetting(path: str) -> list[dict[str, Any]]:
    """Forget rows one after the other and train without them each time; return CPU seconds and whether both agree."""
    rows, wanted = _rows(path), json.loads(Path(path).read_bytes())["forget"]
    _warm()
    gram = Gram.of(rows)
    model = train(gram, Parameters(least=LEAST))
    done: list[dict[str, Any]] = []
    for number in wanted:
        before = time.process_time()
        model = forget(model, gram, rows.select([number]))
        forgotten = time.process_time()
        gone = [*(one["row"] for one in done), number]
        again = train(Gram.of(rows.without(gone)), Parameters(least=LEAST))
        spent = time.process_time() - forgotten
        same = again.digest() == model.digest()
        done.append({"row": number, "forget": forgotten - before, "train": spent, "same": same})
    return done


def _rows(path: str) -> Interactions:
    matrix = sp.csr_matrix(sp.load_npz(json.loads(Path(path).read_bytes())["rows"]))
    return Interactions(numbered(matrix.shape[1]), matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32))


def _warm() -> None:
    """Have everything compiled that is measured."""
    few = Interactions.of_rows([["a", "b", "c"]] * 12 + [["a", "c"], ["b", "d"]])
    gram = Gram.of(few)
    model = train(gram, Parameters(k=2, least=1))
    _seconds_to_recommend(model, few.row(0))
    forget(model, gram, few.select([13]))


def _seconds_to_recommend(model: Model, history: Any) -> tuple[float, float]:
    """Return wall and CPU seconds."""
    began, before = time.perf_counter(), time.process_time()
    scores = model.scores(history)
    scores[history] = -np.inf
    shown = min(SHOWN, len(scores))
    best = np.argpartition(-scores, shown - 1)[:shown]
    for item in best[np.argsort(-scores[best], kind="stable")]:
        model.parts(int(item), history)
    return time.perf_counter() - began, time.process_time() - before
