"""FFmpeg (through PyAV): every format that libsndfile does not read, or reads more slowly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream as AvAudioStream

from accord.analysis.decode_stream import AudioInfo, Block, batched, clock
from accord.domain.errors import DamagedAudio, NoAudioStream, NotAudio, UnsupportedAudio

DEMUXERS = {
    "aac": "aac",
    "aiff": "aiff",
    "asf": "asf",
    "flac": "flac",
    "matroska": "matroska",
    "mp3": "mp3",
    "mp4": "mov",
    "ogg": "ogg",
    "wav": "wav",
}
"""FFmpeg's name for each container that ``decode_sniff`` recognises."""
OTHERS = "ac3,amr,ape,au,avi,caf,dsf,dts,eac3,flv,mpc,mpc8,mpeg,mpegts,rm,tak,tta,voc,w64,wv"
"""Demuxers tried on what it does not recognise: those that know their format by a signature. Playlists, subtitles and
text art are not among them, so no file can make FFmpeg open another."""
_ESTIMATED = {"aac", "mp3", "mpeg", "mpegts"}
"""Containers whose duration FFmpeg works out from the size of the file."""
_TOLERATED = 50
"""Frames in a row of another rate or layout that count as damage; more is a change that the file means."""


class FFmpegSource:
    """FFmpeg on a file descriptor, which it owns; the first audio stream, one thread.

    Encoder delay and padding are cut where the container states them (MP3 with LAME header, Opus, MP4 edit list,
    Matroska), as FFmpeg does by itself.

    Parameters
    ----------
    fd : int
        Open for reading, seekable.
    container : str
        As recognised from the content, or ``""``.
    subject : str
        The file's name in sentences.

    Raises
    ------
    AudioError
        If there is no audio stream, or nothing of it decodes.
    """

    def __init__(self, fd: int, container: str, subject: str) -> None:
        self._raw = os.fdopen(fd, "rb", buffering=0)
        self._raw.seek(0)
        self._subject = subject
        try:
            self._container = _open(self._raw, container, subject)
            if not self._container.streams.audio:
                raise NoAudioStream(f"{subject} has no audio stream.")
            self._stream: AvAudioStream = self._container.streams.audio[0]
            context = self._stream.codec_context
            if context is None:
                raise UnsupportedAudio(f"{subject} holds audio of a codec that cannot be decoded here.")
            context.thread_count = 1
            self._damage: list[float] = []
            self._end = 0.0
            self._frames = self._decoded()
            self._first = next(self._frames, None)
            if self._first is None:
                raise DamagedAudio(f"{subject} is damaged: none of its sound can be decoded.")
        except BaseException:
            self.close()
            raise
        name = self._container.format.name
        self.info = AudioInfo(
            sr=self._first.sample_rate,
            channels=self._first.layout.nb_channels,
            codec=context.name,
            container=container or name,
            decoder="FFmpeg",
            duration=_duration(self._container.duration, self._stream),
        )
        self.exact_duration = not _ESTIMATED & set(name.split(","))
        self.float_samples = context.name.startswith("pcm_f")

    def blocks(self, first: int, problems: list[str]) -> Iterator[Block]:
        """Yield the sound from frame ``first`` on, past packets that do not decode."""
        left = first
        for block in batched(self._pieces(), self.info.channels):
            if left < len(block):
                yield np.ascontiguousarray(block[left:])
            left = max(0, left - len(block))
        if self._damage:
            places = "1 place" if len(self._damage) == 1 else f"{len(self._damage)} places"
            problems.append(
                f"{self._subject} is damaged in {places}, first at {clock(self._damage[0])}: "
                "what could not be decoded was left out."
            )

    def close(self) -> None:
        """Close the file."""
        if hasattr(self, "_container"):
            self._container.close()
        self._raw.close()

    def _pieces(self) -> Iterator[Block]:
        first = self._first
        if first is None:
            return
        self._first = None
        yield as_float(first)
        strange = 0
        for frame in self._frames:
            if frame.sample_rate != self.info.sr or frame.layout.nb_channels != self.info.channels:
                strange += 1
                self._note_damage()
                if strange > _TOLERATED:
                    raise UnsupportedAudio(
                        f"{self._subject} changes from {self.info.sr} Hz and {self.info.channels} channels to "
                        f"{frame.sample_rate} Hz and {frame.layout.nb_channels} near {clock(self._end)}."
                    )
                continue
            strange = 0
            yield as_float(frame)

    def _decoded(self) -> Iterator[AudioFrame]:
        """Decode packet by packet, so that one bad packet costs only itself."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.error.FFmpegError:
                self._note_damage()
                return
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                if packet.size:
                    self._note_damage()
                continue
            if frames:
                self._end += sum(frame.samples for frame in frames) / frames[0].sample_rate
                yield from frames

    def _note_damage(self) -> None:
        self._damage.append(self._end)


def as_float(frame: AudioFrame) -> Block:
    """Return a frame's samples as float32 of shape (n, channels), full scale at 1."""
    samples = frame.to_ndarray()
    interleaved = samples.T if frame.format.is_planar else samples.reshape(-1, frame.layout.nb_channels)
    if samples.dtype == np.uint8:
        return (interleaved.astype(np.float32) - 128.0) / 128.0
    if samples.dtype.kind == "i":
        return np.multiply(interleaved, np.float32(2.0 ** (1 - 8 * samples.dtype.itemsize)), dtype=np.float32)
    return interleaved.astype(np.float32, copy=False)


def _open(raw: BinaryIO, container: str, subject: str) -> av.container.InputContainer:
    demuxer = DEMUXERS.get(container)
    options = {} if demuxer else {"format_whitelist": OTHERS}
    try:
        return av.open(raw, "r", format=demuxer, options=options, metadata_errors="replace")
    except av.error.FFmpegError as error:
        if demuxer is None:
            raise NotAudio(f"{subject} is of no audio or video format.") from error
        raise DamagedAudio(f"{subject} is a damaged {container} file: its header cannot be read.") from error


def _duration(of_container: int | None, stream: AvAudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None and stream.duration > 0:
        return float(stream.duration * stream.time_base)
    return of_container / 1e6 if of_container is not None and of_container > 0 else None
