"""The tracks most like one: the order of the recommender's own likeness, and what is said of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from accord.recommend.alike import alike, in_words
from accord.recommend.asked import Asked
from accord.recommend.recommend import recommend
from accord.recommend.tunables import FREE
from tests.recommend.worlds import track, world


def test_the_nearest_comes_first_and_the_track_itself_never() -> None:
    pool = world([0.0, 2.0, 0.5, -1.0, 0.1], recordings=[0, 1, 2, 3, 0])
    found = alike(pool, pool.ids[0], 10)
    assert [one.id for one in found] == [pool.ids[2], pool.ids[3], pool.ids[1]]
    assert [one.id for one in alike(pool, pool.ids[0], 1)] == [pool.ids[2]]


def test_the_score_is_what_a_recommendation_gives_for_sound_and_tags() -> None:
    pool = world([0.0, 1.0, 0.3], genres=["rock", "rock pop", "jazz"])
    parts = ("timbre", "harmony", "rhythm", "mood", "tags")
    recommended = {
        item.track_id: {part.how: part.contribution for part in item.contributions if part.how in parts}
        for item in recommend(Asked(pool, (track(pool, 0),), FREE), 10).tracks
    }
    for one in alike(pool, pool.ids[0], 10):
        assert {name: share for name, share in one.parts.items() if share} == pytest.approx(recommended[one.id])
        assert one.score == pytest.approx(sum(one.parts.values()), abs=1e-12)


@pytest.mark.parametrize(
    ("attributes", "part", "words"),
    [
        ({"tempo": [92.0, 94.0]}, "rhythm", ("same tempo 92 / 94",)),
        ({"tempo": [180.0, 91.0]}, "rhythm", ("double tempo 180 / 91",)),
        ({"tempo": [92.0, 110.0], "time_signature": [3.0, 3.0]}, "rhythm", ("both in 3",)),
        ({"tempo": [92.0, 110.0], "time_signature": [4.0, 4.0]}, "rhythm", None),
        ({"tempo": [0.0, 0.0]}, "rhythm", None),
        ({"key": [9.0, 9.0], "mode": [0.0, 0.0]}, "harmony", ("both in A minor",)),
        ({"key": [9.0, 4.0], "mode": [1.0, 1.0]}, "harmony", ("both major",)),
        ({"key": [9.0, 9.0], "mode": [0.0, 1.0]}, "harmony", None),
        ({"mode": [np.nan, np.nan]}, "harmony", None),
    ],
)
def test_what_is_alike_is_named(attributes: dict[str, list[float]], part: str, words: tuple[str, ...] | None) -> None:
    said: Any = {"mode": [0.0, 1.0], "tempo": [60.0, 100.0]} | attributes
    pool = world([0.0, 0.0], **said)
    assert in_words(pool, 0, 1).get(part) == words


def test_colours_and_moods_are_named_where_both_are_clear() -> None:
    pool = world([1.0, 1.2, -1.0], energy=[0.9, 0.8, 0.1])
    assert "both bright" in in_words(pool, 0, 1)["timbre"]
    assert "both energetic" in in_words(pool, 0, 1)["mood"]
    assert "timbre" not in in_words(pool, 0, 2)
    assert not any("energetic" in word or "calm" in word for word in in_words(pool, 0, 2).get("mood", ()))
    assert in_words(world([-1.0, -1.2]), 0, 1)["timbre"] == ("both dull", "both softly attacked", "both quiet")


def test_nothing_else_is_nothing_alike() -> None:
    pool = world([0.0])
    assert alike(pool, pool.ids[0], 5) == []
