"""What is known of items besides who listened to them: tags that people gave, or how they sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

from accord.features.space import PARTS
from accord.recommend.pool import Pool
from accord.recommend.tunables import ATTRIBUTES

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

DIMENSIONS = 128
"""Of the vectors that tags are reduced to, at most."""
NAMED = 8
"""Tags of an item that count as its genres, those that most people gave it."""
SEED = 1


class Content(Protocol):
    """What is known of the items of a data set."""

    what: str
    """In a few words, for the report."""

    def only(self, rows: Mask, items: Mask) -> Self:
        """Return the same for some rows and items."""

    def vectors(self, rows: Mask) -> Floats:
        """Return shape (items, d): vectors whose cosines are likeness, with nothing in them that other rows said."""

    def pool(self, rows: Mask) -> Pool:
        """Return the items as Accord recommends tracks of a library: each with its genres or its sound."""


@dataclass(frozen=True, eq=False)
class Tagged:
    """Tags, one a (row, item, tag); a row is -1 for somebody who gave tags and is no row of the data set."""

    rows: NDArray[np.int64]
    items: NDArray[np.int64]
    tags: NDArray[np.int64]
    n_items: int
    what = "tags"

    def only(self, rows: Mask, items: Mask) -> Self:
        """Return the same for some rows and items; what other rows gave stays out."""
        place_of_row = np.append(np.where(rows, np.cumsum(rows) - 1, -2), -1)  # the last is for row -1
        place_of_item = np.where(items, np.cumsum(items) - 1, -1)
        left = (place_of_row[self.rows] > -2) & (place_of_item[self.items] >= 0)
        kept = place_of_row[self.rows[left]], place_of_item[self.items[left]], self.tags[left]
        return type(self)(*kept, int(items.sum()))

    def counts(self, rows: Mask) -> sp.csr_matrix:
        """Return how many people gave each tag to each item [shape=(items, tags)], of some rows and of no row."""
        given = np.append(rows, True)[self.rows]
        _, tag = np.unique(self.tags, return_inverse=True)
        shape = (self.n_items, int(tag.max(initial=-1)) + 1)
        return sp.coo_matrix((np.ones(int(given.sum())), (self.items[given], tag[given])), shape=shape).tocsr()

    def vectors(self, rows: Mask) -> Floats:
        """Return the tags, weighed by how few items have them, in the few dimensions in which they differ most.

        tf-idf (K. Spärck Jones, Journal of Documentation 28(1), 1972) and a truncated singular value decomposition
        (S. Deerwester et al., Indexing by Latent Semantic Analysis, JASIS 41(6), 1990).
        """
        counts = self.counts(rows)
        spread = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = np.log((1.0 + self.n_items) / (1.0 + spread))
        weighed = counts.copy()
        weighed.data = np.log1p(weighed.data) * rarity[counts.indices]
        lengths = np.sqrt(weighed.multiply(weighed).sum(axis=1)).A1
        unit = sp.diags(1.0 / np.where(lengths > 0.0, lengths, 1.0)) @ weighed
        size = min(DIMENSIONS, min(unit.shape) - 1)
        left, values, _ = svds(unit, k=size, v0=np.random.default_rng(SEED).normal(size=min(unit.shape)))
        found = left * values
        found[lengths == 0.0] = 0.0
        return np.asarray(found, dtype=np.float32)

    def pool(self, rows: Mask) -> Pool:
        """Return the items as tracks with genres and no sound."""
        counts = self.counts(rows)
        genres = []
        for item in range(self.n_items):
            part = slice(counts.indptr[item], counts.indptr[item + 1])
            most = np.argsort(-counts.data[part], kind="stable")[:NAMED]
            genres.append(frozenset(f"tag {tag}" for tag in counts.indices[part][most].tolist()))
        return _pool(np.zeros((self.n_items, _SIZE), dtype=np.float32), genres)


@dataclass(frozen=True, eq=False)
class Sounding:
    """How items sound, in the space in which Accord compares tracks."""

    embedding: Floats
    """Shape (items, d)."""
    what = "how they sound"

    def only(self, rows: Mask, items: Mask) -> Self:
        """Return the same for some items."""
        return type(self)(self.embedding[items])

    def vectors(self, rows: Mask) -> Floats:
        """Return the sounds; no row had a part in them."""
        return self.embedding

    def pool(self, rows: Mask) -> Pool:
        """Return the items as tracks with a sound and no genres."""
        return _pool(self.embedding, [frozenset[str]()] * len(self.embedding))


_SIZE = max(part.stop for part in PARTS.values())


def _pool(embedding: Floats, genres: list[frozenset[str]]) -> Pool:
    count = len(embedding)
    ids = [str(item) for item in range(count)]
    return Pool(
        ids=ids,
        attributes=np.full((count, len(ATTRIBUTES)), np.nan),
        embedding=embedding,
        artists=[(id_,) for id_ in ids],
        genres=genres,
        recordings=np.arange(count, dtype=np.intp),
        keys=ids,
        albums=ids,
        sources=["own-audio"] * count,
    )
