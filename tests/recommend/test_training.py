"""Leaving a model, and joining one: the same bits as if it had always been so."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from accord.recommend.model import training
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model, Neighbours, Parameters
from accord.recommend.model.ridge import solve
from accord.recommend.model.training import forget, learn, train
from tests.recommend.listening_worlds import WORLDS, communities, sounds, without
from tests.recommend.test_gram import ROWS

CHOICES = {
    "as it comes": Parameters(k=20),
    "for people": Parameters(k=15, least=5),
    "few and bare": Parameters(k=2, damping=0.0, penalty=0.1, least=1),
    "wide": Parameters(k=300, damping=40.0, penalty=2.0, least=1),
}


@pytest.fixture(autouse=True)
def never_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many items count, only they are made anew: else small worlds would be trained again as a whole."""
    monkeypatch.setattr(training, "MANY", 2.0)


def trained(rows: Interactions, chosen: Parameters, threads: int = 1, content: bool = False) -> Model:
    return train(Gram.of(rows, threads), chosen, sounds(rows.ids) if content else None, threads)


@cache
def known(world: str, choice: str, content: bool) -> tuple[Interactions, Model]:
    """Rows and the model of all of them; neither is changed by what leaves."""
    rows = WORLDS[world]()
    return rows, trained(rows, CHOICES[choice], content=content)


def gone(rows: Interactions, how_many: int) -> NDArray[np.int64]:
    return np.sort(np.random.default_rng(how_many).choice(len(rows), how_many, replace=False))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("how_many", [1, 10, 100])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("content", [False, True])
def test_t10_a_model_that_forgot_is_the_one_that_never_knew(
    world: str, how_many: int, threads: int, choice: str, content: bool
) -> None:
    """Its hash is that of a model made from scratch of the others' rows, whose vocabulary knows nothing more."""
    rows, model = known(world, choice, content)
    chosen, gram, leave = CHOICES[choice], Gram.of(rows), gone(rows, how_many)
    forgot = forget(model, gram, rows.select(leave), sounds(rows.ids) if content else None, threads)
    others = without(rows, leave)
    assert forgot.digest() == trained(others, chosen, threads, content).digest()
    assert gram.digest() == Gram.of(others).digest()
    assert forgot.digest() != model.digest()


@given(ROWS, st.lists(st.lists(st.sampled_from("abcdefghijkl"), max_size=7), max_size=4), st.integers(1, 3), st.data())
@settings(deadline=None, max_examples=100)
def test_t10_whoever_leaves_and_whatever_is_chosen(
    stay: list[list[str]], go: list[list[str]], least: int, data: st.DataObject
) -> None:
    chosen = Parameters(data.draw(st.integers(1, 5)), data.draw(st.floats(0.0, 9.0)), 1.0, least)
    rows, going = Interactions.of_rows(stay + go), Interactions.of_rows(go)
    gram, content = Gram.of(rows, 1), sounds(rows.ids)
    forgot = forget(train(gram, chosen, content, 1), gram, going, content, 1)
    assert forgot.digest() == trained(Interactions.of_rows(stay), chosen, content=True).digest()


def test_t10_one_after_the_other_until_nobody_is_left() -> None:
    rows = communities(60, 50)
    gram, chosen = Gram.of(rows), Parameters(k=10)
    model = train(gram, chosen)
    for row in range(len(rows)):
        model = forget(model, gram, rows.select([row]))
        if row % 9 == 0:
            assert model.digest() == trained(without(rows, np.arange(row + 1)), chosen).digest()
    assert model.ids == ()
    assert model.digest() == trained(Interactions.of_rows([]), chosen).digest()


def self_scores(model: Model, rows: Interactions, of: NDArray[np.int64]) -> NDArray[np.float64]:
    """How well a model guesses what somebody heard from the rest of what they heard."""
    means = []
    for row in of:
        ids = [rows.ids[item] for item in rows.row(int(row))]
        history = model.history(ids)
        guesses = [model.scores(history[history != item])[item] for item in history]
        means.append(float(np.mean(guesses)) if guesses else 0.0)
    return np.array(means)


def auc(members: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """How often a member has the higher score, equal ones counted half."""
    more = members[:, None] > others
    return float((more + 0.5 * (members[:, None] == others)).mean())


def test_t11_who_was_forgotten_cannot_be_told_from_who_never_was() -> None:
    """An attack that finds members of the model by their scores finds them before, and only by chance after."""
    everybody = communities(400, 600, seed=11)
    members, strangers = np.arange(0, 100), np.arange(100, 200)
    rows = everybody.without(strangers)
    gram, chosen = Gram.of(rows), Parameters(k=30, penalty=2.0, least=1)
    model = train(gram, chosen)
    before, never = self_scores(model, everybody, members), self_scores(model, everybody, strangers)
    forgot = forget(model, gram, rows.select(members))
    after, still_never = self_scores(forgot, everybody, members), self_scores(forgot, everybody, strangers)
    anew = trained(without(everybody, np.arange(200)), chosen)
    error = np.sqrt((len(members) + len(strangers) + 1) / (12.0 * len(members) * len(strangers)))
    assert auc(before, never) > 0.5 + 4.0 * error
    assert abs(auc(after, still_never) - 0.5) < 3.0 * error
    assert before.mean() > 1.5 * after.mean()
    assert (after == self_scores(anew, everybody, members)).all()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("choice", CHOICES)
def test_joining_is_having_been_there(world: str, choice: str) -> None:
    rows, chosen = WORLDS[world](), CHOICES[choice]
    come = gone(rows, 10)
    before = without(rows, come)
    gram, content = Gram.of(before), sounds(rows.ids)
    model = train(gram, chosen, sounds(before.ids))
    more, counts = learn(model, gram, rows.select(come), content)
    assert more.digest() == trained(rows, chosen, content=True).digest()
    assert counts.digest() == Gram.of(rows).digest()


def test_when_much_changes_all_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MANY", 0.0)
    rows = communities()
    gram, leave = Gram.of(rows), gone(rows, 10)
    forgot = forget(train(gram, Parameters(k=20)), gram, rows.select(leave))
    assert forgot.digest() == trained(without(rows, leave), Parameters(k=20)).digest()


def test_little_is_solved_again_for_one_listener(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = communities(2000, 3000)
    gram = Gram.of(rows)
    model = train(gram, Parameters(k=20))
    solved: list[int] = []

    def counted(gram: Gram, neighbours: Neighbours, which: NDArray[np.int64], *given: Any) -> Any:
        solved.append(len(which))
        return solve(gram, neighbours, which, *given)

    monkeypatch.setattr(training, "solve", counted)
    typical = int(np.argsort(np.diff(rows.indptr))[len(rows) // 2])
    forget(model, gram, rows.select([typical]))
    assert 0 < sum(solved) < rows.n_items / 4


def test_a_model_of_other_counts_or_content_is_refused() -> None:
    rows = communities(100, 60)
    gram, content = Gram.of(rows), sounds(rows.ids)
    model = train(gram, Parameters(k=10), content)
    before = gram.digest()
    with pytest.raises(ValueError, match="content"):
        forget(model, gram, rows.select([0]), 2 * content)
    with pytest.raises(ValueError, match="content"):
        forget(model, gram, rows.select([0]))
    with pytest.raises(ValueError, match="counts"):
        forget(trained(rows.without([1]), Parameters(k=10)), gram, rows.select([0]))
    with pytest.raises(ValueError, match="taken out"):
        forget(model, gram, Interactions.of_rows([list(rows.ids)]), content)
    assert gram.digest() == before
