"""madmom: its recurrent networks for beats and downbeats, each with its dynamic Bayesian network."""

import collections
import collections.abc
from importlib import metadata

import numpy as np
import soundfile

for _name in ("Iterable", "Mapping", "MutableMapping", "MutableSequence", "Sequence"):
    setattr(collections, _name, getattr(collections.abc, _name))  # madmom looks for them where Python 3.9 had them

from madmom.audio.signal import Signal  # type: ignore[import-not-found]  # noqa: E402 - lives in an environment apart
from madmom.features.beats import DBNBeatTrackingProcessor, RNNBeatProcessor  # type: ignore[import-not-found]  # noqa: E402
from madmom.features.downbeats import (  # type: ignore[import-not-found]  # noqa: E402
    DBNDownBeatTrackingProcessor,
    RNNDownBeatProcessor,
)

FPS = 100
BEATS_PER_BAR = [3, 4]
"""What its own command tries."""


def version() -> str:
    """Return madmom's version."""
    return metadata.version("madmom")


def whole(path: str) -> dict[str, int]:
    """Find the beats of a file."""
    return {"beats": len(_beats(_signal(path)))}


def listen(path: str) -> dict[str, object]:
    """Return beats and downbeats (s), and the tempo (BPM) that the median of the beats' distances gives."""
    signal = _signal(path)
    beats = _beats(signal)
    bars = DBNDownBeatTrackingProcessor(beats_per_bar=BEATS_PER_BAR, fps=FPS)(RNNDownBeatProcessor()(signal))
    return {
        "beats": [float(beat) for beat in beats],
        "downbeats": [float(at) for at, place in bars if place == 1],
        "tempo": 60.0 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0,
    }


def _signal(path: str) -> Signal:
    y, sr = soundfile.read(path, dtype="float32", always_2d=True)
    return Signal(y.mean(axis=1), sample_rate=sr, num_channels=1)


def _beats(signal: Signal) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    beats: np.ndarray[tuple[int], np.dtype[np.float64]] = DBNBeatTrackingProcessor(fps=FPS)(RNNBeatProcessor()(signal))
    return beats
