"""Fitting chord profiles: what was put into made-up beats comes out."""

from __future__ import annotations

import numpy as np

from accord.dsp.chord_profiles import QUALITIES, none_terms, turned
from training.chords.fit import CLASSES, SHIPPED, Beats, comparison, fit, scores

NOTES = {"maj": (0, 4, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "min": (0, 3, 7), "min7": (0, 3, 7, 10)}


def beats(rng: np.random.Generator, count: int) -> Beats:
    """Chords of any kind over their root, some silent beats, noise over all."""
    chord = rng.integers(0, CLASSES, count)
    treble, bass = 0.1 * rng.random((count, 12)), 0.1 * rng.random((count, 12))
    for k, which in enumerate(chord[chord < CLASSES - 1]):
        row = np.flatnonzero(chord < CLASSES - 1)[k]
        quality, root = divmod(int(which), 12)
        treble[row, [(root + note) % 12 for note in NOTES[QUALITIES[quality]]]] += 1.0
        bass[row, root] += 1.0
    silent = chord == CLASSES - 1
    treble[silent] *= 0.01
    bass[silent] *= 0.01
    return Beats(treble, bass, chord)


def test_the_fit_tells_all_chords_apart() -> None:
    rng = np.random.default_rng(4)
    weights = fit([beats(rng, 300) for _ in range(3)])
    unseen = beats(rng, 400)
    x, z = turned(unseen.treble, unseen.bass), none_terms(unseen.treble, unseen.bass)
    assert (scores(weights, x, z).argmax(axis=1) == unseen.chord).mean() > 0.95


def test_what_ships_compares_with_itself_as_alike() -> None:
    said = comparison(SHIPPED, [beats(np.random.default_rng(5), 400)])
    assert "100.0% of all beats are named alike" in said
    right = float(said.split("rightly")[0].split()[-1].rstrip("%"))
    assert right > 80.0, "clear chords, of music that it was not fitted to"
