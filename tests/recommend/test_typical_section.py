"""The excerpt that stands for a track: where theory says, in the right order, on a bar, and where it was before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.recommend.typical_section import LENGTH, WEIGHTS, excerpts, typical_section

Part = tuple[str, float, float]
"""What it sounds like, its seconds, its level in dB."""


def song(*parts: Part, bar: float = 2.0) -> dict[str, Any]:
    """The analysis of a song made of parts; parts of one letter sound alike."""
    duration = sum(seconds for _, seconds, _ in parts)
    starts = np.cumsum([0.0, *(seconds for _, seconds, _ in parts)])
    sounds = {letter: np.random.default_rng(ord(letter)).normal(0.0, 1.0, (2, 12)) for letter, _, _ in parts}
    segments = []
    for (letter, seconds, level), start in zip(parts, starts, strict=False):
        timbre, pitches = sounds[letter]
        segments += [
            {
                "start": float(at),
                "duration": 0.5,
                "loudness_max": level,
                "timbre": (30.0 * timbre).tolist(),
                "pitches": (np.exp(pitches) / np.exp(pitches).max()).tolist(),
            }
            for at in start + np.arange(0.0, seconds - 1e-6, 0.5)
        ]
    return {
        "track": {"duration": float(duration)},
        "bars": [{"start": float(at), "duration": bar, "confidence": 1.0} for at in np.arange(0.0, duration, bar)],
        "sections": [
            {"start": float(at), "duration": seconds} for at, (_, seconds, _) in zip(starts, parts, strict=False)
        ],
        "segments": segments,
    }


VERSES = (("i", 8.0, -30.0), ("v", 32.0, -16.0), ("c", 32.0, -10.0), ("v", 32.0, -16.0), ("c", 32.0, -10.0))
SONG = song(*VERSES, ("b", 16.0, -14.0), ("c", 32.0, -10.0), ("o", 8.0, -40.0))


def test_the_chorus_stands_for_a_song_by_the_occurrence_nearest_its_middle() -> None:
    found = typical_section(SONG)
    assert (found.start, found.end) == (104.0, 134.0)


def test_what_fills_most_of_a_track_is_typical_of_it() -> None:
    found = typical_section(song(("x", 40.0, -12.0), ("m", 120.0, -12.0), ("y", 40.0, -12.0)))
    assert 40.0 <= found.start <= 130.0


def test_of_two_parts_alike_the_louder_is_heard() -> None:
    soft, loud = ("a", 60.0, -25.0), ("a", 60.0, -10.0)
    assert typical_section(song(soft, loud, soft)).start == 60.0
    assert typical_section(song(soft, soft, loud)).start == 120.0


def test_order_the_chorus_comes_before_the_verse_the_bridge_and_the_ends() -> None:
    starts, terms = excerpts(SONG, LENGTH)
    score = np.sum([weight * terms[name] for name, weight in WEIGHTS.items()], axis=0)
    at = {place: float(score[np.flatnonzero(starts == place)[0]]) for place in (0.0, 8.0, 40.0, 72.0, 136.0)}
    assert at[40.0] > at[72.0] > at[0.0]
    assert at[40.0] > at[136.0] > at[0.0]


def test_terms_lie_between_0_and_1_and_their_weights_make_one() -> None:
    _, terms = excerpts(SONG, LENGTH)
    assert set(terms) == set(WEIGHTS)
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
    for values in terms.values():
        assert values.min() >= 0.0
        assert values.max() <= 1.0 + 1e-12


@settings(max_examples=50, deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(3, 60).map(float), st.integers(-60, 0).map(float)),
        min_size=1,
        max_size=8,
    ),
    bar=st.sampled_from([0.9, 2.0, 7.5]),
)
def test_an_excerpt_begins_with_a_bar_and_lies_in_the_track(parts: list[Part], bar: float) -> None:
    analysis = song(*parts, bar=bar)
    duration = analysis["track"]["duration"]
    found = typical_section(analysis)
    assert found.end is not None
    assert found.end - found.start == pytest.approx(min(LENGTH, duration))
    assert 0.0 <= found.start <= found.end <= duration + 1e-5
    bars = [one["start"] for one in analysis["bars"]]
    if len(bars) > 8:
        assert min(abs(found.start - at) for at in bars) < 1e-9


def test_a_track_of_no_length_to_spare_is_its_own_excerpt() -> None:
    short = typical_section(song(("a", 12.0, -10.0)))
    assert (short.start, short.end) == (0.0, 12.0)


def test_silence_and_a_track_without_bars_or_sections_have_one_too() -> None:
    still = song(("a", 90.0, -60.0))
    still |= {"bars": [], "sections": []}
    found = typical_section(still)
    assert found.start == 30.0  # nothing speaks for any stretch but that it is the middle
    empty = typical_section(still | {"segments": []})
    assert empty.end == empty.start + LENGTH


def test_hours_are_compared_in_bounded_memory() -> None:
    long = song(*[(letter, 600.0, -12.0) for letter in "abacad"], bar=1.0)
    starts, _ = excerpts(long, LENGTH)
    assert len(starts) <= 1000
    assert typical_section(long).start in {float(at) for at in starts}


def test_golden() -> None:
    _, terms = excerpts(SONG, LENGTH)
    found = {name: [round(float(values[place]), 4) for place in (4, 20, 52)] for name, values in terms.items()}
    assert found == {
        "repetition": [0.6903, 1.0, 1.0],
        "opening": [1.0, 1.0, 1.0],
        "loudness": [0.7, 1.0, 1.0],
        "centrality": [0.0988, 0.4938, 0.716],
    }
