"""Metrics: perfect is 1, the classic errors cost what the field says they cost, better is never worse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.bench.metrics import (
    METRICS,
    beats_continuous,
    beats_f,
    boundaries_f,
    chords_majmin,
    key_exact,
    key_weighted,
    keys_over_time,
    meter_right,
    scores,
    tempo_acc1,
    tempo_acc2,
)
from accord.bench.program import ACCORD
from accord.bench.truth import TONICS, Music

BEATS = np.arange(0.0, 60.0, 0.5).tolist()
CHORDS = [(0.0, 10.0, "C:maj"), (10.0, 20.0, "C:maj7"), (20.0, 60.0, "A#:min7")]
KEYS = [(0.0, 30.0, "C major"), (30.0, 60.0, "D major")]
tempi = st.floats(30.0, 300.0)
keys = st.builds(lambda tonic, mode: f"{tonic} {mode}", st.sampled_from(TONICS), st.sampled_from(["major", "minor"]))


def test_a_perfect_estimate_scores_one_everywhere() -> None:
    truth = Music(
        "a", Path("a.ogg"), BEATS, BEATS[::4], 120.0, "F# minor", frozenset({4}), [0.0, 20.0, 60.0], CHORDS, KEYS
    )
    heard = {
        "beats": truth.beats,
        "downbeats": truth.downbeats,
        "tempo": 120.0,
        "key": "Gb minor",
        "meter": 4,
        "boundaries": truth.boundaries,
        "chords": [(0.0, 20.0, "C:maj"), (20.0, 60.0, "Bb:min")],
        "keys": [(0.0, 30.0, "C major"), (30.0, 60.0, "D major")],
    }
    assert scores(truth, heard, ACCORD.estimates) == dict.fromkeys(METRICS, 1.0)


def test_a_program_that_fails_scores_nothing_at_all() -> None:
    truth = Music("a", Path("a.ogg"), beats=BEATS, tempo=120.0)
    judged = ("beats F", "beats CMLt", "beats AMLt", "tempo Acc1", "tempo Acc2")
    assert scores(truth, None, ACCORD.estimates) == dict.fromkeys(judged, 0.0)


def test_only_what_is_both_known_and_estimated_is_judged() -> None:
    truth = Music("a", Path("a.ogg"), beats=BEATS, key="C major")
    assert set(scores(truth, {"beats": BEATS}, frozenset({"beats", "tempo"}))) == {
        "beats F",
        "beats CMLt",
        "beats AMLt",
    }


def test_every_second_beat_has_all_precision_and_half_the_recall() -> None:
    assert beats_f(BEATS, BEATS[::2]) == pytest.approx(2 / 3, abs=0.01)


def test_the_off_beat_is_wrong() -> None:
    assert beats_f(BEATS, [beat + 0.25 for beat in BEATS]) == 0.0


@pytest.mark.parametrize(("shift", "score"), [(0.069, 1.0), (0.071, 0.0)])
def test_a_beat_counts_within_70_ms(shift: float, score: float) -> None:
    assert beats_f(BEATS, [beat + shift for beat in BEATS]) == pytest.approx(score, abs=0.01)


def test_the_first_five_seconds_do_not_count() -> None:
    assert beats_f(BEATS, [beat for beat in BEATS if beat >= 5.0]) == 1.0


def test_no_beats_are_right_only_where_there_are_none() -> None:
    assert beats_f([], []) == 1.0
    assert beats_f(BEATS, []) == 0.0
    assert beats_f([], BEATS) == 0.0


@given(tempi)
def test_an_octave_error_fails_acc1_and_passes_acc2(tempo: float) -> None:
    for factor in (2.0, 3.0, 0.5, 1 / 3):
        assert tempo_acc1(tempo, factor * tempo) == 0.0
        assert tempo_acc2(tempo, factor * tempo) == 1.0


@given(tempi, st.floats(20.0, 400.0))
def test_acc2_never_fails_what_acc1_passes(truth: float, heard: float) -> None:
    assert tempo_acc2(truth, heard) >= tempo_acc1(truth, heard)


@pytest.mark.parametrize(("heard", "right"), [(103.9, 1.0), (104.1, 0.0), (96.1, 1.0), (95.9, 0.0)])
def test_a_tempo_is_right_within_four_per_cent(heard: float, right: float) -> None:
    assert tempo_acc1(100.0, heard) == right


@given(keys, keys)
def test_a_key_is_exact_only_if_it_is_the_key(truth: str, heard: str) -> None:
    assert key_exact(truth, heard) == float(truth == heard)
    assert key_weighted(truth, heard) >= key_exact(truth, heard)


def test_near_keys_earn_what_mirex_gives_them() -> None:
    earned = [key_weighted("C major", heard) for heard in ("G major", "A minor", "C minor", "F# major")]
    assert earned == [0.5, 0.3, 0.2, 0.0]


def test_a_meter_may_have_more_than_one_right_answer() -> None:
    assert meter_right(frozenset({2, 4}), 4) == 1.0
    assert meter_right(frozenset({3}), 4) == 0.0


def test_the_ends_of_a_piece_earn_nothing() -> None:
    assert boundaries_f([0, 30, 60, 90], [0, 90], 3.0) == 0.0
    assert boundaries_f([0, 30, 60, 90], [0, 30, 90], 0.5) == pytest.approx(2 / 3)
    assert boundaries_f([0, 90], [0, 90], 0.5) == 1.0
    assert boundaries_f([0, 90], [0, 45, 90], 0.5) == 0.0


@given(st.lists(st.floats(1.0, 99.0), min_size=1, max_size=8, unique=True), st.floats(0.0, 3.0))
def test_a_wider_window_never_scores_less(inner: list[float], shift: float) -> None:
    truth, heard = [0.0, *inner, 103.0], [0.0, *(time + shift for time in inner), 103.0]
    assert boundaries_f(truth, heard, 3.0) >= boundaries_f(truth, heard, 0.5)


def test_continuity_breaks_where_beats_go_off_and_levels_count_where_they_may() -> None:
    truth = [0.5 * k for k in range(80)]
    double = [0.25 * k for k in range(160)]
    off = [time if time < 22.0 else time + 0.2 for time in truth]
    assert beats_continuous(truth, truth, any_level=False) == 1.0
    assert beats_continuous(truth, double, any_level=False) == 0.0
    assert beats_continuous(truth, double, any_level=True) > 0.95
    assert 0.3 < beats_continuous(truth, off, any_level=False) < 0.6
    assert beats_continuous([], [], any_level=True) == 1.0
    assert beats_continuous(truth, [], any_level=True) == 0.0


def test_chords_are_judged_by_root_and_third_over_time() -> None:
    assert chords_majmin(CHORDS, [(0.0, 60.0, "C:maj")]) == pytest.approx(20.0 / 60.0)
    assert chords_majmin(CHORDS, [(0.0, 60.0, "C:min")]) == 0.0
    assert chords_majmin(CHORDS, [(20.0, 60.0, "A#:min")]) == pytest.approx(40.0 / 60.0)


def test_what_is_neither_major_nor_minor_is_not_judged() -> None:
    unclear = [(0.0, 10.0, "C:maj"), (10.0, 30.0, "X"), (30.0, 50.0, "C:5"), (50.0, 60.0, "N")]
    assert chords_majmin(unclear, [(0.0, 60.0, "C:maj")]) == pytest.approx(0.5)


def test_keys_are_judged_at_each_moment() -> None:
    assert keys_over_time(KEYS, [(0.0, 60.0, "C major")]) == pytest.approx(0.5)
    assert keys_over_time(KEYS, [(0.0, 30.0, "A minor"), (30.0, 60.0, "X")]) == pytest.approx(0.15)
