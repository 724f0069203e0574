"""librosa: what a script for the same purpose computes, with the library's defaults."""

import librosa
import numpy as np


def version() -> str:
    """Return librosa's version."""
    return str(librosa.__version__)


def whole(path: str) -> dict[str, int]:
    """Compute beats, harmony, timbre, spectral shape, tempogram and sections of a file."""
    y, sr = librosa.load(path, sr=22050, mono=True)
    _, beats = librosa.beat.beat_track(y=y, sr=sr)
    chroma = librosa.feature.chroma_cqt(y=y, sr=sr)
    mfcc = librosa.feature.mfcc(y=y, sr=sr)
    magnitude = np.abs(librosa.stft(y))
    shape = [
        librosa.feature.spectral_centroid(S=magnitude, sr=sr),
        librosa.feature.spectral_bandwidth(S=magnitude, sr=sr),
        librosa.feature.spectral_rolloff(S=magnitude, sr=sr),
        librosa.feature.spectral_flatness(S=magnitude),
        librosa.feature.spectral_contrast(S=magnitude, sr=sr),
    ]
    tempogram = librosa.feature.tempogram(y=y, sr=sr)
    synchronous = librosa.util.sync(np.vstack([chroma, mfcc]), beats)
    recurrence = librosa.segment.recurrence_matrix(synchronous, mode="affinity", sym=True)
    sections = librosa.segment.agglomerative(synchronous, min(10, synchronous.shape[1]))
    parts = [chroma, mfcc, *shape, tempogram, recurrence, sections]
    return {"numbers": sum(part.size for part in parts)}


def listen(path: str) -> dict[str, object]:
    """Return beats (s) and tempo (BPM) by ``beat_track``."""
    y, sr = librosa.load(path, sr=22050, mono=True)
    tempo, beats = librosa.beat.beat_track(y=y, sr=sr, units="time")
    return {"beats": [float(beat) for beat in beats], "tempo": float(np.atleast_1d(tempo)[0])}
