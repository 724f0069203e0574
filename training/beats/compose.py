"""Unlimited music with known beats: one piece for each number."""

from __future__ import annotations

from random import Random

from training.beats.band import band
from training.beats.chorale import chorale
from training.beats.piece import Piece
from training.beats.styles import STYLES
from training.beats.unmetred import unmetred


def compose(seed: int) -> Piece:
    """Return the piece that belongs to a number; the same number always gives the same piece."""
    rng = Random(seed)
    name = rng.choices(list(STYLES), [style.weight for style in STYLES.values()])[0]
    if name == "none":
        return unmetred(rng, name)
    if name == "chorale":
        return chorale(rng, name, STYLES[name])
    return band(rng, name, STYLES[name])
