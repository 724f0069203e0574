"""A library of real sounds: one recording as FLAC, as MP3 with other tags and cut edges; others beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from accord.analysis.analyze import analyze
from accord.analysis.decode import open_audio
from accord.analysis.document import store_form
from accord.domain.entities import ScannedFile, Tags
from accord.domain.ids import base62
from accord.library.catalogue import Library
from accord.rights.registry import OWN_AUDIO
from tests.audio_files import write_audio

SECONDS = 30.0


def fill(library: Library, demo: Path, folder: Path) -> None:
    """Write files and record them with their analyses."""
    y, sr = soundfile.read(demo / "undertow.flac", dtype="float32", always_2d=True)
    start = round(5 * sr)
    whole = y[start : start + round(SECONDS * sr)]
    other, other_sr = soundfile.read(demo / "slow_market.flac", dtype="float32", always_2d=True)
    files = {
        "whole.flac": (whole, sr, Tags(title="Undertow", artists=("Ada",))),
        "cut.mp3": (0.5 * whole[round(2.3 * sr) : -round(1.9 * sr)], sr, Tags(title="Track 1")),
        "small.ogg": (whole, sr, Tags(title="Undertow", artists=("Ada",), album="Best")),
        "other.flac": (other[: round(SECONDS * other_sr)], other_sr, Tags(title="Slow Market")),
    }
    for number, (name, (samples, rate, tags)) in enumerate(files.items()):
        path = write_audio(folder / name, samples, rate, name.partition(".")[2])
        record(library, path, tags, number)


def record(library: Library, path: Path, tags: Tags, number: int) -> None:
    """Record a file with its analysis, as a scan would."""
    track_id = base62(bytes([number + 1]) * 16)
    with open_audio(path) as stream:
        found = store_form(track_id, analyze(stream))
        info = stream.info
    file = ScannedFile(
        path=path,
        size=path.stat().st_size,
        mtime_ns=1,
        span=None,
        track_id=track_id,
        duration=float(np.round(info.duration or SECONDS, 3)),
        container=info.container,
        codec=info.codec,
        sr=info.sr,
        channels=info.channels,
        tags=tags,
    )
    library.record_file(file, found, OWN_AUDIO.id)
