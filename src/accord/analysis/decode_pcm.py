"""libsndfile at work on uncompressed sound: WAV and AIFF, whatever the width, order and number of channels.

FFmpeg reads these as fast, but PyAV frees a channel layout twice when a file numbers its channels by itself, as an
AIFF file of eight channels does.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import numpy as np
import soundfile

from accord.analysis.decode_complete import share_present
from accord.analysis.decode_file import clock
from accord.analysis.decode_stream import BLOCK, AudioInfo, Block
from accord.domain.errors import UnsupportedAudio

CONTAINERS = ("wav", "aiff")
_CODECS = {
    "PCM_U8": "pcm_u8",
    "PCM_S8": "pcm_s8",
    "PCM_16": "pcm_s16",
    "PCM_24": "pcm_s24",
    "PCM_32": "pcm_s32",
    "FLOAT": "pcm_f32",
    "DOUBLE": "pcm_f64",
    "ULAW": "pcm_mulaw",
    "ALAW": "pcm_alaw",
}


class PcmDecoder:
    """The samples of a WAV or AIFF file.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    container : str
        One of ``CONTAINERS``.
    subject : str
        The file's name in sentences.

    Raises
    ------
    UnsupportedAudio
        If libsndfile does not know the header or the samples are compressed; FFmpeg may.
    """

    def __init__(self, raw: io.FileIO, container: str, subject: str) -> None:
        present = share_present(raw, container)
        raw.seek(0)
        try:
            self._file = soundfile.SoundFile(os.dup(raw.fileno()), closefd=True)
        except soundfile.LibsndfileError as error:
            raise UnsupportedAudio(f"{subject} has a header that libsndfile does not know.") from error
        subtype = self._file.subtype
        if subtype not in _CODECS:
            self.close()
            raise UnsupportedAudio(f"{subject} holds compressed samples ({subtype}).")
        self._subject = subject
        duration = self._file.frames / self._file.samplerate
        self.info = AudioInfo(
            sr=self._file.samplerate,
            channels=self._file.channels,
            codec=_CODECS[subtype],
            container=container,
            decoder="libsndfile",
            duration=duration,
        )
        self.promised = duration / (present or 1.0)
        self.holds_floats = subtype in ("FLOAT", "DOUBLE")

    def blocks(self, first: int, problems: list[str]) -> Iterator[Block]:
        """Yield the sound from frame ``first`` on, as far as it can be read."""
        position = min(first, self._file.frames)
        try:
            self._file.seek(position)
            while True:
                block = np.empty((BLOCK, self.info.channels), np.float32)
                got = self._file.read(out=block)
                if len(got):
                    yield got
                position += len(got)
                if len(got) < BLOCK:
                    return
        except soundfile.LibsndfileError:
            problems.append(f"{self._subject} cannot be read beyond {clock(position / self.info.sr)}.")

    def close(self) -> None:
        """Let go of libsndfile's side of the file."""
        self._file.close()
