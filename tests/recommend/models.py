"""Small models of what is heard together."""

from __future__ import annotations

from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model, Parameters
from accord.recommend.model.training import train
from accord.recommend.pool import Pool


def model(pool: Pool, least: int, shared: int) -> Model:
    """A model of a pool in which each recording is heard with its three followers, by so many people."""
    keys = sorted(set(pool.keys))
    rows = [[keys[(start + step) % len(keys)] for step in range(4)] for start in range(len(keys))] * shared
    return train(Gram.of(Interactions.of_rows(rows)), Parameters(k=8, penalty=1.0, least=least), threads=1)
