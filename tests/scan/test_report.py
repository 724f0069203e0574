"""A worker's report arrives as it was sent; one that a worker cannot have meant is refused."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from accord.analysis.report import Malformed, Report, pack, unpack
from accord.analysis.wire import Frame
from accord.domain.entities import Cover, StoredAnalysis, Tags
from accord.domain.ids import track_id

DIGEST = hashlib.sha256(b"packets")
ID = track_id(DIGEST.digest())
ANALYSIS = StoredAnalysis(
    version="1",
    features=orjson.dumps({"id": ID}),
    document=gzip.compress(b"{}"),
    embedding=b"\0" * 8,
    confidences=orjson.dumps({"tempo": 0.5}),
)
TAGS = Tags(title="Ä", artists=("a", "b"), track_number=3, cover=Cover("image/png", b"\x89PNG"))
REPORT = Report(DIGEST.hexdigest(), "mp4", "aac", 44100, 2, 12.5, TAGS, ("It is cut short.",), ANALYSIS)


def sent(report: Report) -> Frame:
    header, blobs = pack(report)
    return Frame(orjson.loads(orjson.dumps(header)), tuple(blobs))


@pytest.mark.parametrize(
    "report",
    [
        REPORT,
        dataclasses.replace(REPORT, analysis=None),
        dataclasses.replace(REPORT, tags=Tags()),
        dataclasses.replace(REPORT, tags=Tags(), analysis=None, problems=()),
    ],
)
def test_it_arrives_as_it_was_sent(report: Report) -> None:
    assert unpack(sent(report)) == report
    assert report.track_id == ID


@pytest.mark.parametrize("cover", [Cover("image/svg+xml", b"<svg>"), Cover("image/png", b"x" * (17 << 20))])
def test_pictures_that_are_not_served_stay_behind(cover: Cover) -> None:
    report = dataclasses.replace(REPORT, tags=dataclasses.replace(TAGS, cover=cover))
    assert unpack(sent(report)).tags.cover is None


Spoil = Callable[[dict[str, Any], list[bytes]], object]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda header, _: header.pop("digest"),
        lambda header, _: header.update(digest="0" * 63),
        lambda header, _: header.update(digest="G" * 64),
        lambda header, _: header.update(digest="0" * 64),  # the analysis is of another sound
        lambda header, _: header.update(duration=-1),
        lambda header, _: header.update(duration="long"),
        lambda header, _: header.update(sr=0),
        lambda header, _: header.update(channels=0),
        lambda header, _: header.update(cover_type="text/html"),
        lambda header, _: header.update(cover_type=None),
        lambda header, _: header.update(version=None),
        lambda header, _: header["tags"].update(artists=7),
        lambda header, _: header["tags"].update(cover={"media_type": "image/png", "data": "x"}),
        lambda _, blobs: blobs.pop(),
        lambda _, blobs: blobs.append(b""),
        lambda _, blobs: blobs.__setitem__(1, b"no JSON"),
        lambda _, blobs: blobs.__setitem__(1, b"[]"),
        lambda _, blobs: blobs.__setitem__(2, b"no gzip"),
        lambda _, blobs: blobs.__setitem__(3, b"\0" * 7),
        lambda _, blobs: blobs.__setitem__(4, b'{"tempo": 2.0}'),
        lambda _, blobs: blobs.__setitem__(4, b'{"tempo": "sure"}'),
    ],
)
def test_what_makes_no_sense_is_refused(spoil: Spoil) -> None:
    frame = sent(REPORT)
    blobs = list(frame.blobs)
    spoil(frame.header, blobs)
    with pytest.raises(Malformed):
        unpack(Frame(frame.header, tuple(blobs)))
