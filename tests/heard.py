"""Sounds as the features hear them, and as the whole analysis does."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from accord.analysis.analyze import analyze, hear
from accord.analysis.decode import open_audio
from accord.domain.analysis import Analysis, Intervals
from accord.dsp.spectra import SR
from accord.features.hearing import Hearing
from accord.features.measures import Measures
from tests.sounds import evidence_of


def hearing_of(y: NDArray[np.float32]) -> Hearing:
    """Everything that descriptors judge, of samples at ``SR``."""
    return hear(evidence_of(y))


def measures_of(y: NDArray[np.float32]) -> Measures:
    return Measures(hearing_of(y))


def analysed(y: NDArray[np.float32], sr: int = SR) -> Analysis:
    """The whole analysis of samples of shape (n,) or (n, channels), by way of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.wav"
        soundfile.write(path, y, sr, subtype="FLOAT")
        with open_audio(path) as stream:
            return analyze(stream)


def assert_consecutive(intervals: Intervals, duration: float) -> None:
    """Starts increase, each stretch lasts until the next, nothing lies outside the track or is no number."""
    starts, lengths = intervals.start, intervals.duration
    assert len(starts) == len(lengths) == len(intervals.confidence)
    assert np.isfinite(np.concatenate([starts, lengths])).all()
    assert (np.diff(starts) > 0.0).all()
    assert (lengths > 0.0).all()
    np.testing.assert_allclose(starts[:-1] + lengths[:-1], starts[1:], atol=1e-6)
    assert not len(starts) or (starts[0] >= 0.0 and starts[-1] < duration)
    assert ((intervals.confidence >= 0.0) & (intervals.confidence <= 1.0)).all()
