"""Taste: what a person heard, likes and skips changes what they get, in the direction that one expects."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from accord.domain.errors import InvalidParameter
from accord.recommend.asked import Asked, Taste
from accord.recommend.contribution import Contribution
from accord.recommend.explain import explain
from accord.recommend.history import HALF_LIFE, Play, daypart, history
from accord.recommend.learnt import OTHERS, Learnt
from accord.recommend.pool import Pool
from accord.recommend.recommend import recommend
from accord.recommend.seed import Seed
from accord.recommend.weights import STRONGEST, steered
from tests.recommend.models import model
from tests.recommend.worlds import track, world

NOW = 1_790_000_000.0
DAY = 86_400.0


def order(asked: Asked) -> list[int]:
    return [asked.pool.row_of[one.track_id] for one in recommend(asked, 99).tracks]


def part(asked: Asked, row: int, how: str) -> float:
    (one,) = [one for one in recommend(asked, 99).tracks if one.track_id == asked.pool.ids[row]]
    return sum(one.contribution for one in one.contributions if one.how == how)


def heard(pool: Pool, *plays: Play) -> Taste:
    return Taste(history=history(pool, plays, NOW), now=NOW)


def test_several_tastes_are_not_averaged() -> None:
    pool = world([-3.0, 3.0, -2.9, 2.9, 0.0])
    asked = Asked(pool, taste=heard(pool, Play(pool.ids[0]), Play(pool.ids[1])))
    assert set(order(asked)[:2]) == {2, 3}, "what lies between two tastes is neither"


def test_seeds_lead_where_taste_is_to_count_for_less() -> None:
    pool = world([0, 0.1, 0.2, 0.3, 20, 20.1, 20.2, 20.3], genres=["jazz"] * 4 + ["rock"] * 4)
    taste = heard(pool, Play(pool.ids[4], NOW - DAY))
    shares = {mine: Asked(pool, (track(pool, 0),), taste=taste, beside_seeds=mine).shares for mine in (0.5, 0.25)}
    assert shares[0.5].tolist() == [0.5, 0.5]
    assert shares[0.25].tolist() == [0.75, 0.25]
    assert Asked(pool, taste=taste, beside_seeds=0.25).shares.tolist() == [1.0]
    assert Asked(pool, (track(pool, 0),), beside_seeds=0.25).shares.tolist() == [1.0]
    assert set(order(Asked(pool, (track(pool, 0),), taste=taste, beside_seeds=0.25))[:3]) == {1, 2, 3}


def test_what_is_heard_often_and_lately_counts_for_more() -> None:
    pool = world([0.0, 5.0, 9.0])
    often = history(pool, [Play(pool.ids[0], NOW, 9), Play(pool.ids[1], NOW, 1)], NOW)
    assert often.shares[0] > often.shares[1]
    old = history(pool, [Play(pool.ids[0], NOW - HALF_LIFE), Play(pool.ids[1], NOW)], NOW)
    assert old.shares[1] == pytest.approx(2 * old.shares[0])
    assert history(pool, [Play("x" * 22)], NOW).shares.tolist() == []


def test_one_track_ten_thousand_times_is_one_recording() -> None:
    pool = world([0.0, 1.0], recordings=[0, 0])
    played = history(pool, [Play(pool.ids[number % 2], NOW - number) for number in range(10_000)], NOW)
    assert (played.rows.tolist(), played.plays.tolist(), played.shares.tolist()) == ([0], [10_000.0], [1.0])


def test_the_time_of_day_brings_what_is_played_then() -> None:
    pool = world([-3.0, 3.0, -2.8, 2.8])
    evening, morning = 20 * 3600.0, 8 * 3600.0
    plays = [Play(pool.ids[0], day * DAY + evening) for day in range(9)]
    plays += [Play(pool.ids[1], day * DAY + morning) for day in range(9)]
    for hour, expected in ((evening, 2), (morning, 3)):
        taste = Taste(history=history(pool, plays, 9 * DAY), daypart=daypart(hour))
        asked = Asked(pool, taste=taste)
        assert next(row for row in order(asked) if row in (2, 3)) == expected
        sentences = explain(recommend(asked, 1).tracks[0].contributions, {}, taste.daypart)
        assert any(("evenings" if hour == evening else "mornings") in one.text for one in sentences)
    assert daypart(23 * 3600.0, utc_offset=2 * 3600.0) == 0, "one in the morning there"


def test_what_was_heard_a_moment_ago_waits() -> None:
    pool = world([0.0, 0.0, 0.0])
    taste = heard(pool, Play(pool.ids[0], NOW - 60.0), Play(pool.ids[1], NOW - 30 * DAY))
    asked = Asked(pool, taste=taste)
    assert part(asked, 0, "recency") < -0.25
    assert part(asked, 1, "recency") == pytest.approx(0.0, abs=1e-6)
    assert part(asked, 2, "novelty") > 0 == part(asked, 1, "novelty")


def test_likes_skips_and_less_are_obeyed_and_hidden_things_never_come() -> None:
    pool = world([0.0] * 6, artists=["a", "a", "b", "b", "c", "c"])
    seed = (track(pool, 4),)
    liked = Taste(liked=(Seed("artist", "b", pool.by_artist["b"]),))
    assert order(Asked(pool, seed, taste=liked))[0] in (2, 3)
    less = Taste(less=(Seed("artist", "a", pool.by_artist["a"]),))
    assert set(order(Asked(pool, seed, taste=less))[-2:]) == {0, 1}
    assert order(Asked(pool, seed, taste=Taste(skips={0: 5})))[-1] == 0
    hidden = Taste(hidden=pool.by_artist["a"])
    assert not set(order(Asked(pool, seed, taste=hidden))) & {0, 1}


def test_the_list_has_the_mix_of_the_history() -> None:
    genres = ["rock"] * 6 + ["jazz"] * 3 + ["rock"] * 20 + ["jazz"] * 20
    pool = world([0.0] * 29 + [0.3] * 20, genres=genres)
    taste = heard(pool, *(Play(pool.ids[row], NOW - 90 * DAY) for row in range(9)))
    asked = Asked(pool, taste=taste, weights=steered({"novelty": 1.0, "tags": 0.0, "mix": 3.0}))
    without = dataclasses.replace(asked, weights=steered({"novelty": 1.0, "tags": 0.0, "mix": 0.0}))
    jazz = [sum(row >= 29 for row in order(one)[:9]) for one in (asked, without)]
    assert jazz[0] in (2, 3), "a third of what was heard is jazz, which here sounds a little less near"
    assert jazz[1] == 0


def test_a_household_of_two_shows_nothing_of_one_to_the_other() -> None:
    pool = world([0.0, 9.0, 18.0, 27.0])
    taste = heard(pool, Play(pool.ids[0], NOW))
    for people, shown in ((1, False), (2, False), (OTHERS, False), (OTHERS + 1, True)):
        stored = model(pool, least=1, shared=1)
        shared = stored.neighbours._replace(support=np.where(stored.neighbours.support > 0, people, 0))
        learnt = Learnt("people", "m", "0" * 64, ("own-listening",), dataclasses.replace(stored, neighbours=shared))
        parts = [
            one
            for track in recommend(Asked(pool, taste=taste, learnt=(learnt,)), 9).tracks
            for one in track.contributions
            if one.how == "people"
        ]
        assert bool(parts) == shown
        assert all(one.support - 1 >= OTHERS for one in parts)


def test_what_people_play_together_is_said_without_counting_who_asks() -> None:
    (sentence,) = explain([Contribution("played X", "people", 0.2, 15)], {"X": "Song"})
    assert sentence.text == "Because at least 14 other people who chose to share play Song and this"


@pytest.mark.parametrize(
    "asked", [{"luck": 1.0}, {"timbre": -0.1}, {"timbre": STRONGEST + 1}, {"mood": float("nan")}, {"popularity": -99.0}]
)
def test_weights_that_cannot_be(asked: dict[str, float]) -> None:
    with pytest.raises(InvalidParameter):
        steered(asked)


def test_weights_can_turn_popularity_round() -> None:
    pool = world([0.0] * 4, popularity=[0, 10, 50, 90])
    for weight, first in ((1.0, 3), (-1.0, 1)):
        assert order(Asked(pool, (track(pool, 0),), weights=steered({"popularity": weight})))[0] == first
