"""libsndfile: the faster decoder of WAV, AIFF, FLAC and MP3."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import soundfile

from accord.analysis.decode_stream import BLOCK, AudioInfo, Block, clock

_FLOATS = {"FLOAT", "DOUBLE"}
_CODECS = {
    "PCM_U8": "pcm_u8",
    "PCM_S8": "pcm_s8",
    "PCM_16": "pcm_s16",
    "PCM_24": "pcm_s24",
    "PCM_32": "pcm_s32",
    "FLOAT": "pcm_f32",
    "DOUBLE": "pcm_f64",
    "MPEG_LAYER_III": "mp3",
    "MPEG_LAYER_II": "mp2",
    "MPEG_LAYER_I": "mp1",
}


class SoundfileSource:
    """libsndfile on a file descriptor, which it owns.

    MP3: encoder delay and padding are cut where the LAME header states them.

    Parameters
    ----------
    fd : int
        Open for reading, seekable.
    container : str
        As recognised from the content: ``wav``, ``aiff``, ``flac`` or ``mp3``.
    subject : str
        The file's name in sentences.

    Raises
    ------
    soundfile.LibsndfileError
        If libsndfile cannot read the header; FFmpeg may still.
    """

    def __init__(self, fd: int, container: str, subject: str) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        self._file = soundfile.SoundFile(fd, closefd=True)
        self._subject = subject
        frames, sr = self._file.frames, self._file.samplerate
        self.info = AudioInfo(
            sr=sr,
            channels=self._file.channels,
            codec="flac" if container == "flac" else _CODECS.get(self._file.subtype, self._file.subtype.lower()),
            container=container,
            decoder="libsndfile",
            duration=frames / sr if 0 < frames < 2**62 else None,
        )
        self.exact_duration = True
        self.float_samples = self._file.subtype in _FLOATS

    def blocks(self, first: int, problems: list[str]) -> Iterator[Block]:
        """Yield the sound from frame ``first`` on, up to the first place that libsndfile cannot read."""
        position = first
        try:
            if first:
                self._file.seek(min(first, self._file.frames))
            while True:
                block = np.empty((BLOCK, self.info.channels), np.float32)
                got = self._file.read(out=block)
                if len(got):
                    yield got
                    position += len(got)
                if len(got) < BLOCK:
                    return
        except soundfile.LibsndfileError as error:
            reason = error.error_string.rstrip(".") or "unknown error"
            problems.append(f"{self._subject} is damaged at {clock(position / self.info.sr)} ({reason}).")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
