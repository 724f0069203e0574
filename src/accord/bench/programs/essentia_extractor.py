"""Essentia: ``MusicExtractor`` for speed, its best beat tracker and key estimator for accuracy."""

import essentia
import numpy
from essentia import standard

FRAME_SIZE, HOP_LENGTH = 4096, 2048
"""Samples at 44,100 Hz."""

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
    """Return beats (s), tempo (BPM), key and chords, each by the algorithm's own defaults."""
    y = standard.MonoLoader(filename=path, sampleRate=44100)()
    tempo, beats, *_ = standard.RhythmExtractor2013(method="multifeature")(y)
    tonic, mode, _ = standard.KeyExtractor()(y)
    return {
        "beats": [float(beat) for beat in beats],
        "tempo": float(tempo),
        "key": f"{tonic} {mode}",
        "chords": chords(y),
    }


def chords(y: numpy.ndarray) -> list[tuple[float, float, str]]:
    """Return start and end (s) and the chord, from pitch-class profiles as ``MusicExtractor`` takes them."""
    window = standard.Windowing(type="blackmanharris62")
    spectrum = standard.Spectrum()
    peaks = standard.SpectralPeaks(
        orderBy="magnitude", magnitudeThreshold=1e-5, minFrequency=20, maxFrequency=3500, maxPeaks=60
    )
    whitening = standard.SpectralWhitening(maxFrequency=3500)
    profile = standard.HPCP(size=36, harmonics=8, maxFrequency=3500, normalized="unitMax", windowSize=1.0)
    profiles = []
    for frame in standard.FrameGenerator(y, frameSize=FRAME_SIZE, hopSize=HOP_LENGTH, startFromZero=True):
        magnitudes = spectrum(window(frame))
        frequencies, heights = peaks(magnitudes)
        profiles.append(profile(frequencies, whitening(magnitudes, frequencies, heights)))
    labels, _ = standard.ChordsDetection(hopSize=HOP_LENGTH)(essentia.array(profiles))
    seconds = HOP_LENGTH / 44100
    return [
        (k * seconds, (k + 1) * seconds, f"{label[:-1]}:min" if label.endswith("m") else f"{label}:maj")
        for k, label in enumerate(labels)
    ]
