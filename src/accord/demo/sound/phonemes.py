"""Vowels and consonants as numbers: where the mouth resonates, how the breath sounds."""

from __future__ import annotations

from dataclasses import dataclass

VOWELS: dict[str, tuple[float, float, float, float, float]] = {
    "a": (730.0, 1150.0, 2500.0, 3400.0, 4400.0),
    "e": (480.0, 1900.0, 2550.0, 3450.0, 4400.0),
    "i": (290.0, 2250.0, 2950.0, 3600.0, 4500.0),
    "o": (500.0, 880.0, 2450.0, 3350.0, 4300.0),
    "u": (320.0, 780.0, 2300.0, 3300.0, 4300.0),
}
"""Hz of five formants (after Peterson and Barney, "Control methods used in a study of the vowels", JASA, 1952)."""

BANDWIDTHS = (70.0, 90.0, 140.0, 220.0, 300.0)
LEVELS = (1.0, 0.85, 0.6, 0.4, 0.25)


@dataclass(frozen=True, slots=True)
class Consonant:
    """A consonant before a vowel."""

    duration: float
    """Seconds."""
    voicing: float
    """Loudness of the glottis while it lasts, 0 to 1."""
    formants: tuple[float, float, float, float, float]
    """Hz: where the glide into the vowel starts."""
    noise: float
    """Loudness of the breath, 0 to 1."""
    noise_centre: float
    """Hz."""
    burst: bool
    """Whether the breath is held back and then let go."""


_FRONT = (300.0, 1700.0, 2600.0, 3400.0, 4400.0)
_LIPS = (280.0, 900.0, 2200.0, 3300.0, 4300.0)
_BACK = (280.0, 1800.0, 2100.0, 3300.0, 4300.0)

CONSONANTS: dict[str, Consonant] = {
    "m": Consonant(0.065, 0.35, (260.0, 1000.0, 2200.0, 3200.0, 4300.0), 0.0, 1000.0, False),
    "n": Consonant(0.060, 0.35, (270.0, 1600.0, 2500.0, 3300.0, 4400.0), 0.0, 1000.0, False),
    "l": Consonant(0.055, 0.50, (350.0, 1100.0, 2700.0, 3400.0, 4400.0), 0.0, 1000.0, False),
    "r": Consonant(0.060, 0.50, (370.0, 1150.0, 1600.0, 3200.0, 4300.0), 0.0, 1000.0, False),
    "w": Consonant(0.060, 0.45, (300.0, 620.0, 2200.0, 3300.0, 4300.0), 0.0, 1000.0, False),
    "y": Consonant(0.050, 0.45, (280.0, 2250.0, 3000.0, 3600.0, 4500.0), 0.0, 1000.0, False),
    "s": Consonant(0.095, 0.00, _FRONT, 0.50, 6800.0, False),
    "x": Consonant(0.090, 0.00, _BACK, 0.55, 3200.0, False),
    "f": Consonant(0.080, 0.00, _LIPS, 0.20, 5000.0, False),
    "h": Consonant(0.055, 0.00, _FRONT, 0.16, 1600.0, False),
    "z": Consonant(0.075, 0.25, _FRONT, 0.28, 6500.0, False),
    "v": Consonant(0.060, 0.35, _LIPS, 0.10, 4500.0, False),
    "t": Consonant(0.075, 0.00, _FRONT, 0.65, 4500.0, True),
    "k": Consonant(0.080, 0.00, _BACK, 0.60, 2200.0, True),
    "p": Consonant(0.075, 0.00, _LIPS, 0.45, 1100.0, True),
    "d": Consonant(0.055, 0.15, _FRONT, 0.35, 3800.0, True),
    "g": Consonant(0.060, 0.15, _BACK, 0.35, 2000.0, True),
    "b": Consonant(0.055, 0.15, _LIPS, 0.30, 900.0, True),
}
"""``x`` is the sound of *sh*."""
