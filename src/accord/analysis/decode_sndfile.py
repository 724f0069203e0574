"""libsndfile at work: on WAV and AIFF, and on Ogg Vorbis files whose headers FFmpeg refuses.

FFmpeg reads WAV and AIFF as fast, but PyAV frees a channel layout twice when a file numbers its channels by itself, as
an AIFF file of eight channels does. Ogg Vorbis files exist in which the three header packets stand twice before the
sound: FFmpeg gives up at the second set, libsndfile passes over it as players do.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import numpy as np
import soundfile

from accord.analysis.decode_complete import ends_early, share_present
from accord.analysis.decode_file import clock
from accord.analysis.decode_stream import BLOCK, AudioInfo, Block
from accord.domain.errors import UnsupportedAudio

FIRST = ("wav", "aiff")
"""Containers for which libsndfile is asked before FFmpeg."""
SECOND = ("ogg",)
"""Containers for which it is asked when FFmpeg refuses."""
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
    "VORBIS": "vorbis",
}


class SndfileDecoder:
    """The samples of a file, read by libsndfile.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    container : str
        One of ``FIRST`` or ``SECOND``.
    subject : str
        The file's name in sentences.

    Raises
    ------
    UnsupportedAudio
        If libsndfile does not know the header or the codec, or was asked second and finds no sound either.
    """

    def __init__(self, raw: io.FileIO, container: str, subject: str) -> None:
        present = share_present(raw, container) if container in FIRST else 1.0
        raw.seek(0)
        try:
            self._file = soundfile.SoundFile(os.dup(raw.fileno()), closefd=True)
        except soundfile.LibsndfileError as error:
            raise UnsupportedAudio(f"{subject} has a header that libsndfile does not know.") from error
        subtype = self._file.subtype
        if subtype not in _CODECS or (container in SECOND and not self._file.frames):
            self.close()
            raise UnsupportedAudio(f"{subject} holds no samples that libsndfile can read ({subtype}).")
        self._raw = raw
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
        position = 0
        try:
            if self.info.container in FIRST:  # elsewhere the frame is reached by decoding: sought, it is not exactly it
                position = self._file.seek(min(first, self._file.frames))
            while True:
                block = np.empty((BLOCK, self.info.channels), np.float32)
                got = self._file.read(out=block)
                if position + len(got) > first:
                    yield got[max(0, first - position) :]
                position += len(got)
                if len(got) < BLOCK:
                    break
        except soundfile.LibsndfileError:
            problems.append(f"{self._subject} cannot be read beyond {clock(position / self.info.sr)}.")
        if ends_early(self._raw, self.info.container):
            problems.append(f"{self._subject} is cut short at {clock(position / self.info.sr)}: more was to follow.")

    def close(self) -> None:
        """Let go of libsndfile's side of the file."""
        self._file.close()
