"""Spectro-temporal surfaces: cosines in, their coefficients out."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Floats
from accord.dsp.surfaces import ORDERS_IN_TIME, band_cosines, project

BANDS, FRAMES, ORDERS = 16, 12, 5
COSINES = band_cosines(BANDS, ORDERS)


def picture(time_order: int, band_order: int) -> Floats:
    in_time = np.cos(np.pi * time_order * (np.arange(FRAMES) + 0.5) / FRAMES)
    return np.outer(in_time, np.cos(np.pi * band_order * (np.arange(BANDS) + 0.5) / BANDS))


@pytest.mark.parametrize("time_order", range(ORDERS_IN_TIME))
@pytest.mark.parametrize("band_order", range(ORDERS))
def test_each_surface_is_heard_by_its_own_coefficient_alone(time_order: int, band_order: int) -> None:
    out = np.zeros((1, ORDERS_IN_TIME, ORDERS))
    frames = picture(time_order, band_order).astype(np.float32) @ COSINES
    project(frames, np.array([0]), np.array([FRAMES]), out)
    expected = np.zeros((ORDERS_IN_TIME, ORDERS))
    expected[time_order, band_order] = (0.5 if time_order else 1.0) * (0.5 if band_order else 1.0)
    np.testing.assert_allclose(out[0], expected, atol=1e-6)


def test_beyond_the_track_its_edges_go_on() -> None:
    frames = np.arange(6.0, dtype=np.float32)[:, None]
    out = np.zeros((2, ORDERS_IN_TIME, 1))
    project(frames, np.array([-2, 4]), np.array([2, 8]), out)
    np.testing.assert_allclose(out[:, 0, 0], [0.25, 4.75])
