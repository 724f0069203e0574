"""The recommenders of implicit: ALS, BPR, and nearest items by cosine or BM25."""

import json
import time
import warnings
from typing import Any

import implicit  # type: ignore[import-not-found]  # lives in the peers' environment
import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares  # type: ignore[import-not-found]
from implicit.bpr import BayesianPersonalizedRanking  # type: ignore[import-not-found]
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender  # type: ignore[import-not-found]

MODELS = {
    "als": AlternatingLeastSquares,
    "bpr": BayesianPersonalizedRanking,
    "cosine": CosineRecommender,
    "bm25": BM25Recommender,
}
SEED = 1


def version() -> str:
    """Return the version of the package."""
    return str(implicit.__version__)


def rank(path: str) -> dict[str, float]:
    """Do the task of a file.

    BPR knows no way to take in somebody new, so the prompts are among what it learns from.
    """
    warnings.simplefilter("ignore")
    with open(path, encoding="utf-8") as opened:
        task: dict[str, Any] = json.load(opened)
    train, prompts = (sp.load_npz(task[part]).tocsr() for part in ("train", "prompts"))
    settings = dict(task["settings"])
    name = settings.pop("model")
    seeded = {"random_state": SEED} if name in ("als", "bpr") else {}
    model = MODELS[name](num_threads=1, **seeded, **settings)
    before = time.process_time()
    model.fit(sp.vstack([train, prompts]).tocsr() if name == "bpr" else train, show_progress=False)
    learnt = time.process_time()
    rows = np.arange(prompts.shape[0]) + (train.shape[0] if name == "bpr" else 0)
    more = {"recalculate_user": True} if name == "als" else {}
    length = min(task["length"], prompts.shape[1])
    lists, scores = model.recommend(rows, prompts, N=length, filter_already_liked_items=True, **more)
    lists[scores <= np.finfo(np.float32).min] = -1  # what a prompt has, where a list is longer than the rest
    np.save(task["lists"], lists.astype(np.int32))
    return {"learn_cpu": learnt - before, "rank_cpu": time.process_time() - learnt}
