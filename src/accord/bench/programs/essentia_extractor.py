"""Essentia: ``MusicExtractor`` for speed, its best beat tracker and key estimator for accuracy."""

import essentia
from essentia import standard

essentia.log.infoActive = False
essentia.log.warningActive = False


def version() -> str:
    """Return Essentia's version."""
    return str(essentia.__version__)


def whole(path: str) -> dict[str, int]:
    """Extract all that ``MusicExtractor`` extracts without a profile."""
    statistics, _ = standard.MusicExtractor()(path)
    return {"descriptors": len(statistics.descriptorNames())}


def listen(path: str) -> dict[str, object]:
    """Return beats (s), tempo (BPM) and key, each by the algorithm's own defaults."""
    y = standard.MonoLoader(filename=path, sampleRate=44100)()
    tempo, beats, *_ = standard.RhythmExtractor2013(method="multifeature")(y)
    tonic, mode, _ = standard.KeyExtractor()(y)
    return {"beats": [float(beat) for beat in beats], "tempo": float(tempo), "key": f"{tonic} {mode}"}
