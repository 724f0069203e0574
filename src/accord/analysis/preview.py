"""A stretch of a file as a small MP3 that every browser and app plays."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
import soxr
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from accord.analysis.decode import AudioStream, open_audio
from accord.domain.entities import Span

Samples = NDArray[np.float32]

BIT_RATE = 128_000
"""Constant, so that a player finds any second of it."""
ENCODER = {"compression_level": "7"}
"""LAME's fast setting: half the time of its usual one, the same size, and no difference that is heard in a preview."""
RATES = (44100, 48000)
"""Hz that are kept; everything else becomes the first."""
FADE_IN, FADE_OUT = 0.01, 0.5
"""Seconds: the first takes the click away and leaves the downbeat, the second is heard as an end."""
CEILING = 10 ** (-2 / 20)
"""Peak to which louder excerpts are turned down: 2 dB for what coding adds (AES TD1008, 2021)."""
_FRAME = 1152
"""Samples of an MPEG-1 layer III frame."""
_SPEAKERS = {1: "C", 2: "LR", 3: "LRC", 4: "LRLR", 5: "LRCLR", 6: "LRC-LR", 7: "LRC-CLR", 8: "LRC-LRLR"}
"""On which side each channel of a file is heard, by their number, in the order of WAVE; ``-`` is the subwoofer."""
_CENTRE = float(np.sqrt(0.5))


def preview(fd: int, span: Span | None) -> bytes:
    """Return a stretch of a file as MP3, stereo (or mono, as the file is), faded at both ends, never beyond full scale.

    Parameters
    ----------
    fd : int
        The file, open for reading.
    span : Span, optional
        The stretch; default is all.

    Returns
    -------
    bytes
        The file; its header says where the sound begins and ends, to the sample.

    Raises
    ------
    AudioError
        As ``open_audio`` does.
    """
    with open_audio(fd, span) as stream:
        y = two_sided(_read(stream))
        sr = stream.info.sr
    rate = sr if sr in RATES else RATES[0]
    if rate != sr:
        y = soxr.resample(y, sr, rate)
    return encoded(turned_down(faded(y, rate)), rate)


def _read(stream: AudioStream) -> Samples:
    return np.concatenate(list(stream))


def two_sided(y: Samples) -> Samples:
    """Return sound of any number of channels as one or two.

    Parameters
    ----------
    y : ndarray, shape (n, channels)
        More than eight channels are heard as if they were in the middle.

    Returns
    -------
    ndarray, shape (n, 1) or (n, 2)
        Three channels and more are mixed as ITU-R BS.775 does, the subwoofer left out; one and two stay as they are.
    """
    channels = y.shape[1]
    if channels <= 2:
        return y
    speakers = _SPEAKERS.get(channels, "C" * channels)
    mix = np.zeros((channels, 2), np.float32)
    for channel, side in enumerate(speakers):
        behind = _CENTRE if channel > 1 else 1.0
        mix[channel] = {"L": (behind, 0), "R": (0, behind), "C": (_CENTRE, _CENTRE), "-": (0, 0)}[side]
    return np.asarray(y @ (mix / mix.sum(axis=0)), np.float32)


def faded(y: Samples, sr: int) -> Samples:
    """Return sound with a short raised-cosine fade at both ends."""
    y = y.copy()
    for seconds, part in ((FADE_IN, y), (FADE_OUT, y[::-1])):
        n = min(round(seconds * sr), len(y))
        part[:n] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(n) / max(n, 1)))[:, None].astype(np.float32)
    return y


def turned_down(y: Samples) -> Samples:
    """Return sound that stays below the ceiling: what does already is left as it is."""
    peak = float(np.abs(y).max(initial=0.0))
    return y if peak <= CEILING else np.asarray(y * np.float32(CEILING / peak))


def encoded(y: Samples, sr: int) -> bytes:
    """Return sound as an MP3 file, without tags; the same bytes for the same sound and encoder."""
    file = io.BytesIO()
    layout = "mono" if y.shape[1] == 1 else "stereo"
    options = {"id3v2_version": "0", "write_id3v1": "0", "fflags": "+bitexact"}
    with av.open(file, "w", format="mp3", options=options) as container:
        stream: Any = container.add_stream("libmp3lame", rate=sr, layout=layout, options=ENCODER)
        stream.codec_context.format = "fltp"
        stream.codec_context.thread_count = 1
        stream.bit_rate = BIT_RATE
        for start in range(0, len(y), _FRAME):
            planes = np.ascontiguousarray(y[start : start + _FRAME].T)
            frame = AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = sr, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()
