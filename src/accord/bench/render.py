"""MIDI files rendered to audio by fluidsynth, an external program, and kept in the cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import soundfile

from accord.bench.cache import cache_dir, content_hash
from accord.domain.errors import MissingTool, PeerFailed

SR = 44100
LONGEST = 150.0
"""Seconds after which a rendering is cut, with a fade of one second."""
LIMIT = 180.0
"""Seconds that one rendering may take: a truncated MIDI file can make fluidsynth render for ever."""
SOUNDFONT = "FluidR3_GM.sf2"
SOUNDFONT_FOLDERS = ("/usr/share/sounds/sf2", "/usr/share/soundfonts", "/usr/local/share/soundfonts")
_RULE = "1"
"""Raised when the same MIDI file would be rendered differently."""


def renderer() -> tuple[Path, Path]:
    """Return the paths of fluidsynth and of the soundfont.

    Raises
    ------
    MissingTool
        If either is not on this machine.
    """
    program = shutil.which("fluidsynth")
    fonts = [Path(folder) / SOUNDFONT for folder in SOUNDFONT_FOLDERS]
    font = next((font for font in fonts if font.is_file()), None)
    if program is None or font is None:
        missing = "the program fluidsynth" if program is None else f"the soundfont {SOUNDFONT}"
        raise MissingTool(f"MIDI files cannot be rendered: {missing} is not on this machine.")
    return Path(program), font


def rendered(midi: Path) -> Path:
    """Return a FLAC file of a MIDI file, rendering it unless the cache has it.

    Raises
    ------
    MissingTool
        If fluidsynth or its soundfont is not on this machine.
    PeerFailed
        If fluidsynth gave no audio in time.
    """
    program, font = renderer()
    target = cache_dir("midi", _RULE) / f"{content_hash(midi)}.flac"
    if not target.exists():
        part = target.with_name(f"{target.stem}.{os.getpid()}.part")
        soundfile.write(part, _samples(program, font, midi), SR, format="FLAC")
        part.replace(target)
    return target


def _samples(program: Path, font: Path, midi: Path) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
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
