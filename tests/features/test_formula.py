"""Formulas: contributions add up, scores keep their range, confidence means agreement."""

from __future__ import annotations

import math
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.features import (
    acousticness,
    danceability,
    energy,
    instrumentalness,
    liveness,
    speechiness,
    valence,
)
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

MODULES = [acousticness, danceability, energy, instrumentalness, liveness, speechiness, valence]
HALF = Ingredient("one", "1", none=0.0, plenty=2.0, weight=3.0, meaning="more is more")
FALLING = Ingredient("two", "dB", none=10.0, plenty=0.0, weight=1.0, meaning="less is more")


def measures(one: float = 0.0, two: float = 0.0, duration: float = 60.0) -> Measures:
    """Two made-up measures of a track that lasts as long as given."""
    hearing = SimpleNamespace(evidence=SimpleNamespace(duration=duration))
    return cast(Measures, SimpleNamespace(one=one, two=two, hearing=hearing))


@pytest.mark.parametrize(("value", "score"), [(-5.0, 0.0), (0.0, 0.0), (1.0, 0.5), (2.0, 1.0), (99.0, 1.0)])
def test_scores_rise_from_none_to_plenty_and_no_further(value: float, score: float) -> None:
    term = HALF.term(value)
    assert term.score == score
    assert term.contribution == 3.0 * score
    assert term.value == value


def test_scores_may_fall() -> None:
    assert [FALLING.term(value).score for value in (20.0, 10.0, 5.0, 0.0)] == [0.0, 0.0, 0.5, 1.0]


def test_the_value_is_the_logistic_of_the_sum() -> None:
    estimate = combine(-2.0, (HALF, FALLING), measures(1.0, 5.0))
    assert estimate.value == pytest.approx(1.0 / (1.0 + math.exp(-(-2.0 + 1.5 + 0.5))))
    assert [term.measure for term in estimate.terms] == ["one", "two"]
    assert estimate.offset == -2.0


@given(one=st.floats(-1e6, 1e6), two=st.floats(-1e6, 1e6), offset=st.floats(-8.0, 8.0))
def test_offset_and_contributions_are_the_log_odds(one: float, two: float, offset: float) -> None:
    estimate = combine(offset, (HALF, FALLING), measures(one, two))
    total = estimate.offset + sum(term.contribution for term in estimate.terms)
    assert math.log(estimate.value / (1.0 - estimate.value)) == pytest.approx(total, abs=1e-6)
    assert 0.0 <= estimate.confidence <= 1.0


def test_terms_that_agree_are_surer_than_terms_that_cancel_out() -> None:
    agreeing = combine(0.0, (HALF, FALLING), measures(2.0, 0.0))
    cancelling = combine(0.0, (HALF, FALLING), measures(2.0, 10.0))
    assert agreeing.confidence == 1.0
    assert cancelling.confidence < 1.0


def test_little_sound_says_little() -> None:
    short, long = (combine(0.0, (HALF,), measures(2.0, duration=seconds)).confidence for seconds in (3.0, 300.0))
    assert short == pytest.approx(0.1)
    assert long == 1.0


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_formulas_are_sound(module: ModuleType) -> None:
    """Each measure exists and occurs once, each weight counts, and both ends of the range can be reached.

    What only speaks against, as evidence that is not always there does, is not needed for that.
    """
    ingredients = module.INGREDIENTS
    names = [ingredient.measure for ingredient in ingredients]
    assert len(set(names)) == len(names)
    for ingredient in ingredients:
        assert hasattr(Measures, ingredient.measure)
        assert ingredient.weight != 0.0
        assert ingredient.none != ingredient.plenty
        assert ingredient.meaning
    low, high = module.OFFSET, module.OFFSET + sum(max(ingredient.weight, 0.0) for ingredient in ingredients)
    assert 1.0 / (1.0 + math.exp(-low)) < 0.1
    assert 1.0 / (1.0 + math.exp(-high)) > 0.75
