"""What every term, every rule, candidates, scorer, ranker and explanation must keep to, whatever it does.

A new term or rule is held to this by standing in ``TERMS`` or ``RULES``.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from accord.recommend import candidates as choosing
from accord.recommend.asked import Asked, Taste
from accord.recommend.candidates import candidates
from accord.recommend.contribution import Contribution, gathered, total
from accord.recommend.explain import explain
from accord.recommend.groups import artists, playlists
from accord.recommend.history import Play, history
from accord.recommend.learnt import Learnt
from accord.recommend.pool import Pool, Rows
from accord.recommend.ranker import RULES, rank
from accord.recommend.recommend import recommend
from accord.recommend.rules.rule import MakesRule
from accord.recommend.scorer import TERMS, Scorer
from accord.recommend.seed import Seed
from accord.recommend.statement import statement
from accord.recommend.table import named
from accord.recommend.terms.term import MakesTerm, Term
from accord.recommend.tunables import tuning
from accord.recommend.weights import TABLE, WEIGHTS
from tests.recommend.models import model
from tests.recommend.worlds import genre, track, world

COUNT = 40
NOW = 1_790_000_000.0


def pool_of(seed: int = 1) -> Pool:
    chance = np.random.default_rng(seed)
    return world(
        chance.normal(0, 1, COUNT).tolist(),
        artists=[f"artist {row % 7}" for row in range(COUNT)],
        genres=[("rock", "jazz", "rock jazz", "")[row % 4] for row in range(COUNT)],
        recordings=[row - row % 2 if row < 10 else row for row in range(COUNT)],
        albums=[f"album {row % 9}" for row in range(COUNT)],
        energy=chance.random(COUNT).tolist(),
        popularity=chance.integers(0, 100, COUNT).tolist(),
    )


def asked_of(pool: Pool) -> Asked:
    """A request in which everything plays a part."""
    plays = [Play(pool.ids[row], NOW - 5000.0 * row, 1 + row % 5) for row in range(3, COUNT, 3)]
    people = Learnt("people", "p", "0" * 64, ("own-listening",), model(pool, least=1, shared=9))
    lists = Learnt("lists", "l", "1" * 64, ("own-audio",), model(pool, least=1, shared=2))
    taste = Taste(
        history=history(pool, plays, NOW),
        liked=(track(pool, 11), Seed("artist", "artist 2", pool.by_artist["artist 2"]), genre(pool, "jazz")),
        less=(Seed("artist", "artist 3", pool.by_artist["artist 3"]),),
        hidden=np.array([30, 31], dtype=np.intp),
        skips={5: 3, 12: 1},
        now=NOW,
        daypart=2,
    )
    seeds = (track(pool, 4), genre(pool, "rock"))
    weights = {**WEIGHTS, "popularity": 0.1}
    return Asked(pool, seeds, tuning({"target_energy": "0.7", "max_energy": "0.95"}), taste, (people, lists), weights)


ALL_ROWS: Rows = np.arange(COUNT, dtype=np.intp)


def _parts(term: Term, rows: Rows, most: int | None = None) -> list[list[Contribution]]:
    """The contributions of one term; none where it has no table."""
    tables = term.tables(rows)
    return named(tables, most) if tables else [[] for _ in rows]


@pytest.mark.parametrize("most", [None, 1, 3])
@pytest.mark.parametrize("make", TERMS)
def test_a_terms_parts_sum_to_its_total(make: MakesTerm, most: int | None) -> None:
    term = make(asked_of(pool_of()))
    parts, totals = _parts(term, ALL_ROWS, most), term.total(ALL_ROWS)
    assert any(totals), "the term plays no part here"
    assert np.allclose([total(one) for one in parts], totals, rtol=0, atol=1e-9)
    assert all(part.how in TABLE and part.contribution for one in parts for part in one)
    if most:
        assert all(sum(part.because != "rest" for part in one) <= most for one in parts)


@pytest.mark.parametrize("make", TERMS)
def test_a_term_says_of_a_row_the_same_among_any_others(make: MakesTerm) -> None:
    term = make(asked_of(pool_of()))
    some = ALL_ROWS[::-3].copy()
    assert np.allclose(term.total(some), term.total(ALL_ROWS)[some], rtol=0, atol=1e-12)
    assert len(_parts(term, some[:0])) == len(term.total(some[:0])) == 0


@pytest.mark.parametrize("make", TERMS)
def test_a_term_is_the_weight_times_something(make: MakesTerm) -> None:
    asked = asked_of(pool_of())
    twice = dataclasses.replace(asked, weights={name: 2 * weight for name, weight in asked.weights.items()})
    none = dataclasses.replace(asked, weights=dict.fromkeys(TABLE, 0.0))
    assert np.allclose(make(twice).total(ALL_ROWS), 2 * make(asked).total(ALL_ROWS))
    assert not make(none).total(ALL_ROWS).any()
    assert not any(_parts(make(none), ALL_ROWS))


@pytest.mark.parametrize("make", TERMS)
def test_a_term_of_which_nothing_is_known_adds_nothing(make: MakesTerm) -> None:
    pool = pool_of()
    assert not make(Asked(pool)).total(ALL_ROWS).any()
    empty = world([])
    assert make(Asked(empty)).total(ALL_ROWS[:0]).shape == (0,)


@pytest.mark.parametrize("make", RULES)
def test_a_rule_speaks_of_all_and_changes_only_by_what_is_placed(make: MakesRule) -> None:
    asked = asked_of(pool_of())
    rule, again = make(asked, ALL_ROWS), make(asked, ALL_ROWS)
    assert rule.how in TABLE
    for chosen in (3, 17, 24):
        assert rule.worth().shape == (COUNT,)
        assert np.array_equal(rule.worth(), rule.worth())
        rule.place(chosen)
        again.place(chosen)
    assert rule.worth().any(), "the rule plays no part here"
    assert np.array_equal(rule.worth(), again.worth())
    nothing = make(dataclasses.replace(asked, weights=dict.fromkeys(TABLE, 0.0)), ALL_ROWS)
    nothing.place(0)
    assert not nothing.worth().any()


def test_candidates_keep_the_bounds_and_name_each_recording_once() -> None:
    asked = asked_of(pool_of())
    rows, pool = candidates(asked).rows, asked.pool
    assert len(rows)
    assert list(rows) == sorted(set(rows.tolist()))
    assert asked.tuning.admits(pool.attributes[rows]).all()
    recordings = pool.recordings[rows].tolist()
    assert len(recordings) == len(set(recordings))
    assert not set(recordings) & {4, 30, 31}, "neither the seed nor what was hidden"


def test_the_scorer_is_the_sum_of_its_terms() -> None:
    asked = asked_of(pool_of())
    scorer = Scorer(asked)
    sums = sum(make(asked).total(ALL_ROWS) for make in TERMS)
    assert np.allclose(scorer.totals(ALL_ROWS), sums, rtol=0, atol=1e-12)
    assert np.allclose([total(one) for one in scorer.parts(ALL_ROWS)], sums, rtol=0, atol=1e-9)


def test_the_ranker_returns_each_once_and_says_what_it_added() -> None:
    asked = asked_of(pool_of())
    totals = Scorer(asked).totals(ALL_ROWS)
    placed = rank(asked, ALL_ROWS, totals, 20)
    assert len({one.position for one in placed}) == len(placed) == 20
    assert placed == rank(asked, ALL_ROWS, totals, 20)
    assert all(part.because == "list" and part.how in TABLE for one in placed for part in one.parts)
    plain = rank(asked, ALL_ROWS, totals, COUNT, ())
    assert [one.position for one in plain] == np.lexsort((ALL_ROWS, -totals)).tolist()
    assert rank(asked, ALL_ROWS[:0], totals[:0], 5) == []


@pytest.mark.parametrize("most", [None, 2, 8])
@pytest.mark.parametrize("seed", range(3))
def test_every_answer_adds_up(seed: int, most: int | None) -> None:
    asked = asked_of(pool_of(seed))
    lists = {"odd": asked.pool.ids[1::2], "few": asked.pool.ids[:3], "none": ("x" * 22,)}
    answers = [
        *[(one.score, one.contributions) for one in recommend(asked, 15, most).tracks],
        *[(one.score, one.contributions) for one in artists(asked, 5, most)],
        *[(one.score, one.contributions) for one in playlists(asked, lists, 5, most)],
    ]
    assert len(answers) > 15 + 5
    for score, parts in answers:
        assert math.isclose(score, sum(part.contribution for part in parts), abs_tol=1e-9)
        sentences = explain(parts, {}, 2)
        assert math.isclose(score, sum(one.contribution for one in sentences), abs_tol=1e-9)
        assert all(one.text.startswith("Because ") for one in sentences)


def test_gathering_changes_no_sum() -> None:
    parts = [Contribution("a", "timbre", 0.3), Contribution("b", "mood", -0.5), Contribution("rest", "mood", 0.1)]
    for most in (None, 1, 2, 3):
        assert math.isclose(total(gathered(parts, most)), total(parts))
    assert gathered(parts, 1)[0] == parts[1]
    assert Contribution("rest", "mood", 0.1) in gathered(parts, 1)


SOURCES = ("own-audio", "accord-demo", "audio-cc-by", "audio-cc-by-sa", "audio-cc-by-nc")


@pytest.mark.parametrize("seed", range(4))
def test_t14_an_answer_names_the_sources_without_which_it_were_another(seed: int) -> None:
    pool = dataclasses.replace(pool_of(seed), sources=[SOURCES[row % 5] for row in range(COUNT)])
    before, named = _answer(pool, None)
    assert 1 < len(named) < len(SOURCES)
    for source in SOURCES:
        after, _ = _answer(pool, source)
        assert (after != before) == (source in named)


def _answer(pool: Pool, without: str | None) -> tuple[object, set[str]]:
    """Return an answer, by scores, from a pool without the tracks of a source; and the sources that it names."""
    rows = [row for row in range(COUNT) if pool.sources[row] != without]
    left = _only(pool, rows)
    plays = [Play(pool.ids[row], NOW - 5000.0 * row) for row in (3, 13, 28)]
    seeds = (track(left, left.row_of[pool.ids[8]]),) if pool.ids[8] in left.row_of else ()
    asked = Asked(left, seeds, tuning({"target_energy": "0.7"}), Taste(history=history(left, plays, NOW), now=NOW))
    found = recommend(asked, 2)
    told = [([one.track_id], one.contributions) for one in found.tracks]
    stated = statement(asked, told, profiled=True, own=False)
    return told, {one.id for one in stated.sources}


def test_of_many_tracks_the_promising_ones_are_those_that_win(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    pool = world(chance.normal(0, 2, 3000).tolist(), energy=chance.random(3000).tolist())
    plays = [Play(pool.ids[row], NOW, 1) for row in (5, 900, 2000)]
    asked = Asked(pool, (), tuning({"target_energy": "0.5"}), Taste(history=history(pool, plays, NOW)))
    every = [one.track_id for one in recommend(asked, 20).tracks]
    monkeypatch.setattr(choosing, "ALL", 500)
    monkeypatch.setattr(choosing, "PROMISING", 300)
    few = candidates(asked).rows
    assert len(few) == 300
    found = [one.track_id for one in recommend(asked, 20).tracks]
    assert len(set(every) & set(found)) >= 18


def _only(pool: Pool, rows: list[int]) -> Pool:
    place = {row: at for at, row in enumerate(rows)}
    return Pool(
        ids=[pool.ids[row] for row in rows],
        attributes=pool.attributes[rows],
        embedding=pool.embedding[rows],
        artists=[pool.artists[row] for row in rows],
        genres=[pool.genres[row] for row in rows],
        recordings=np.array([place.get(int(pool.recordings[row]), at) for at, row in enumerate(rows)], dtype=np.intp),
        keys=[pool.keys[row] for row in rows],
        albums=[pool.albums[row] for row in rows],
        sources=[pool.sources[row] for row in rows],
    )
