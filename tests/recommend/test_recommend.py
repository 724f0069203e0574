"""Recommendations add up, keep bounds, count honestly, and are always the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.domain.errors import InvalidParameter
from accord.recommend.asked import Asked
from accord.recommend.pool import Pool
from accord.recommend.recommend import Recommendation
from accord.recommend.recommend import recommend as answer
from accord.recommend.related import related
from accord.recommend.seed import Seed
from accord.recommend.tunables import COLUMNS, TUNABLES, Tuning, tuning
from accord.recommend.weights import WEIGHTS
from tests.recommend.worlds import genre, track, world

FREE = tuning({})


def recommend(pool: Pool, seeds: list[Seed], wanted: Tuning, limit: int) -> Recommendation:
    return answer(Asked(pool, tuple(seeds), wanted), limit)


def rows(pool: Pool, found: Recommendation) -> list[int]:
    return [pool.row_of[one.track_id] for one in found.tracks]


def test_what_sounds_nearest_comes_first() -> None:
    pool = world([0.0, 3.0, 0.1, 1.0, 0.4])
    assert rows(pool, recommend(pool, [track(pool, 0)], FREE, 9)) == [2, 4, 3, 1]


def test_shared_tags_decide_between_equal_sounds() -> None:
    pool = world([0.0, 0.5, 0.5], genres=["rock", "jazz", "rock"])
    found = recommend(pool, [track(pool, 0)], FREE, 9)
    assert rows(pool, found) == [2, 1]
    reasons = {(part.because, part.how) for part in found.tracks[0].contributions}
    assert (f"track {pool.ids[0]}", "tags") in reasons


def test_bounds_are_kept_and_targets_are_aimed_at() -> None:
    pool = world([0.0] * 5, tempo=[90, 100, 120, 140, 180], energy=[0.1, 0.9, 0.4, 0.6, 0.5])
    bounded = recommend(pool, [track(pool, 0)], tuning({"min_tempo": "100", "max_tempo": "140"}), 9)
    assert sorted(rows(pool, bounded)) == [1, 2, 3]
    aimed = recommend(pool, [track(pool, 0)], tuning({"target_energy": "0.5"}), 9)
    assert rows(pool, aimed) == [4, 2, 3, 1]


def test_keys_are_near_on_the_circle_of_fifths() -> None:
    pool = world([0.0] * 4, key=[0, 6, 7, 1])
    aimed = recommend(pool, [track(pool, 0)], tuning({"target_key": "0"}), 9)
    assert rows(pool, aimed) == [2, 3, 1], "G is next to C, D flat five fifths away, F sharp opposite"


def test_pool_sizes_are_counted_at_each_step() -> None:
    pool = world([0.0] * 6, recordings=[0, 0, 2, 2, 4, 5], tempo=[100, 100, 100, 100, 100, 200])
    found = recommend(pool, [track(pool, 0), genre(pool, "polka")], tuning({"max_tempo": "150"}), 9)
    assert found.candidates.initial == (4, 0), "neither the seed nor its other copy can be recommended"
    assert found.candidates.after_filtering == (3, 0)
    assert found.candidates.after_relinking == (2, 0)
    assert rows(pool, found) == [2, 4]


def test_seeds_without_a_sound_lead_nowhere() -> None:
    pool = world([0.0, 1.0])
    assert recommend(pool, [genre(pool, "polka")], FREE, 9).tracks == ()
    empty = world([])
    assert recommend(empty, [genre(empty, "polka")], FREE, 9).tracks == ()


def test_an_artist_does_not_fill_the_list() -> None:
    pool = world([0.0, 0.01, 0.02, 0.03, 0.2], artists=["seed", "a", "a", "a", "b"])
    found = recommend(pool, [track(pool, 0)], FREE, 9)
    assert rows(pool, found) == [1, 4, 2, 3]
    spaced = [part for part in found.tracks[3].contributions if part.how == "spacing"]
    assert [part.contribution for part in spaced] == [pytest.approx(-2 * WEIGHTS["spacing"])]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-4, 4, width=32), min_size=1, max_size=30),
    st.lists(st.sampled_from(["", "rock", "rock jazz", "pop"]), min_size=30, max_size=30),
    st.integers(1, 30),
    st.dictionaries(st.sampled_from(TUNABLES), st.sampled_from(["0", "0.5", "1", "100"]), max_size=4),
)
def test_contributions_sum_to_the_score(
    points: list[float], tags: list[str], limit: int, asked: dict[str, str]
) -> None:
    pool = world(points, artists=[f"a{row % 3}" for row in range(len(points))], genres=tags[: len(points)])
    try:
        wanted = tuning(asked)
    except InvalidParameter:
        return
    seeds = [track(pool, 0), genre(pool, "rock")]
    found = recommend(pool, seeds, wanted, limit)
    assert len(found.tracks) == min(limit, len(found.candidates.rows))
    for one in found.tracks:
        assert math.isclose(one.score, sum(part.contribution for part in one.contributions), abs_tol=1e-9)
        assert wanted.admits(pool.attributes[[pool.row_of[one.track_id]]]).all()
    assert found.tracks == recommend(pool, seeds, wanted, limit).tracks


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"min_tempo": "fast"}, "min_tempo must be a number"),
        ({"max_energy": "nan"}, "finite"),
        ({"min_energy": "0.8", "max_energy": "0.2"}, "min_energy is above max_energy"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidParameter, match=says):
        tuning(asked)


def test_there_are_forty_two_tunables() -> None:
    assert len(TUNABLES) == len(set(TUNABLES)) == 42


def test_what_is_not_known_is_outside_every_bound() -> None:
    pool = world([0.0, 0.0], tempo=[100, math.nan])
    assert tuning({"min_tempo": "0"}).admits(pool.attributes).tolist() == [True, False]
    assert np.isfinite(tuning({"target_tempo": "100"}).misfit("tempo", pool.attributes[:, COLUMNS["tempo"]])).all()


def test_related_artists_sound_and_are_tagged_alike() -> None:
    pool = world([0.0, 0.1, 2.0, 0.1], artists=["a", "b", "c", "d"], genres=["rock", "pop", "rock", "rock"])
    found = related(pool, "a", 9)
    assert [artist.id for artist in found] == ["d", "b", "c"]
    assert related(pool, "a", 1) == found[:1]
    assert related(pool, "nobody", 9) == []
    how = {part.how for artist in found for part in artist.contributions}
    assert how == {"timbre", "harmony", "rhythm", "mood", "tags"}
