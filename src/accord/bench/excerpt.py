"""Audio of any length, made from what there is: a short file for a cold start, three hours for the memory."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import soundfile

from accord.analysis.decode import open_audio


def write_tiled(files: Sequence[Path], seconds: float, target: Path) -> None:
    """Write files end to end, again and again, until a FLAC file has the length asked for.

    Parameters
    ----------
    files : sequence of Path
        Those of another sample rate or channel count than the first are passed over.
    seconds : float
        Length of the result.
    target : Path
        The FLAC file to write, 16 bits a sample.

    Raises
    ------
    AudioError
        If a file cannot be used, for instance for want of any sound.
    """
    with open_audio(files[0]) as stream:
        sr, channels = stream.info.sr, stream.info.channels
    left = round(seconds * sr)
    with soundfile.SoundFile(target, "w", sr, channels, subtype="PCM_16", format="FLAC") as written:
        for file in itertools.cycle(files):
            with open_audio(file) as stream:
                if (stream.info.sr, stream.info.channels) == (sr, channels):
                    for block in stream:
                        written.write(block[:left])
                        left -= min(left, len(block))
                        if not left:
                            return
