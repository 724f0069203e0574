"""How far an estimate agrees with the truth: each a number from 0 to 1, as the field measures it.

Beats, keys, chords and boundaries by Raffel et al., "mir_eval: a transparent implementation of common MIR metrics",
ISMIR 2014; tempo as in Gouyon et al., "An experimental comparison of audio tempo induction algorithms", IEEE TASLP
14(5), 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mir_eval
import numpy as np

from accord.bench.truth import Music

TEMPO_TOLERANCE = 0.04
"""Of the true tempo, either side."""
OCTAVES = (1.0, 2.0, 3.0, 1 / 2, 1 / 3)
"""Factors that Acc2 lets pass."""


def beats_f(truth: Sequence[float], heard: Sequence[float]) -> float:
    """Return the F-measure of beat times within 70 ms, the first 5 s left out, as mir_eval does by default."""
    reference, estimate = (mir_eval.beat.trim_beats(np.asarray(times, dtype=float)) for times in (truth, heard))
    if not len(reference) or not len(estimate):
        return float(len(reference) == len(estimate))
    return float(mir_eval.beat.f_measure(reference, estimate))


def beats_continuous(truth: Sequence[float], heard: Sequence[float], *, any_level: bool) -> float:
    """Return the share of the beats that are followed without a break: CMLt, or AMLt where any metrical level counts.

    Half and double tempo, and the offbeat, are right for AMLt (Hainsworth, "Techniques for the Automated Analysis of
    Musical Audio", 2004; Klapuri et al., IEEE TASLP 14(1), 2006). The first 5 s are left out.
    """
    reference, estimate = (mir_eval.beat.trim_beats(np.asarray(times, dtype=float)) for times in (truth, heard))
    if len(reference) < 2 or len(estimate) < 2:
        return float(len(reference) == len(estimate))
    _, correct_level, _, any_correct_level = mir_eval.beat.continuity(reference, estimate)
    return float(any_correct_level if any_level else correct_level)


def tempo_acc1(truth: float, heard: float) -> float:
    """Return 1 where the tempo is within 4 % of the true one, else 0."""
    return float(abs(heard - truth) <= TEMPO_TOLERANCE * truth)


def tempo_acc2(truth: float, heard: float) -> float:
    """Return 1 where the tempo is within 4 % of the true one, its double, triple, half or third, else 0."""
    return max(tempo_acc1(truth * factor, heard) for factor in OCTAVES)


def key_exact(truth: str, heard: str) -> float:
    """Return 1 where tonic and mode are both right, however they are spelt, else 0."""
    return float(key_weighted(truth, heard) == 1.0)


def key_weighted(truth: str, heard: str) -> float:
    """Return MIREX's score: 1 for the key, 0.5 a fifth away, 0.3 for the relative, 0.2 for the parallel key."""
    return float(mir_eval.key.weighted_score(truth, heard))


def meter_right(truth: frozenset[int], heard: int) -> float:
    """Return 1 where the number of beats a bar is one of those that count as right, else 0."""
    return float(heard in truth)


def boundaries_f(truth: Sequence[float], heard: Sequence[float], window: float) -> float:
    """Return the F-measure of section boundaries within ``window`` seconds; the two ends of a piece earn nothing."""
    reference, estimate = np.unique(truth)[1:-1], np.unique(heard)[1:-1]
    if not len(reference) or not len(estimate):
        return float(len(reference) == len(estimate))
    hits = len(mir_eval.util.match_events(reference, estimate, window))
    return 2 * hits / (len(reference) + len(estimate))


def chords_majmin(truth: Sequence[tuple[float, float, str]], heard: Sequence[tuple[float, float, str]]) -> float:
    """Return the share of time in which root and third are right; neither major, minor nor none is left out of it.

    Sevenths and ninths count as their triads (MIREX's ``majmin``); C. Harte's grammar of labels.
    """
    reference, estimate = (
        (np.array([span[:2] for span in spans], dtype=float), [span[2] for span in spans]) for spans in (truth, heard)
    )
    none = mir_eval.chord.NO_CHORD
    adjusted = mir_eval.util.adjust_intervals(*estimate, reference[0].min(), reference[0].max(), none, none)
    intervals, true, said = mir_eval.util.merge_labeled_intervals(*reference, *adjusted)
    durations = mir_eval.util.intervals_to_durations(intervals)
    return float(mir_eval.chord.weighted_accuracy(mir_eval.chord.majmin(true, said), durations))


def keys_over_time(truth: Sequence[tuple[float, float, str]], heard: Sequence[tuple[float, float, str]]) -> float:
    """Return MIREX's score of the key at each moment, over the time of which the key is known."""
    reference, estimate = (
        (np.array([span[:2] for span in spans], dtype=float), [span[2] for span in spans]) for spans in (truth, heard)
    )
    adjusted = mir_eval.util.adjust_intervals(*estimate, reference[0].min(), reference[0].max(), "X", "X")
    intervals, true, said = mir_eval.util.merge_labeled_intervals(*reference, *adjusted)
    right = [mir_eval.key.weighted_score(a, b) for a, b in zip(true, said, strict=True)]
    return float(np.average(right, weights=mir_eval.util.intervals_to_durations(intervals)))


METRICS: Mapping[str, tuple[str, Callable[[Any, Any], float]]] = {
    "beats F": ("beats", beats_f),
    "beats CMLt": ("beats", lambda truth, heard: beats_continuous(truth, heard, any_level=False)),
    "beats AMLt": ("beats", lambda truth, heard: beats_continuous(truth, heard, any_level=True)),
    "downbeats F": ("downbeats", beats_f),
    "tempo Acc1": ("tempo", tempo_acc1),
    "tempo Acc2": ("tempo", tempo_acc2),
    "key exact": ("key", key_exact),
    "key weighted": ("key", key_weighted),
    "key over time": ("keys", keys_over_time),
    "chords majmin": ("chords", chords_majmin),
    "meter": ("meter", meter_right),
    "boundaries 3 s": ("boundaries", lambda truth, heard: boundaries_f(truth, heard, 3.0)),
    "boundaries 0.5 s": ("boundaries", lambda truth, heard: boundaries_f(truth, heard, 0.5)),
}
"""Column of the table -> the estimate it judges, and how."""


def scores(truth: Music, heard: Mapping[str, Any] | None, estimates: frozenset[str]) -> dict[str, float]:
    """Judge what a program heard in one piece.

    Parameters
    ----------
    truth : Music
        What is known of it.
    heard : mapping or None
        The program's estimates by name; ``None`` where it failed, which scores 0 throughout.
    estimates : frozenset of str
        What the program estimates at all; nothing else is judged.

    Returns
    -------
    dict of str to float
        By name of the metric; metrics without a truth, or without an estimator, are left out.
    """
    judged = {}
    for metric, (estimate, judge) in METRICS.items():
        known = truth.meters if estimate == "meter" else getattr(truth, estimate)
        if known is not None and estimate in estimates:
            judged[metric] = 0.0 if heard is None else judge(known, heard[estimate])
    return judged
