"""Covers for music that has none, drawn from how it sounds.

The key gives the hue, mood the light, energy the strength of the colours; what is danceable becomes tiles, what is
acoustic hills, what is loud rings, what is none of these ribbons. Tempo says how many, the meter how they are grouped;
the id decides the rest, so that two albums alike in sound still differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from accord.pictures.character import Character
from accord.pictures.colours import Colour, oklch
from accord.pictures.fields import Field, Pixels, painted, plane, step

RULE = 1
"""Version; raised whenever the same music gets another picture."""
_LIKING = 0.45
"""How far chance, which knows the id only, may overrule what the music asks for."""


def cover(character: Character, id_: str, side: int) -> Pixels:
    """Return a picture of ``side`` by ``side`` pixels; the same for the same character and id."""
    chance = np.random.default_rng(int.from_bytes(hashlib.sha256(f"cover {id_}".encode()).digest()[:8], "big"))
    wanted = {
        _hills: character.acousticness,
        _tiles: character.danceability,
        _rings: character.energy,
        _ribbons: 0.7,
    }
    liked = dict(zip(wanted, chance.uniform(0.0, _LIKING, len(wanted)), strict=True))
    style = max(wanted, key=lambda one: wanted[one] + liked[one])
    colours = palette(character, float(chance.uniform(-12.0, 12.0)))
    pixels = painted(np.broadcast_to(style(character, chance, side), (side, side)), colours)
    light = np.linspace(256.0, 225.0, side).astype(np.uint16)[:, None, None]
    return (pixels * light >> 8).astype(np.uint8)


def palette(character: Character, turn: float = 0.0) -> list[Colour]:
    """Return the ground, two colours that lead away from it, and one that stands out."""
    hue, strength = 25.0 + character.hue + turn, 0.05 + 0.1 * character.energy
    if character.brightness < 0.5:
        ground, near, far, bright = 0.2 + 0.14 * character.brightness, 0.4, 0.6, 0.85
    else:
        ground, near, far, bright = 0.9 + 0.06 * (2.0 * character.brightness - 1.0), 0.8, 0.64, 0.5
    return [
        oklch(ground, 0.5 * strength, hue),
        oklch(near, strength, hue + 20.0),
        oklch(far, 1.3 * strength, hue + 55.0),
        oklch(bright, 0.08 + strength, hue + 165.0),
    ]


def _hills(character: Character, chance: np.random.Generator, side: int) -> Field:
    """Ridges before a sun, as many as the bar has beats; the faster, the steeper."""
    x, y = plane(side)
    sun = step(
        np.float32(chance.uniform(0.22, 0.34)) - np.hypot(x - np.float32(chance.uniform(-0.5, 0.5)), y + 0.3), side
    )
    field = np.float32(3.0) * sun
    ridges = min(max(character.meter, 3), 7)
    for ridge in range(ridges):
        depth = ridge / (ridges - 1)
        waves, phase = 1.5 + 3.0 * character.pulse + 1.5 * depth, chance.uniform(0.0, 2.0 * np.pi)
        height = (0.05 + 0.1 * character.energy) * np.sin(waves * x + phase) + 0.05 * np.sin(2.3 * waves * x - phase)
        inside = step(y - np.float32(-0.1 + 0.95 * depth) - height.astype(np.float32), side)
        field += (np.float32(0.55 + 1.45 * depth) - field) * inside
    return field


def _tiles(character: Character, chance: np.random.Generator, side: int) -> Field:
    """Quarter rings in a square grid, turned this way and that; the faster, the smaller."""
    count = 3 + round(3 * character.pulse)
    turns = chance.integers(0, 4, (count, count))
    colours = chance.permutation(np.resize([1, 2, 3, 1, 2, 0, 2][: character.meter + 2], count * count))
    edges = np.rint(np.linspace(0, side, count + 1)).astype(int)
    place = (np.arange(side, dtype=np.float32) + np.float32(0.5)) * np.float32(count / side)
    field = np.empty((side, side), np.float32)
    for row, column in np.ndindex(count, count):
        down, across = slice(edges[row], edges[row + 1]), slice(edges[column], edges[column + 1])
        turn = int(turns[row, column])
        x, y = place[None, across] - np.float32(column + turn % 2), place[down, None] - np.float32(row + turn // 2)
        radius = np.sqrt(x * x + y * y)
        ring = step(np.float32(0.27) - np.abs(radius - np.float32(0.7)), 2 * side // count)
        field[down, across] = ring * np.float32(colours[row * count + column])
    return field


def _rings(character: Character, chance: np.random.Generator, side: int) -> Field:
    """Rings about a point off the middle, broken in step with the beats of a bar; the faster, the narrower."""
    x, y = plane(side)
    x, y = x - np.float32(chance.uniform(-0.45, 0.45)), y - np.float32(chance.uniform(-0.45, 0.45))
    count, breaks = 5 + round(7 * character.pulse), np.float32(max(1, character.meter // 2))
    colours = chance.permutation(np.resize([1, 2, 2, 3], 2 * count)).astype(np.float32)
    starts = chance.uniform(0.0, 1.0, 2 * count).astype(np.float32)
    lengths = chance.uniform(0.35, 0.85, 2 * count).astype(np.float32)
    radius = np.sqrt(x * x + y * y)
    band = radius * np.float32(count / 1.5)
    ring = band.astype(np.intp)
    share = (np.arctan2(y, x) * np.float32(0.5 / np.pi) + starts.take(ring, mode="clip")) * breaks
    share -= np.floor(share)
    share = np.minimum(share, lengths.take(ring, mode="clip") - share)
    along = share * radius * np.float32(2.0 * np.pi) / breaks
    width = np.float32(0.22 + 0.2 * character.energy)
    across = (width - np.abs(band - ring.astype(np.float32) - np.float32(0.5))) * np.float32(1.5 / count)
    return step(np.minimum(along, across), side) * colours.take(ring, mode="clip")


def _ribbons(character: Character, chance: np.random.Generator, side: int) -> Field:
    """Ribbons side by side, one for each beat of a bar and one more; the more it dances, the more they swing."""
    x, y = plane(side)
    slope, phase = np.float32(chance.uniform(-0.7, 0.7)), np.float32(chance.uniform(0.0, 2.0 * np.pi))
    swing = 0.12 + 0.3 * character.danceability
    waves = 1.2 + 3.5 * character.pulse
    middle = y - slope * x - (swing * np.sin(waves * x + phase)).astype(np.float32)
    count = min(max(character.meter, 3), 7) + 1
    width = np.float32((0.9 + 0.6 * character.energy) / count)
    field = np.zeros((side, side), np.float32)
    for ribbon in range(count):
        at = np.float32((ribbon - 0.5 * (count - 1)) * width)
        bend = (0.1 * (ribbon + 1) / count * np.sin(2.0 * waves * x - phase + ribbon)).astype(np.float32)
        inside = step(np.float32(0.42) * width - np.abs(middle - at - bend), side)
        field += (np.float32((1.0, 2.0, 3.0, 2.0)[ribbon % 4]) - field) * inside
    return field


STYLES: tuple[Callable[[Character, np.random.Generator, int], Field], ...] = (_hills, _tiles, _rings, _ribbons)
"""All there are."""
