"""Content of items: what held-out people said stays out of it, and new items are found by it, where it tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from accord.bench.recommendation import split as splitting
from accord.bench.recommendation.cold import cold_start
from accord.bench.recommendation.content import Sounding, Tagged
from accord.bench.recommendation.dataset import Dataset, core
from accord.bench.recommendation.formats import public_sets
from accord.bench.recommendation.split import splits
from accord.bench.recommendation.synthetic import invented
from accord.features.space import PARTS
from accord.recommend.model.content import LIKENESS, prior

ROWS, ITEMS = 120, 400


def halves(told: bool) -> Dataset:
    """Even rows have even items; two of three rows tag them so, or by lot."""
    rng = np.random.default_rng(4)
    same = (np.arange(ROWS)[:, None] % 2) == (np.arange(ITEMS)[None, :] % 2)
    matrix = sp.csr_matrix((same & (rng.random((ROWS, ITEMS)) < 0.7)).astype(np.float32))
    rows, items = matrix.nonzero()
    some = rows % 3 > 0
    kind = items[some] % 2 if told else rng.integers(0, 2, int(some.sum()))
    tags = kind * 10 + rng.integers(0, 3, len(kind))
    return Dataset("Halves", "", matrix, Tagged(rows[some].astype(np.int64), items[some].astype(np.int64), tags, ITEMS))


@pytest.fixture(autouse=True)
def one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small set is judged by in one turn."""
    monkeypatch.setattr(splitting, "ENOUGH", 10)


def test_new_items_are_found_by_tags_that_tell_and_by_lot_where_they_do_not() -> None:
    told, lot = cold_start(halves(True), 1), cold_start(halves(False), 1)
    assert told
    assert lot
    assert told.items == ITEMS // 10
    assert told.found[20].mean() > 0.85, "20 places do not hold all of a half of more than that"
    assert lot.found[20].mean() == pytest.approx(lot.chance[20], abs=0.08)
    assert lot.chance[20] == pytest.approx(0.5, abs=0.05)
    dataset = invented(2000)
    heard = cold_start(core(dataset), 1)
    deaf = cold_start(core(replace(dataset, content=Sounding(_shuffled(dataset)))), 1)
    assert heard
    assert deaf
    assert heard.found[20].mean() > 2.0 * heard.chance[20]
    assert deaf.found[20].mean() == pytest.approx(deaf.chance[20], rel=0.35)
    assert len(heard.found[20]) == heard.rows
    assert cold_start(replace(dataset, content=None), 1) is None


def _shuffled(dataset: Dataset) -> np.ndarray:
    assert isinstance(dataset.content, Sounding)
    return np.random.default_rng(2).permutation(dataset.content.embedding)


def test_tags_of_held_out_rows_change_nothing() -> None:
    dataset = halves(True)
    (part,) = splits(dataset, 1)
    tagged = dataset.content
    assert isinstance(tagged, Tagged)
    held = ~part.learnt[tagged.rows]
    assert held.any()
    lied = replace(tagged, tags=np.where(held, tagged.tags[::-1], tagged.tags))
    assert (lied.tags != tagged.tags).any()
    assert np.array_equal(lied.vectors(part.learnt), tagged.vectors(part.learnt))
    assert lied.pool(part.learnt).genres == tagged.pool(part.learnt).genres
    everybody = np.ones(ROWS, dtype=np.bool_)
    assert not np.array_equal(lied.counts(everybody).toarray(), tagged.counts(everybody).toarray())


def test_vectors_of_tags_lie_near_where_the_tags_are_the_same_and_are_nothing_without_tags() -> None:
    rows, items = np.arange(8) % 4, np.array([0, 1, 0, 1, 2, 3, 2, 3])
    tagged = Tagged(rows, items, np.array([5, 5, 6, 6, 7, 7, 8, 8]), 5)
    vectors = prior(tagged.vectors(np.ones(4, dtype=np.bool_)))
    likeness = vectors @ vectors.T
    assert likeness[0, 1] == pytest.approx(LIKENESS, rel=1e-5)
    assert likeness[0, 2] == pytest.approx(0.0, abs=1e-6)
    assert not vectors[4].any()
    pool = tagged.pool(np.ones(4, dtype=np.bool_))
    assert pool.genres[0] == pool.genres[1] != pool.genres[2]
    assert pool.genres[4] == frozenset()


def test_content_follows_the_items_into_the_core() -> None:
    matrix = sp.csr_matrix(np.array([[1, 1, 0, 1], [1, 1, 0, 1], [0, 0, 1, 0]], dtype=np.float32))
    given = Tagged(np.array([0, 2, -1, 1]), np.array([3, 3, 1, 2]), np.array([9, 9, 9, 9]), 4)
    found = core(Dataset("a", "", matrix, given), least=2)
    assert found.matrix.shape == (2, 3)
    assert isinstance(found.content, Tagged)
    assert found.content.counts(np.ones(2, dtype=np.bool_)).toarray().tolist() == [[0.0], [1.0], [1.0]]
    assert core(Dataset("a", "", matrix, Sounding(np.eye(4, 113, dtype=np.float32))), 2).content is not None


def test_tags_come_with_the_public_set(tmp_path: Path) -> None:
    (tmp_path / "user_artists.dat").write_text("userID\tartistID\tweight\n2\t51\t9\n2\t52\t1\n3\t51\t4\n")
    given = "userID\tartistID\ttagID\tday\n2\t52\t13\t1\n9\t51\t15\t1\n2\t99\t15\t1\n\n"
    (tmp_path / "user_taggedartists.dat").write_text(given)
    (found,) = public_sets(tmp_path)
    assert isinstance(found.content, Tagged)
    read = [found.content.rows.tolist(), found.content.items.tolist(), found.content.tags.tolist()]
    assert read == [[0, -1], [1, 0], [13, 15]]


def test_invented_sounds_are_as_far_apart_as_real_ones_and_tell_tastes() -> None:
    content = invented(3000).content
    assert isinstance(content, Sounding)
    sounds = content.embedding[:, PARTS["timbre"]].astype(np.float64)
    some = np.random.default_rng(1).integers(0, len(sounds), (2, 4000))
    assert np.square(sounds[some[0]] - sounds[some[1]]).sum(axis=1).mean() == pytest.approx(2.0, rel=0.15)
