"""Metrics of lists and the intervals around them, held against what can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sp

from accord.bench.intervals import difference, interval
from accord.bench.recommendation.ranking import top_lists
from accord.bench.recommendation.scores import LENGTH, coverage, hits, judged, popularity_lift, rare_recall


def ones(rows: list[list[int]], items: int) -> sp.csr_matrix:
    row = np.repeat(np.arange(len(rows)), [len(some) for some in rows])
    return sp.csr_matrix((np.ones(len(row)), (row, np.concatenate(rows))), shape=(len(rows), items))


def lists_of(*rows: list[int]) -> np.ndarray:
    return np.array([row + [-1] * (LENGTH - len(row)) for row in rows], dtype=np.int32)


def test_metrics_of_one_list_by_hand() -> None:
    scores = judged(lists_of([9, 4, 8, 2, *range(20, 50), 7]), ones([[4, 2, 7]], 60))
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert scores["Recall@20"] == pytest.approx([2 / 3])
    assert scores["Recall@50"] == pytest.approx([1.0])
    assert scores["NDCG@100"] == pytest.approx([(gain + 1 / math.log2(36)) / ideal])
    assert scores["R-precision"] == pytest.approx([1 / 3])
    assert scores["clicks"] == pytest.approx([0.0])


def test_recall_is_of_as_many_as_fit() -> None:
    right = list(range(30))
    scores = judged(lists_of(right), ones([right], 30))
    assert scores["Recall@20"] == scores["Recall@50"] == scores["NDCG@100"] == scores["R-precision"] == [1.0]


@pytest.mark.parametrize(("place", "clicks"), [(0, 0), (9, 0), (10, 1), (499, 49), (None, 51)])
def test_a_click_shows_ten(place: int | None, clicks: int) -> None:
    items = [item for item in range(1, 601) if item != 77][:500]
    if place is not None:
        items[place] = 77
    assert judged(lists_of(items), ones([[77]], 700))["clicks"] == [clicks]


def test_nothing_is_found_where_the_list_has_ended() -> None:
    assert not hits(lists_of([]), ones([[59]], 60)).any()
    scores = judged(lists_of([], [3]), ones([[3], [3]], 60))
    assert {name: values[0] for name, values in scores.items()} == {
        **dict.fromkeys(scores, 0.0),
        "clicks": 51.0,
    }
    assert {name: values[1] for name, values in scores.items()} == {**dict.fromkeys(scores, 1.0), "clicks": 0.0}


def test_coverage_and_popularity_look_at_the_first_twenty() -> None:
    lists = lists_of([*range(20), 30], list(range(5, 25)))
    assert coverage(lists, 100) == pytest.approx(0.25)
    popularity = np.full(100, 2.0)
    popularity[40] = 8.0
    assert popularity_lift(lists, ones([[40], [50, 51]], 100), popularity) == pytest.approx(2.0 / 5.0)


def test_lists_leave_out_the_prompt_and_end() -> None:
    prompts = ones([[1], [0, 2]], 5)
    lists = top_lists(lambda block: np.tile([3.0, 9.0, 3.0, 1.0, 3.0], (block.shape[0], 1)), prompts, 6)
    assert lists.tolist() == [[0, 2, 4, 3, -1, -1], [1, 4, 3, -1, -1, -1]]


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    held = [interval(rng.exponential(1.0, 80)) for _ in range(120)]
    assert 0.87 <= np.mean([one.low <= 1.0 <= one.high for one in held]) <= 0.99


def test_an_interval_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, 2500)
    found = interval(values)
    assert found.mean == pytest.approx(values.mean())
    assert found.half == pytest.approx(1.96 * values.std() / 50, rel=0.1)
    assert interval(values) == found


def test_pairing_takes_the_common_noise_out() -> None:
    rng = np.random.default_rng(2)
    hard = rng.normal(0.0, 1.0, 400)
    ours, theirs = hard + 0.05 + rng.normal(0, 0.1, 400), hard + rng.normal(0, 0.1, 400)
    assert difference(ours, theirs).is_clear
    assert interval(ours).low < interval(theirs).mean
    assert not difference(ours, ours).is_clear


def test_rare_items_are_judged_where_somebody_chose_one() -> None:
    targets = ones([[0, 1, 2], [0], [1, 3]], 60)
    popularity = np.full(60, 50.0)
    popularity[[1, 3]] = 9.0
    found = rare_recall(lists_of([1, 0], [0], [5, *range(6, 55), 1]), targets, popularity)
    assert found.tolist() == [1.0, 0.0], "the second row chose none; in the third it stands after the first 50"
    assert not len(rare_recall(lists_of([1]), ones([[0]], 60), popularity))
