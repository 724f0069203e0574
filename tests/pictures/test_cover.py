"""Covers drawn from music: always the same, never alike, and telling what they are drawn from."""

from __future__ import annotations

import colorsys
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.pictures.character import Character, character
from accord.pictures.colours import oklch
from accord.pictures.cover import STYLES, cover, palette
from accord.pictures.fields import painted, plane, step

MIDDLING = Character(0.0, 0.6, 0.5, 0.5, 0.5, 0.5, 4)
share = st.floats(0.0, 1.0)
characters = st.builds(Character, st.floats(0.0, 360.0), share, share, share, share, share, st.integers(1, 9))


def features(**changed: float) -> Mapping[str, Any]:
    return {
        "key": 0,
        "mode": 1,
        "valence": 0.5,
        "energy": 0.5,
        "danceability": 0.5,
        "acousticness": 0.5,
        "tempo": 120.0,
        "time_signature": 4,
        **changed,
    }


def lightness(pixels: np.ndarray[Any, Any]) -> float:
    return float(pixels.mean())


@pytest.mark.parametrize("side", [640, 300, 64])
def test_a_cover_is_as_large_as_asked_and_the_same_each_time(side: int) -> None:
    pixels = cover(MIDDLING, "A" * 22, side)
    assert pixels.shape == (side, side, 3)
    assert pixels.dtype == np.uint8
    assert (pixels == cover(MIDDLING, "A" * 22, side)).all()


@settings(max_examples=60, deadline=None)
@given(characters, st.text("ABab01", min_size=1, max_size=22))
def test_every_music_gets_a_picture_of_several_colours(heard: Character, id_: str) -> None:
    pixels = cover(heard, id_, 64)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20
    assert pixels.std() > 5.0


def test_sizes_show_the_same_picture() -> None:
    for id_ in ("a", "b", "c", "d"):
        large, small = cover(MIDDLING, id_, 640), cover(MIDDLING, id_, 64)
        shrunk = large.reshape(64, 10, 64, 10, 3).mean(axis=(1, 3))
        assert float(np.abs(shrunk - small).mean()) < 12.0


def test_two_albums_that_sound_alike_differ() -> None:
    seen = {hashlib.sha256(cover(MIDDLING, str(number), 64).tobytes()).hexdigest() for number in range(50)}
    assert len(seen) == 50


def test_sad_music_is_darker_than_glad_music() -> None:
    for id_ in "abcdef":
        sad, glad = replace(MIDDLING, brightness=0.1), replace(MIDDLING, brightness=0.9)
        assert lightness(cover(sad, id_, 64)) < lightness(cover(glad, id_, 64)) - 20.0


def test_loud_music_has_stronger_colours_than_quiet_music() -> None:
    def strength(energy: float) -> float:
        return sum(
            colorsys.rgb_to_hsv(*(value / 255 for value in colour))[1]
            for colour in palette(replace(MIDDLING, energy=energy))
        )

    assert strength(0.9) > strength(0.1) + 0.3


def test_what_the_music_is_most_decides_the_style() -> None:
    base = replace(MIDDLING, acousticness=0.0, danceability=0.0, energy=0.0)

    def agree(one: Character, other: Character) -> bool:
        """Whether two characters get the same style, by the picture's structure: edges, whatever the colours."""
        return bool((cover(one, "x", 64) == cover(other, "x", 64)).all())

    acoustic, danceable = replace(base, acousticness=2.0), replace(base, danceability=2.0)
    assert not agree(acoustic, danceable)
    assert agree(acoustic, replace(acoustic, danceability=0.3)), "what is not the most leaves the picture alone"
    assert len(STYLES) == 4


def test_keys_a_fifth_apart_are_neighbours_in_hue() -> None:
    hues = [character([features(key=key)], "x").hue for key in (0, 7, 2, 1)]
    assert hues == pytest.approx([0.0, 30.0, 60.0, 210.0], abs=0.1)


def test_a_character_is_the_mean_of_the_tracks() -> None:
    heard = character([features(valence=0.2, tempo=60.0), features(valence=0.6, mode=0, tempo=120.0, key=7)], "x")
    assert heard == Character(15.0, 0.44, 0.5, 0.5, 0.5, 0.25, 4)
    assert character([features(key=-1, mode=-1, time_signature=3)], "x").hue == 0.0
    assert character([], "a") == character([], "a") != character([], "b")


def test_golden() -> None:
    quarters = cover(MIDDLING, "A" * 22, 64).reshape(2, 32, 2, 32, 3).mean(axis=(1, 3)).reshape(4, 3)
    np.testing.assert_allclose(
        quarters, [[223.2, 178.1, 156.6], [204.7, 165.0, 136.6], [190.6, 155.3, 130.7], [207.9, 167.6, 149.7]], atol=0.5
    )


def test_known_colours() -> None:
    assert oklch(1.0, 0.0, 0.0) == pytest.approx((255, 255, 255), abs=0.5)
    assert oklch(0.0, 0.0, 0.0) == pytest.approx((0, 0, 0), abs=0.5)
    assert oklch(0.62796, 0.25768, 29.234) == pytest.approx((255, 0, 0), abs=1.5)  # CSS Color 4: red
    assert oklch(0.51975, 0.17686, 142.495) == pytest.approx((0, 128, 0), abs=1.5)  # green
    assert all(0.0 <= value <= 255.0 for value in oklch(0.9, 0.4, 265.0))


def test_a_field_between_two_numbers_is_a_mixture() -> None:
    pixels = painted(np.array([[0.0, 0.5], [1.0, 7.0]]), [(0, 0, 0), (200, 100, 50)])
    assert pixels.tolist() == [[[0, 0, 0], [100, 50, 25]], [[200, 100, 50], [200, 100, 50]]]


def test_an_edge_is_one_pixel_soft() -> None:
    x, _ = plane(64)
    edge = step(x, 64)[0]
    assert (edge[:31] == 0.0).all()
    assert (edge[33:] == 1.0).all()
    shifted = step(x - np.float32(0.01), 64)[0]
    assert np.flatnonzero((shifted > 0.0) & (shifted < 1.0)).tolist() == [32]
