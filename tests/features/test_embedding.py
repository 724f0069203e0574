"""Embedding: likeness that can be heard, distances that are sums over named parts."""

from __future__ import annotations

import numpy as np
import pytest

from accord.analysis.analyze import DESCRIPTORS
from accord.domain.analysis import Analysis, Floats
from accord.features.embedding import embedding, raw_embedding
from accord.features.measures import Measures
from accord.features.space import CENTRES, FARTHEST, PARTS, SCALES
from tests.features.conftest import Demo
from tests.features.descriptors import extremes
from tests.heard import measures_of
from tests.rhythms import MAJOR_SONG, MINOR_SONG, dance, lullaby
from tests.sounds import Sound

SIZE = 113


def point(measures: Measures) -> Floats:
    descriptors = {describe.__name__: describe(measures) for describe in DESCRIPTORS}
    return np.asarray(embedding(measures, descriptors), dtype=np.float64)


def distance(a: Floats, b: Floats) -> float:
    return float(np.linalg.norm(a - b))


def test_parts_cover_every_dimension_once() -> None:
    covered = np.concatenate([np.arange(part.start, part.stop) for part in PARTS.values()])
    np.testing.assert_array_equal(covered, np.arange(SIZE))
    assert len(CENTRES) == len(SCALES) == SIZE
    assert (SCALES > 0.0).all()


def test_a_distance_is_the_sum_over_its_parts(measured: Measures) -> None:
    a, b = point(measured), point(measures_of(lullaby()))
    parts = [float(((a[part] - b[part]) ** 2).sum()) for part in PARTS.values()]
    assert sum(parts) == pytest.approx(distance(a, b) ** 2)
    assert min(parts) > 0.0


def test_parts_weigh_alike() -> None:
    """A part cannot be farther away than twice ``FARTHEST``, however many dimensions it has."""
    for measures in extremes().values():
        vector = point(measures)
        for part in PARTS.values():
            assert np.linalg.norm(vector[part]) <= FARTHEST + 1e-6


def test_the_same_song_in_another_key_is_nearer_than_another_song(measured: Measures) -> None:
    transposed = dance(chords=[((root + 3) % 12, shape) for root, shape in MINOR_SONG])
    song, other_key, other_song = point(measured), point(measures_of(transposed)), point(measures_of(lullaby()))
    assert distance(song, other_key) < 0.7 * distance(song, other_song)
    harmony = PARTS["harmony"]
    assert distance(song[harmony], other_key[harmony]) < distance(song[harmony], other_song[harmony])


def test_another_mode_shows_in_harmony(measured: Measures) -> None:
    harmony = PARTS["harmony"]
    again, major = point(measured)[harmony], point(measures_of(dance(chords=MAJOR_SONG)))[harmony]
    assert distance(again, major) > 0.3


def test_gain_hardly_moves_a_song(measured: Measures, song: Sound) -> None:
    softer = point(measures_of(song * np.float32(0.5)))
    assert distance(point(measured), softer) < 0.25 * distance(point(measured), point(measures_of(lullaby())))


def test_arrangements_of_one_song_share_harmony_more_than_strangers(demo: Demo) -> None:
    harmony = PARTS["harmony"]
    points = {name: demo.analysis(name).embedding[harmony].astype(np.float64) for name in demo.names}
    version = distance(points["kite_weather"], points["kite_weather_by_night"])
    strangers = [
        distance(points["kite_weather"], points[name]) for name in demo.names if not name.startswith("kite_weather")
    ]
    assert version < np.median(strangers)


def test_every_piece_is_somewhere_else(demo: Demo) -> None:
    points = [demo.analysis(name).embedding.astype(np.float64) for name in demo.names]
    apart = [distance(a, b) for i, a in enumerate(points) for b in points[:i]]
    assert min(apart) > 0.5


def test_extremes_are_finite_points() -> None:
    for name, measures in extremes().items():
        vector = point(measures)
        assert vector.shape == (SIZE,), name
        assert np.isfinite(vector).all(), name
        descriptors = {describe.__name__: describe(measures) for describe in DESCRIPTORS}
        assert np.isfinite(raw_embedding(measures, descriptors)).all(), name


def test_golden(heard: Analysis) -> None:
    vector = heard.embedding
    assert vector.dtype == np.float32
    lengths = [float(np.linalg.norm(vector[part])) for part in PARTS.values()]
    np.testing.assert_allclose(lengths, [2.1, 1.91, 2.5, 0.94], atol=0.05)
