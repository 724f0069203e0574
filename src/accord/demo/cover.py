"""Album covers, drawn by arithmetic: one geometric style an album, written as PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from accord.demo.albums import Album
from accord.pictures.fields import Field, painted, plane, step

SIZE = 640
"""Pixels, width and height."""


@cache
def cover(album: Album) -> bytes:
    """Return an album's cover as a PNG of 640 by 640 pixels."""
    x, y = np.broadcast_arrays(*plane(SIZE))
    colours = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in album.colours]
    return png(painted(STYLES[album.style](x, y), colours))


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a PNG.

    Parameters
    ----------
    pixels : array of shape (height, width, 3), uint8
        Red, green, blue.

    Returns
    -------
    bytes
    """
    height, width, _ = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _step(distance: Field) -> Field:
    return step(distance, SIZE)


def _rings(x: Field, y: Field) -> Field:
    """Weather: circles about a low sun, hills before it."""
    radius = np.hypot(x - 0.25, y + 0.1)
    sky = _step(np.sin(radius * 26.0) * 0.04 - 0.012) * _step(0.85 - radius)
    sun = _step(0.26 - radius)
    hills = _step(y - 0.45 - 0.12 * np.sin(3.0 * x + 0.6))
    near = _step(y - 0.68 - 0.1 * np.sin(2.2 * x - 1.2))
    field = np.maximum(0.35 * sky, sun)
    return np.where(near > 0, 2.0 + near, np.where(hills > 0, np.maximum(field, 0) * (1 - hills) + 2.0 * hills, field))


def _tiles(x: Field, y: Field) -> Field:
    """Rooms: quarter circles in tiles, turned this way and that."""
    column, row = np.floor((x + 1.0) * 2.4999).astype(int), np.floor((y + 1.0) * 2.4999).astype(int)
    u, v = (x + 1.0) * 2.5 - column, (y + 1.0) * 2.5 - row
    turn = (column * 7 + row * 3 + column * row) % 4
    u = np.where(turn % 2 == 1, 1.0 - u, u)
    v = np.where(turn >= 2, 1.0 - v, v)
    radius = np.hypot(u, v)
    inside = _step((0.92 - radius) / 2.5)
    hole = _step((0.42 - radius) / 2.5)
    return np.asarray(inside * (1.0 + (column + 2 * row) % 3) * (1.0 - hole))


def _waves(x: Field, y: Field) -> Field:
    """A motorway at night: waves of light that narrow towards the horizon."""
    depth = np.clip(y + 0.15, 0.02, None)
    lanes = np.sin(x / depth * 5.0 + 0.8 * np.sin(4.0 / (depth + 0.25)))
    road = _step((lanes - 0.55) * 0.2) * (y > -0.12)
    glow = np.exp(-np.abs(y + 0.14) * 5.0) * 1.9
    moon = _step(0.3 - np.hypot(x, y + 0.32)) * (y < -0.14)
    return np.asarray(np.maximum(np.maximum(glow, 3.0 * road * np.clip(depth * 1.2, 0, 1)), 2.0 * moon))


def _stripes(x: Field, y: Field) -> Field:
    """A ferry's funnel: slanting bands and a disc cut through them."""
    slant = (x + y) * 3.2
    bands = _step(np.sin(slant * np.pi) * 0.07)
    disc = _step(0.62 - np.hypot(x, y))
    inner = _step(0.3 - np.hypot(x, y))
    outside = bands * 1.0
    within = 2.0 + (1.0 - bands)
    return np.asarray(np.where(inner > 0.5, 0.0, np.where(disc > 0.5, within, outside)))


def _petals(x: Field, y: Field) -> Field:
    """A carousel from above: petals around a centre, two by two."""
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    outer = _step(0.88 * np.abs(np.cos(4.0 * angle)) ** 0.6 - radius)
    inner = _step(0.55 * np.abs(np.sin(4.0 * angle)) ** 0.6 - radius)
    eye = _step(0.13 - radius)
    return np.where(eye > 0.5, 3.0, np.where(inner > 0.5, 2.0 * inner, outer))


STYLES: dict[str, Callable[[Field, Field], Field]] = {
    "rings": _rings,
    "tiles": _tiles,
    "waves": _waves,
    "stripes": _stripes,
    "petals": _petals,
}
