"""How music is, as far as a picture of it can show: means of what its analyses say."""

from __future__ import annotations

import cmath
import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

_FIFTH = 7
"""Semitones; keys a fifth apart share all tones but one, and get neighbouring hues."""


@dataclass(frozen=True, slots=True)
class Character:
    """What a picture is drawn from."""

    hue: float
    """Degrees: the key's place on the circle of fifths, C at 0."""
    brightness: float
    """0 (dark) to 1 (light): valence, and major over minor."""
    energy: float
    danceability: float
    acousticness: float
    pulse: float
    """0 (60 beats a minute and slower) to 1 (180 and faster)."""
    meter: int
    """Beats in a bar."""


def character(features: Sequence[Mapping[str, Any]], id_: str) -> Character:
    """Return the character of some tracks.

    Parameters
    ----------
    features : sequence of mapping
        Their audio-features objects.
    id_ : str
        Of what the picture is for; it decides what no analysis tells.

    Returns
    -------
    Character
    """
    if not features:
        hue, *shares = (byte / 255 for byte in hashlib.sha256(f"character {id_}".encode()).digest()[:6])
        brightness, energy, danceability, acousticness, pulse = shares
        return Character(360.0 * hue, brightness, energy, danceability, acousticness, pulse, meter=4)
    on_circle = [one["key"] * _FIFTH % 12 for one in features if one["key"] >= 0]
    centre = sum((cmath.rect(1.0, math.tau * place / 12) for place in on_circle), 0j)
    hue = math.degrees(cmath.phase(centre)) % 360.0 if abs(centre) > 1e-6 else 0.0
    mean = {
        name: fmean(one[name] for one in features)
        for name in ("valence", "energy", "danceability", "acousticness", "mode")
    }
    return Character(
        hue=round(hue, 1),
        brightness=round(0.6 * mean["valence"] + 0.4 * max(mean["mode"], 0.0), 3),
        energy=round(mean["energy"], 3),
        danceability=round(mean["danceability"], 3),
        acousticness=round(mean["acousticness"], 3),
        pulse=round(min(max((median(one["tempo"] for one in features) - 60.0) / 120.0, 0.0), 1.0), 3),
        meter=Counter(one["time_signature"] for one in features).most_common(1)[0][0],
    )
