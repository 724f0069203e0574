"""From notes to sound: fluidsynth with MIT soundfonts, then rooms, microphones, tape and loudspeakers by chance."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.fft
from numpy.random import Generator
from numpy.typing import NDArray

from accord.domain.errors import MissingTool, PeerFailed
from accord.dsp.spectra import SR
from training.beats.midi import midi, offsets
from training.beats.piece import Piece

SOUNDFONTS = {
    "FluidR3": (Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"), "fluid-soundfont-gm"),
    "MuseScore": (Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"), "musescore-general-soundfont-small"),
}
"""Name -> file and the Debian package that has it; both are under the MIT licence."""
LIMIT = 900.0
"""Seconds that one rendering may take."""

Samples = NDArray[np.float32]


def rendered(pieces: Sequence[Piece], soundfont: str) -> Iterator[Samples]:
    """Yield the sound of each piece, mono at ``SR``.

    Raises
    ------
    MissingTool
        If fluidsynth or the soundfont is not on this machine.
    PeerFailed
        If fluidsynth gave too little sound.
    """
    program, (font, package) = shutil.which("fluidsynth"), SOUNDFONTS[soundfont]
    if program is None or not font.is_file():
        raise MissingTool(f"Music cannot be rendered: the Debian packages fluidsynth and {package} are needed.")
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder, "pieces.mid"), Path(folder, "pieces.raw")
        score.write_bytes(midi(pieces))
        options = ["-niq", "-R", "0", "-C", "0", "-g", "0.4", "-r", str(SR), "-T", "raw", "-O", "s16", "-F", str(sound)]
        subprocess.run([program, *options, str(font), str(score)], check=True, capture_output=True, timeout=LIMIT)
        y = np.fromfile(sound, dtype="<i2").reshape(-1, 2)
    for piece, start in zip(pieces, offsets(pieces), strict=True):
        part = y[round(start * SR) : round((start + piece.duration) * SR)]
        if len(part) < 0.98 * piece.duration * SR:
            raise PeerFailed(f"fluidsynth gave {len(part) / SR:.1f} s of a piece of {piece.duration:.1f} s.")
        yield np.asarray(part.mean(axis=1) / 32768.0, dtype=np.float32)


def coloured(rng: Generator, y: Samples) -> Samples:
    """Return a sound as another room, microphone and medium would give it; nothing moves in time."""
    level = float(np.sqrt(np.mean(y * y))) + 1e-5
    y = y / np.float32(level)
    if rng.random() < 0.25:
        y = _driven(rng, y)
    if rng.random() < 0.7:
        y = _filtered(rng, y)
    if rng.random() < 0.25:
        y = _squeezed(rng, y)
    if rng.random() < 0.5 or level < 1e-4:
        y = y + noise(rng, len(y)) * np.float32(10.0 ** (-rng.uniform(15.0, 55.0) / 20.0))
    loud = y * np.float32(10.0 ** (-rng.uniform(10.0, 30.0) / 20.0))
    return np.asarray(np.clip(loud, -1.0, 1.0), dtype=np.float32)


def _filtered(rng: Generator, y: Samples) -> Samples:
    """Tilt, a bump or dip, a high and a low end, and a room, all as one convolution."""
    n = scipy.fft.next_fast_len(len(y) + 3 * SR, real=True)
    hz = scipy.fft.rfftfreq(n, 1.0 / SR)
    octaves = np.log2(np.maximum(hz, 20.0) / 1000.0)
    decibels = rng.uniform(-4.0, 3.0) * octaves
    decibels += rng.uniform(-10.0, 10.0) * np.exp(
        -0.5 * ((octaves - rng.uniform(-4.0, 3.0)) / rng.uniform(0.3, 1.5)) ** 2
    )
    if rng.random() < 0.25:
        decibels -= 12.0 * np.maximum(0.0, np.log2(np.maximum(hz, 1.0) / rng.uniform(2000.0, 8000.0)))
    if rng.random() < 0.2:
        decibels -= 12.0 * np.maximum(0.0, np.log2(rng.uniform(60.0, 250.0) / np.maximum(hz, 1.0)))
    response = 10.0 ** (np.clip(decibels, -80.0, 20.0) / 20.0)
    spectrum = scipy.fft.rfft(y, n) * response.astype(np.float32)
    if rng.random() < 0.6:
        spectrum *= scipy.fft.rfft(_room(rng), n)
    return np.asarray(scipy.fft.irfft(spectrum, n)[: len(y)], dtype=np.float32)


def _room(rng: Generator) -> Samples:
    """A direct sound and exponentially decaying noise behind it: J. A. Moorer, Computer Music Journal, 1979."""
    decay, share = rng.uniform(0.15, 2.5), rng.uniform(0.05, 0.6)
    times = np.arange(int(min(decay, 2.5) * SR)) / SR
    tail = rng.standard_normal(len(times)) * 10.0 ** (-3.0 * times / decay)
    tail[: int(0.002 * SR)] = 0.0
    tail *= share / np.sqrt(np.sum(tail * tail) + 1e-9)
    tail[0] = 1.0
    return np.asarray(tail, dtype=np.float32)


def _driven(rng: Generator, y: Samples) -> Samples:
    drive = np.float32(rng.uniform(0.3, 3.0))
    return np.asarray(np.tanh(drive * y) / drive, dtype=np.float32)


def _squeezed(rng: Generator, y: Samples) -> Samples:
    """Compression: what is loud for some 50 ms is turned down."""
    hop = 220
    frames = np.sqrt(np.add.reduceat(y * y, np.arange(0, len(y), hop)) / hop)
    smooth = np.exp(-np.arange(40) / rng.uniform(3.0, 20.0))
    envelope = np.convolve(frames, smooth / smooth.sum())[: len(frames)] + 0.02
    gain = envelope ** -rng.uniform(0.2, 0.8)
    return np.asarray(y * np.repeat(gain, hop)[: len(y)], dtype=np.float32)


def noise(rng: Generator, n: int) -> Samples:
    """Return ``n`` samples of white to brown noise with a root mean square of 1."""
    size = scipy.fft.next_fast_len(n, real=True)
    slope = rng.uniform(0.0, 1.0)
    spectrum = scipy.fft.rfft(rng.standard_normal(size).astype(np.float32))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20.0) ** slope
    y = scipy.fft.irfft(spectrum, size)[:n]
    return np.asarray(y / (np.sqrt(np.mean(y * y)) + 1e-9), dtype=np.float32)
