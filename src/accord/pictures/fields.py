"""Pictures as fields: each pixel has the number of a colour, and between two numbers lies a mixture of theirs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating]
"""Shape (side, side), or what broadcasts to it; single precision is enough, and quicker."""
Pixels = NDArray[np.uint8]
"""Shape (side, side, 3): red, green, blue."""

_SHADES = 64
"""Mixtures of two neighbouring colours that are told apart."""


def plane(side: int) -> tuple[Field, Field]:
    """Return x, shape (1, side), and y, shape (side, 1), of each pixel; both run from -1 to 1."""
    line = np.linspace(-1.0, 1.0, side, dtype=np.float32)
    return line[None, :], line[:, None]


def step(distance: Field, side: int) -> Field:
    """Return 0 where a distance is below zero and 1 where it is above, with an edge one pixel soft."""
    return np.asarray(np.clip(distance * np.float32(side / 2.0) + np.float32(0.5), 0.0, 1.0))


def painted(field: Field, colours: Sequence[Sequence[float]]) -> Pixels:
    """Return the pixels of a field.

    Parameters
    ----------
    field : ndarray, shape (side, side)
        Numbers of colours; those beyond the last are the last.
    colours : sequence of (red, green, blue)
        0 to 255; at least two.

    Returns
    -------
    ndarray of uint8, shape (side, side, 3)
    """
    last = len(colours) - 1
    places = np.linspace(0.0, last, last * _SHADES + 1)
    shades = [np.interp(places, np.arange(last + 1), channel) for channel in np.array(colours, np.float64).T]
    table = np.zeros((len(places), 4), np.uint8)
    table[:, :3] = np.round(np.column_stack(shades))
    chosen = np.clip(field * np.float32(_SHADES) + np.float32(0.5), 0, last * _SHADES).astype(np.intp)
    pixels = table.view(np.uint32)[:, 0].take(chosen)  # one gather of four bytes is quicker than three of one
    return np.asarray(pixels.view(np.uint8).reshape(*chosen.shape, 4)[..., :3])
