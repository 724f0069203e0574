"""FFmpeg (through PyAV) at work on compressed sound: packets in, blocks of float32 out.

Packet by packet, so that a damaged one costs only itself and its place can be named. (libsndfile would read MP3 and
FLAC as fast, but stops at the first damage in FLAC, says nothing of it in MP3, and has mpg123 write to stderr.)
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import av
import av.error
import av.subtitles.stream  # PyAV would import it on first use, when a sandboxed worker may open nothing any more
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream as Stream
from av.container import InputContainer

from accord.analysis.decode_bounds import without_tags
from accord.analysis.decode_complete import ends_early
from accord.analysis.decode_file import clock
from accord.analysis.decode_protection import protection
from accord.analysis.decode_stream import BLOCK, AudioInfo, Block
from accord.domain.errors import DamagedAudio, NoAudioStream, NotAudio, ProtectedAudio, TooShort, UnsupportedAudio

_DEMUXERS = {"asf": "asf", "matroska": "matroska", "mp4": "mov"} | {
    name: name for name in ("aac", "aiff", "flac", "mp3", "ogg", "wav")
}
_OTHER_DEMUXERS = "ac3,amr,ape,au,avi,caf,dsf,dts,eac3,flv,mpc,mpc8,mpeg,mpegts,rm,tak,tta,voc,w64,wv"
"""Tried on what ``decode_sniff`` does not know: formats with a signature. Playlists, subtitles and text art are not
among them, so no file can make FFmpeg open another."""
_ESTIMATED = {"aac", "mpeg", "mpegts"}
"""Containers whose duration FFmpeg guesses from the size of the file."""
_SEEKABLE = {"flac", "wav"}
"""Containers in which each packet states its place to the sample; in the others a span is reached by decoding."""
_PREROLL = 1.0
"""Seconds before a span at which decoding starts."""
_TOLERATED = 50
"""Frames in a row of another rate or layout that count as damage; more is a change that the file means."""
_SAMPLES: dict[str, tuple[type[np.generic], float]] = {  # dtype and full scale
    "u8": (np.uint8, 128.0),
    "s16": (np.int16, 2.0**15),
    "s32": (np.int32, 2.0**31),
    "s64": (np.int64, 2.0**63),
    "flt": (np.float32, 1.0),
    "dbl": (np.float64, 1.0),
}
BROKEN = (av.error.FFmpegError, OSError, ValueError, OverflowError)
"""What PyAV raises on bytes that make no sense; the last three come out of our file's own seek."""


class PacketDecoder:
    """The first audio stream of a file, decoded on one thread.

    Encoder delay and padding are cut where the file states them (LAME header, Opus and Vorbis granules, MP4 edit list,
    Matroska), as FFmpeg does by itself; where it does not (ADTS, WMA), they stay.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    container : str
        As ``decode_sniff`` tells it.
    subject : str
        The file's name in sentences.

    Raises
    ------
    AudioError
        If there is no audio stream, or nothing of it decodes.
    """

    def __init__(self, raw: io.FileIO, container: str, subject: str) -> None:
        self._raw = raw
        self._subject = subject
        self._damage: list[float] = []
        self._time = 0.0
        self._container = open_packets(raw, container, subject)
        try:
            self._stream = first_stream(self._container, subject)
            context = self._stream.codec_context
            context.thread_count = 1
            if context.name == "flac":
                context.options = {"err_detect": "crccheck+explode"}
            self._frames = self._decoded()
            duration = duration_of(self._container, self._stream)
            first = next(self._frames, None)
            if first is None and not duration and not self._damage:
                raise TooShort(f"{subject} holds no sound.")
            if first is None:
                raise DamagedAudio(f"{subject} is damaged: none of its sound can be decoded.")
        except BaseException:
            self.close()
            raise
        self._first = first
        self.info = AudioInfo(
            sr=first.sample_rate,
            channels=first.layout.nb_channels,
            codec=context.codec.canonical_name,
            container=container or self._container.format.name,
            decoder="FFmpeg",
            duration=duration,
        )
        guessed = _ESTIMATED & set(self._container.format.name.split(","))
        self.promised = None if guessed else duration
        self.holds_floats = context.name.startswith("pcm_f")

    def blocks(self, first: int, problems: list[str]) -> Iterator[Block]:
        """Yield the sound from frame ``first`` on, past what does not decode; note that in ``problems``."""
        position = self._seek(first)
        for block in self._joined():
            if position + len(block) > first:
                yield block[max(0, first - position) :]
            position += len(block)
        if self._damage:
            places = "1 place" if len(self._damage) == 1 else f"{len(self._damage)} places"
            at = clock(self._damage[0])
            problems.append(f"{self._subject} is damaged in {places}, first at {at}; what did not decode was left out.")
        if ends_early(self._raw, self.info.container):
            problems.append(f"{self._subject} is cut short at {clock(self._time)}: more was to follow.")

    def close(self) -> None:
        """Let go of FFmpeg's side of the file."""
        self._container.close()

    def _seek(self, first: int) -> int:
        """Go to a little before a frame where the container allows it; return the frame where reading starts."""
        start = first / self.info.sr - _PREROLL
        base = self._stream.time_base
        if start <= 0 or base is None or self.info.container not in _SEEKABLE:
            return 0
        try:
            self._container.seek(int(start / base), stream=self._stream)
            frames = self._decoded()
            arrived = next(frames)
        except (*BROKEN, StopIteration):
            raise DamagedAudio(f"{self._subject} is damaged: {clock(start)} cannot be reached.") from None
        if arrived.pts is None:
            raise DamagedAudio(f"{self._subject} is damaged near {clock(start)}.")
        self._first, self._frames, self._time = arrived, frames, float(arrived.pts * base)
        return round(arrived.pts * base * self.info.sr)

    def _joined(self) -> Iterator[Block]:
        """Join frames into blocks: a frame is some 10 ms, too little to work on at a time."""
        block = np.empty((BLOCK, self.info.channels), np.float32)
        filled = 0
        for frame in self._alike():
            if filled and filled + frame.samples > BLOCK:
                yield block[:filled]
                block, filled = np.empty((BLOCK, self.info.channels), np.float32), 0
            if frame.samples > BLOCK:
                large = np.empty((frame.samples, self.info.channels), np.float32)
                copy_samples(frame, large)
                yield from (large[at : at + BLOCK] for at in range(0, len(large), BLOCK))
                continue
            copy_samples(frame, block[filled : filled + frame.samples])
            filled += frame.samples
        if filled:
            yield block[:filled]

    def _alike(self) -> Iterator[AudioFrame]:
        """Yield the frames of the first one's rate and layout."""
        sr, channels, sample_format = self.info.sr, self.info.channels, self._first.format.name
        yield self._first
        strange = 0
        for frame in self._frames:
            if frame.sample_rate == sr and frame.layout.nb_channels == channels and frame.format.name == sample_format:
                strange = 0
                yield frame
                continue
            strange += 1
            self._damage.append(self._time)
            if strange > _TOLERATED:
                raise UnsupportedAudio(
                    f"{self._subject} changes from {sr} Hz, {channels} channels to {frame.sample_rate} Hz, "
                    f"{frame.layout.nb_channels} channels near {clock(self._time)}."
                )

    def _decoded(self) -> Iterator[AudioFrame]:
        """Decode packet by packet, so that a bad one costs only itself."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except BROKEN:
                self._damage.append(self._time)
                return
            try:
                frames = packet.decode()
            except BROKEN:
                if packet.size:
                    self._damage.append(self._time)
                continue
            for frame in frames:
                if frame.samples:
                    self._time += frame.samples / frame.sample_rate
                    yield frame


def copy_samples(frame: AudioFrame, into: Block) -> None:
    """Write a frame's samples into float32 of shape (n, channels), full scale at 1."""
    name = frame.format.name
    dtype, scale = _SAMPLES[name.removesuffix("p")]
    n, channels = into.shape
    if name.endswith("p"):
        planes = frame.planes  # for eight channels and more PyAV counts beyond the last
        for c in range(channels):
            into[:, c] = np.frombuffer(memoryview(planes[c]), dtype, n)
    else:
        into[:] = np.frombuffer(memoryview(frame.planes[0]), dtype, n * channels).reshape(n, channels)
    if dtype is np.uint8:
        into -= np.float32(scale)
    if scale != 1.0:
        into *= np.float32(1 / scale)


def open_packets(raw: io.FileIO, container: str, subject: str) -> InputContainer:
    """Return FFmpeg's reader of a file's packets.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    container : str
        As ``decode_sniff`` tells it.
    subject : str
        The file's name in sentences.

    Returns
    -------
    InputContainer
        To be closed by the caller.

    Raises
    ------
    ProtectedAudio, NotAudio, DamagedAudio
        If the audio is encrypted, or FFmpeg does not know the format, or not this file's header.
    """
    scheme = protection(raw, container)
    if scheme is not None:
        raise ProtectedAudio(f"{subject} is encrypted ({scheme}).")
    demuxer = _DEMUXERS.get(container)
    options = {} if demuxer else {"format_whitelist": _OTHER_DEMUXERS}
    try:
        return av.open(without_tags(raw, container), "r", format=demuxer, options=options, metadata_errors="replace")
    except BROKEN as error:
        if demuxer is None:
            raise NotAudio(f"{subject} is of no audio or video format.") from error
        raise DamagedAudio(f"{subject} is a damaged {container} file: its header cannot be read.") from error


def first_stream(container: InputContainer, subject: str) -> Stream:
    """Return the first audio stream.

    Raises
    ------
    NoAudioStream, UnsupportedAudio
        If there is none, or of an unknown codec.
    """
    if not container.streams.audio:
        raise NoAudioStream(f"{subject} has no audio stream.")
    stream = container.streams.audio[0]
    if stream.codec_context is None:
        raise UnsupportedAudio(f"{subject} holds audio of a codec that cannot be decoded here.")
    return stream


def duration_of(container: InputContainer, stream: Stream) -> float | None:
    """Return the seconds that the header promises, ``None`` where it does not say."""
    if stream.duration is not None and stream.time_base is not None and stream.duration > 0:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration is not None and container.duration > 0 else None
