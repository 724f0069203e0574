"""aubio: its beat tracker, with its defaults."""

from importlib import metadata

import aubio  # type: ignore[import-not-found]  # lives in an environment apart
import numpy as np
import soundfile

WINDOW, HOP = 1024, 512


def version() -> str:
    """Return aubio's version."""
    return metadata.version("aubio")


def whole(path: str) -> dict[str, int]:
    """Find the beats of a file."""
    return {"beats": len(_beats(path))}


def listen(path: str) -> dict[str, object]:
    """Return beats (s), and the tempo (BPM) that the median of their distances gives."""
    beats = _beats(path)
    return {"beats": beats, "tempo": 60.0 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0}


def _beats(path: str) -> list[float]:
    y, sr = soundfile.read(path, dtype="float32", always_2d=True)
    y = y.mean(axis=1)
    tracker = aubio.tempo("default", WINDOW, HOP, sr)
    beats = []
    for start in range(0, len(y) - HOP + 1, HOP):
        if tracker(y[start : start + HOP])[0]:
            beats.append(float(tracker.get_last_s()))
    return beats
