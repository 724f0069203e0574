"""What is asked of a worker, and what it says of a file.

A report is checked on arrival: a worker may be in the hands of the file that it read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from accord.analysis.wire import Frame
from accord.domain.entities import Cover, Span, StoredAnalysis, Tags
from accord.domain.ids import track_id
from accord.rights.registry import sources

_COVER_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp")
"""The pictures that browsers show and that run nothing; others are left out."""
_LARGEST_COVER = 16 << 20
"""Bytes; larger ones are left out too."""


@dataclass(frozen=True, slots=True)
class Task:
    """One sound to be examined: a file, or a stretch of one that a CUE sheet cut out."""

    path: Path
    size: int
    mtime_ns: int
    span: Span | None = None
    tags: Tags | None = None
    """What the CUE sheet says of the stretch; it has the last word over the file's own tags."""


@dataclass(frozen=True, slots=True)
class Report:
    """A file that was read: what it is, what it says of itself, and its analysis where one was wanted."""

    digest: str
    """SHA-256 of the packets, in hexadecimal; the track's id comes from it."""
    container: str
    codec: str
    sr: int
    channels: int
    duration: float
    """Seconds."""
    tags: Tags
    problems: tuple[str, ...]
    """Sentences about damage that was read over."""
    analysis: StoredAnalysis | None

    @property
    def track_id(self) -> str:
        """The id of the sound."""
        return track_id(bytes.fromhex(self.digest))


class Malformed(Exception):
    """A worker's report is not what a worker can have meant to say."""


_SCALARS = ("digest", "container", "codec", "sr", "channels", "duration", "problems")


@dataclass(frozen=True, slots=True)
class _Header:
    digest: str
    container: str
    codec: str
    sr: int
    channels: int
    duration: float
    problems: tuple[str, ...]
    tags: Tags
    cover_type: str | None
    version: str | None
    weights: str | None


_HEADER = TypeAdapter(_Header)
_SHARES = TypeAdapter(dict[str, float])


def pack(report: Report) -> tuple[dict[str, object], list[bytes]]:
    """Return a report as the header and blobs of a message."""
    header: dict[str, object] = {name: getattr(report, name) for name in _SCALARS}
    cover, analysis = report.tags.cover, report.analysis
    if cover is not None and (cover.media_type not in _COVER_TYPES or len(cover.data) > _LARGEST_COVER):
        cover = None
    header |= {
        "tags": dataclasses.replace(report.tags, cover=None),
        "cover_type": cover.media_type if cover else None,
        "version": analysis.version if analysis else None,
        "weights": analysis.weights if analysis else None,
    }
    blobs = [cover.data] if cover else []
    if analysis:
        blobs += [analysis.features, analysis.document, analysis.embedding, analysis.confidences]
        blobs += [analysis.tags] if analysis.weights is not None else []
    return header, blobs


def unpack(frame: Frame) -> Report:
    """Return the report of a message.

    Raises
    ------
    Malformed
        If anything in it is of the wrong type, number or range.
    """
    try:
        header = _HEADER.validate_python({name: frame.header.get(name) for name in _Header.__slots__})
    except ValidationError as error:
        raise Malformed(f"The header is malformed: {error.errors()[0]['msg']}.") from error
    blobs = list(frame.blobs)
    wanted = (header.cover_type is not None) + 4 * (header.version is not None) + (header.weights is not None)
    if len(blobs) != wanted or not _sane(header):
        raise Malformed("The report is not of a sound.")
    cover = Cover(header.cover_type, blobs.pop(0)) if header.cover_type is not None else None
    analysis = _analysis(header.version, header.weights, blobs) if header.version is not None else None
    report = Report(
        **{name: getattr(header, name) for name in _SCALARS},
        tags=dataclasses.replace(header.tags, cover=cover),
        analysis=analysis,
    )
    if analysis is not None:
        _check_analysis(analysis, report.track_id)
    return report


def _analysis(version: str, weights: str | None, blobs: list[bytes]) -> StoredAnalysis:
    features, document, embedding, confidences, *tags = blobs
    return StoredAnalysis(version, features, document, embedding, confidences, weights, *tags)


def _sane(header: _Header) -> bool:
    digest_length = 2 * hashlib.sha256().digest_size
    return (
        len(header.digest) == digest_length
        and set(header.digest) <= set("0123456789abcdef")
        and math.isfinite(header.duration)
        and header.duration >= 0
        and header.sr > 0
        and header.channels > 0
        and header.tags.cover is None
        and (header.weights is None or header.version is not None)
        and (header.cover_type is None or header.cover_type in _COVER_TYPES)
    )


def _check_analysis(analysis: StoredAnalysis, track: str) -> None:
    try:
        features = orjson.loads(analysis.features)
        confidences, tags = (
            _SHARES.validate_json(written) for written in (analysis.confidences, analysis.tags or b"{}")
        )
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise Malformed("The analysis is not JSON.") from error
    if not isinstance(features, dict) or features.get("id") != track:
        raise Malformed("The features are not those of the sound that was read.")
    if not analysis.document.startswith(b"\x1f\x8b") or len(analysis.embedding) % 4:
        raise Malformed("The document or the embedding is malformed.")
    if not all(0 <= share <= 1 for share in (*confidences.values(), *tags.values())):
        raise Malformed("A confidence or the probability of a tag lies outside 0 to 1.")
    if analysis.weights is not None and analysis.weights not in sources():
        raise Malformed("The analysis was made with weights of which nothing is known.")
