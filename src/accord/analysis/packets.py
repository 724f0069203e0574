"""What a track's id is made of: the digest of its packets, which no tag, name or container layout changes.

Rule 1: SHA-256 over the payloads of the packets of the first audio stream, in stream order. Payload is what the codec
reads: no container header, no page or atom, no tag, no codec header that the container keeps apart (Vorbis and Opus
headers, the LAME frame of an MP3). Of uncompressed sound it is the bytes of the samples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from av.audio.stream import AudioStream as Stream
from av.container import InputContainer
from av.packet import Packet

from accord.analysis.decode_ffmpeg import BROKEN, duration_of, first_stream, open_packets
from accord.analysis.decode_file import clock, opened, subject_of
from accord.analysis.decode_sniff import container_of
from accord.analysis.packets_ogg import ogg_payloads
from accord.domain.entities import Span
from accord.domain.errors import DamagedAudio, TooShort


def packets_digest(file: Path | int, span: Span | None = None) -> bytes:
    """Return the SHA-256 of a file's packets (rule 1); ``domain.ids.track_id`` makes an id of it.

    Parameters
    ----------
    file : Path or int
        A path, or an open file descriptor, which stays open; its position moves.
    span : Span, optional
        Only the packets that begin in it; of uncompressed sound, the samples that lie in it.

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    AudioError
        One of its subclasses, if there is no packet.
    """
    subject = subject_of(file)
    digest = hashlib.sha256()
    with opened(file) as raw:
        container = container_of(raw)
        if container == "ogg" and span is None and _absorb(digest, ogg_payloads(raw)):
            return digest.digest()
        with closing(open_packets(raw, container, subject)) as demuxer:
            stream = first_stream(demuxer, subject)
            packets = _packets(demuxer, stream)
            if _absorb(digest, (memoryview(p) if span is None else _within(p, stream, span) for p in packets)):
                return digest.digest()
            promised = duration_of(demuxer, stream)
    if span is None and promised:
        raise DamagedAudio(f"{subject} is damaged: none of its sound is there.")
    raise TooShort(f"{subject} holds no sound{'' if span is None else f' from {clock(span.start)} on'}.")


def _absorb(digest: hashlib._Hash, payloads: Iterable[bytes | memoryview]) -> bool:
    """Add payloads to a digest; return whether there was a byte."""
    any_bytes = False
    for payload in payloads:
        any_bytes = any_bytes or bool(payload)
        digest.update(payload)
    return any_bytes


def _packets(container: InputContainer, stream: Stream) -> Iterator[Packet[Stream]]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, *BROKEN):  # what comes before the damage is the track's identity
            return
        if packet.size:
            yield packet


def _within(packet: Packet[Stream], stream: Stream, span: Span) -> memoryview:
    """Return the part of a packet's payload that belongs to a span: all or nothing, but for samples.

    Packets before zero (the encoder's run-up) belong to what begins at zero.
    """
    payload = memoryview(packet)
    base, time = packet.time_base, packet.pts if packet.pts is not None else packet.dts
    if time is None:
        return payload[:0]
    start, end = max(0.0, float(time * base)), float("inf") if span.end is None else span.end
    if not stream.codec_context.name.startswith("pcm_") or not packet.duration:
        return payload if span.start <= start < end else payload[:0]
    sr, count = stream.codec_context.sample_rate, round(packet.duration * base * stream.codec_context.sample_rate)
    width, first = packet.size // count, round(time * base * sr)
    low = max(0, round(span.start * sr) - first)
    high = count if span.end is None else max(0, round(span.end * sr) - first)
    return payload[low * width : min(high, count) * width]
