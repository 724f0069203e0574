"""Who takes part, and the settings each may choose among by the rows held out for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from accord.bench.program import Program

Settings = Mapping[str, Any]

MANY = 10_000
"""Items above which a dense regression takes minutes."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A recommender with what it may be set to."""

    program: Program
    grid: tuple[Settings, ...] = ({},)
    """Settings that are tried; the best NDCG@100 of the validation rows is judged."""
    few: tuple[Settings, ...] = ()
    """Those that are tried on a set of many items, where each takes minutes; all of them if empty."""
    is_ours: bool = False
    """Accord itself: what it gives is never kept between runs, and its failure ends the race."""

    takes_content: bool = False
    """Whether it learns from content as well; on a set without, it takes no part."""

    def settings(self, items: int) -> tuple[Settings, ...]:
        """Return what is tried on a set of so many items."""
        return self.few if self.few and items > MANY else self.grid

    @property
    def name(self) -> str:
        """Its name in the tables."""
        return self.program.name


def _grid(fixed: Settings | None = None, **choices: tuple[Any, ...]) -> tuple[Settings, ...]:
    return tuple({**dict(zip(choices, values, strict=True)), **(fixed or {})} for values in product(*choices.values()))


def _implicit(name: str, what: str, grid: tuple[Settings, ...], few: tuple[Settings, ...] = ()) -> Contestant:
    return Contestant(Program(name, what, "recommend_implicit.py", "implicit"), grid, few)


def _accord(name: str, what: str, grid: tuple[Settings, ...], takes_content: bool = False) -> Contestant:
    program = Program(name, what, "recommend_accord.py", None)
    return Contestant(program, grid, is_ours=True, takes_content=takes_content)


OURS = (
    _accord("Accord", "nearest items and one small regression each, with the settings that it ships with", ({},)),
    _accord("Accord, pairs of 5", "the same where rows are people: no pair that fewer than 5 share", ({"least": 5},)),
    _accord(
        "Accord, with content",
        "weights are drawn to the likeness of tags or sound instead of to 0, and one row that shares a pair is enough",
        ({"least": 1},),
        takes_content=True,
    ),
)
"""With the settings that it ships with: first where rows are lists, then where they are people."""
PEERS: Mapping[str, Contestant] = {
    "tuned": _accord(
        "Accord, tuned", "the same with the penalty chosen for the set", _grid(penalty=(3.0, 6.0, 12.0, 24.0, 48.0))
    ),
    "popularity": Contestant(Program("popularity", "what most have", "recommend_popularity.py", None)),
    "cosine": _implicit(
        "cosine",
        "implicit's `CosineRecommender`",
        _grid({"model": "cosine"}, K=(10, 20, 50, 200, 500, 1000)),
    ),
    "bm25": _implicit(
        "BM25",
        "implicit's `BM25Recommender`",
        _grid({"model": "bm25"}, K=(20, 50, 200, 800), K1=(0.5, 1.2), B=(0.6, 0.9)),
    ),
    "bpr": _implicit(
        "BPR",
        "implicit's `BayesianPersonalizedRanking`; as it takes in nobody new, it learns from the prompts as well",
        _grid(
            {"model": "bpr", "factors": 128, "iterations": 300},
            learning_rate=(0.02, 0.1),
            regularization=(0.003, 0.02),
        ),
        _grid({"model": "bpr", "factors": 128, "iterations": 300, "learning_rate": 0.02}, regularization=(0.003, 0.02)),
    ),
    "als": _implicit(
        "ALS",
        "implicit's `AlternatingLeastSquares`",
        _grid({"model": "als"}, factors=(32, 64, 128), alpha=(8.0, 30.0), regularization=(0.05, 5.0)),
        _grid({"model": "als", "regularization": 0.05}, factors=(512,), alpha=(8.0, 30.0, 100.0)),
    ),
    "ease": Contestant(
        Program("EASE", "a dense regression over all items", "recommend_ease.py", None),
        _grid(ridge=(30.0, 100.0, 300.0, 1000.0)),
        _grid(ridge=(10.0, 30.0, 100.0)),
    ),
    "dropout": Contestant(
        Program("EASE with dropout", "the same, items hidden at random in training", "recommend_ease.py", None),
        _grid(ridge=(10.0, 30.0, 100.0, 300.0), dropout=(0.33, 0.6)),
        ({"ridge": 10.0, "dropout": 0.5}, {"ridge": 30.0, "dropout": 0.6}),
    ),
}
"""By the name that selects it."""
