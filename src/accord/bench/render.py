"""MIDI files rendered to audio by fluidsynth, an external program, and kept in the cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import fftconvolve

from accord.bench.cache import cache_dir, content_hash
from accord.domain.errors import MissingTool, PeerFailed

Stereo = np.ndarray[tuple[int, int], np.dtype[np.int16]]

SR = 44100
LONGEST = 150.0
"""Seconds after which a rendering is cut, with a fade of one second."""
LIMIT = 180.0
"""Seconds that one rendering may take: a truncated MIDI file can make fluidsynth render for ever."""
SOUNDFONT = "FluidR3_GM.sf2"
OTHER_SOUNDFONTS = ("MuseScore_General_Lite.sf3", "MuseScore_General.sf3", "TimGM6mb.sf2")
"""Of which the first that is here gives the other sound of a score."""
SOUNDFONT_FOLDERS = tuple(
    f"{share}/{folder}"
    for share in ("/usr/share", "/usr/local/share")
    for folder in ("sounds/sf2", "sounds/sf3", "soundfonts")
)
REVERBERATION = (0.4, 1.2)
"""Seconds in which the sound of a room falls by 60 dB; a score's name decides where between these."""
WET = 0.35
"""Share of the room's sound."""
NOISE = -40.0
"""dB of the noise, full scale."""
_RULE = "1"
"""Raised when the same MIDI file would be rendered differently."""


def renderer(fonts: Sequence[str] = (SOUNDFONT,)) -> tuple[Path, Path]:
    """Return the paths of fluidsynth and of the first of some soundfonts that is here.

    Raises
    ------
    MissingTool
        If either is not on this machine.
    """
    program = shutil.which("fluidsynth")
    places = [Path(folder) / font for font in fonts for folder in SOUNDFONT_FOLDERS]
    font = next((place for place in places if place.is_file()), None)
    if program is None or font is None:
        missing = "the program fluidsynth" if program is None else f"the soundfont {' or '.join(fonts)}"
        raise MissingTool(f"MIDI files cannot be rendered: {missing} is not on this machine.")
    return Path(program), font


def rendered(midi: Path, *, elsewhere: bool = False) -> Path:
    """Return a FLAC file of a MIDI file, rendering it unless the cache has it.

    Parameters
    ----------
    midi : Path
        The score.
    elsewhere : bool
        Whether another soundfont plays it, in a room, with some noise.

    Returns
    -------
    Path
        In the cache.

    Raises
    ------
    MissingTool
        If fluidsynth or its soundfont is not on this machine.
    PeerFailed
        If fluidsynth gave no audio in time.
    """
    program, font = renderer(OTHER_SOUNDFONTS if elsewhere else (SOUNDFONT,))
    folder = cache_dir("midi", _RULE, font.stem) if elsewhere else cache_dir("midi", _RULE)
    target = folder / f"{content_hash(midi)}.flac"
    if not target.exists():
        part = target.with_name(f"{target.stem}.{os.getpid()}.part")
        y = _samples(program, font, midi)
        soundfile.write(part, _in_a_room(y, midi.stem) if elsewhere else y, SR, format="FLAC")
        part.replace(target)
    return target


def _samples(program: Path, font: Path, midi: Path) -> Stereo:
    """Render at most ``LONGEST`` seconds; reading stops there, however much longer fluidsynth would go on."""
    command = [str(program), "-niq", "-g", "0.6", "-r", str(SR), "-T", "raw", "-O", "s16", "-F", "/dev/stdout"]
    frames = int(LONGEST * SR)
    with subprocess.Popen(
        [*command, str(font), str(midi)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        stop = threading.Timer(LIMIT, process.kill)
        stop.start()
        try:
            data = process.stdout.read(frames * 4)
        finally:
            stop.cancel()
        cut = len(data) == frames * 4
        if cut:
            process.kill()
    if not data or not (cut or process.returncode == 0):
        raise PeerFailed(f"fluidsynth could not render {midi.name} (exit code {process.returncode}).")
    y = np.frombuffer(data[: len(data) // 4 * 4], dtype="<i2").reshape(-1, 2)
    if cut:
        fade = np.linspace(1.0, 0.0, SR)[:, None]
        y = np.concatenate([y[:-SR], np.rint(y[-SR:] * fade).astype(np.int16)])
    return y


def _in_a_room(y: Stereo, name: str) -> Stereo:
    """Return the sound in a room whose echoes are noise that dies away, with noise of its own; its name decides all."""
    rng = np.random.default_rng(list(name.encode()))
    seconds = rng.uniform(*REVERBERATION)
    decay = 10.0 ** (-3.0 * np.arange(int(seconds * SR)) / (seconds * SR))
    echoes = rng.standard_normal((len(decay), 2)) * decay[:, None]
    dry = y / 32768.0
    wet = fftconvolve(dry, echoes / np.sqrt((echoes**2).sum(axis=0)), axes=0)[: len(dry)]
    mixed = (1.0 - WET) * dry + WET * wet + 10.0 ** (NOISE / 20.0) * rng.standard_normal(dry.shape)
    loudest = max(1.0, float(np.abs(mixed).max()))
    return np.asarray(np.rint(32767.0 * mixed / loudest), dtype=np.int16)
