"""What an answer says of itself: its weights, the data it was made from with their licences, and its models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from accord.domain.labels import Source
from accord.recommend.asked import Asked
from accord.recommend.contribution import Contribution
from accord.recommend.learnt import Learnt
from accord.recommend.weights import TABLE
from accord.rights.registry import source


@dataclass(frozen=True, slots=True)
class Parameter:
    """A weight of an answer."""

    name: str
    meaning: str
    weight: float
    share: float
    """Of all contributions of the answer, whatever their sign; the shares of all parameters sum to 1."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What an answer says of itself: taking away a source that it names changes it, any other does not."""

    profiled: bool
    parameters: tuple[Parameter, ...]
    """Those with the largest share first; all of them."""
    sources: tuple[Source, ...]
    models: tuple[Learnt, ...]
    """Those that contributed."""


def statement(
    asked: Asked, answers: Sequence[tuple[Iterable[str], Sequence[Contribution]]], *, profiled: bool, own: bool
) -> Statement:
    """Return what is to be said of an answer.

    Parameters
    ----------
    asked : Asked
        The request.
    answers : sequence of (iterable of str, sequence of Contribution)
        For each thing that is recommended the ids of its tracks, and all contributions to its score.
    profiled : bool
        Whether what is known of the listener could count.
    own : bool
        Whether listening that is kept here was read.

    Returns
    -------
    Statement
    """
    sums = dict.fromkeys(TABLE, 0.0)
    named = [seed.rows for seed in (*asked.seeds, *asked.taste.liked, *asked.taste.less)]
    told = [asked.pool.row_of[id_] for tracks, _ in answers for id_ in tracks]
    for _, parts in answers:
        for part in parts:
            sums[part.how] += abs(part.contribution)
    whole = sum(sums.values()) or 1.0
    parameters = [
        Parameter(name, weight.meaning, asked.weights[name], sums[name] / whole) for name, weight in TABLE.items()
    ]
    models = tuple(one for one in asked.learnt if sums[one.kind])
    ids = asked.pool.sources_of(asked.taste.history.rows, np.array(told, dtype=np.intp), *named)
    ids |= {id_ for one in models for id_ in one.sources}
    if own:
        ids.add("own-listening")
    return Statement(
        profiled,
        tuple(sorted(parameters, key=lambda parameter: -parameter.share)),
        tuple(source(id_) for id_ in sorted(ids)),
        models,
    )
