"""Colours by lightness, chroma and hue as eyes judge them: OKLCH.

B. Ottosson, "A perceptual color space for image processing", 2020; CSS Color Module Level 4, W3C.
"""

from __future__ import annotations

import math

Colour = tuple[float, float, float]
"""Red, green, blue: 0 to 255."""


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """Return a colour in sRGB; one that a screen cannot show is made paler until it can.

    Parameters
    ----------
    lightness : float
        0 (black) to 1 (white).
    chroma : float
        0 (grey) to about 0.3.
    hue : float
        Degrees: 30 is red, 110 yellow, 145 green, 265 blue.

    Returns
    -------
    tuple of float
        0 to 255.
    """
    for share in (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.0):
        linear = _linear(lightness, share * chroma, math.radians(hue))
        if all(-1e-4 <= value <= 1.0 + 1e-4 for value in linear):
            break
    red, green, blue = (255.0 * _encoded(min(max(value, 0.0), 1.0)) for value in linear)
    return red, green, blue


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(value: float) -> float:
    """Return linear light as sRGB encodes it (IEC 61966-2-1)."""
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
