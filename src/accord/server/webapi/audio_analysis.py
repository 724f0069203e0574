"""Audio analysis: bytes that the analyser wrote and compressed, sent as they are stored."""

from __future__ import annotations

import gzip
from typing import Annotated, Literal, NotRequired

from fastapi import Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from typing_extensions import TypedDict

from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.coding import accepts
from accord.server.state import state
from accord.server.webapi.asking import documented
from accord.server.webapi.old_ids import meant
from accord.server.webapi.resource import resource
from accord.server.webapi.route import StoredRoute

Share = Annotated[float, Field(ge=0, le=1)]
Key = Annotated[int, Field(ge=-1, le=11)]
Mode = Annotated[int, Field(ge=-1, le=1)]
Meter = Annotated[int, Field(ge=3, le=7)]
Twelve = Field(min_length=12, max_length=12)

router = resource("audio-analysis", route_class=StoredRoute)


class Meta(TypedDict):
    """How the analysis came about."""

    analyzer_version: str
    platform: str
    detailed_status: str
    status_code: int
    timestamp: int
    analysis_time: float
    input_process: str


class Interval(TypedDict):
    """A bar, a beat or a tatum. Times are in seconds."""

    start: float
    duration: float
    confidence: Share


class Chord(Interval):
    """A chord for as long as it sounds: ``C``, ``C#m``, or ``N`` for none."""

    name: str


class Additions(TypedDict):
    """What Accord says beyond the protocol."""

    tuning: float
    tuning_confidence: Share
    section_labels: list[str]
    chords: list[Chord]


class TrackAnalysis(TypedDict):
    """The whole track."""

    num_samples: int
    duration: float
    sample_md5: str
    offset_seconds: int
    window_seconds: int
    analysis_sample_rate: int
    analysis_channels: int
    end_of_fade_in: float
    start_of_fade_out: float
    loudness: float
    tempo: float
    tempo_confidence: Share
    time_signature: Meter
    time_signature_confidence: Share
    key: Key
    key_confidence: Share
    mode: Mode
    mode_confidence: Share
    codestring: str
    code_version: float
    echoprintstring: str
    echoprint_version: float
    synchstring: str
    synch_version: float
    rhythmstring: str
    rhythm_version: float
    accord: NotRequired[Additions]


class Section(Interval):
    """A stretch that is uniform in rhythm, harmony and timbre."""

    loudness: float
    tempo: float
    tempo_confidence: Share
    key: Key
    key_confidence: Share
    mode: Literal[-1, 0, 1]
    mode_confidence: Share
    time_signature: Meter
    time_signature_confidence: Share


class Segment(Interval):
    """A sound, with its loudness contour, pitches and timbre."""

    loudness_start: float
    loudness_max_time: float
    loudness_max: float
    loudness_end: float
    pitches: Annotated[list[Share], Twelve]
    timbre: Annotated[list[float], Twelve]


class AudioAnalysis(TypedDict):
    """The whole analysis. Documents and tests read this; answers are stored bytes."""

    meta: Meta
    track: TrackAnalysis
    bars: list[Interval]
    beats: list[Interval]
    sections: list[Section]
    segments: list[Segment]
    tatums: list[Interval]


@router.get("/audio-analysis/{id}", response_model=AudioAnalysis, openapi_extra=documented("id", "path"))
async def get_audio_analysis(request: Request) -> Response:
    """Answer the whole analysis of one track, compressed where the client takes that."""
    id_ = require_id(request.path_params["id"])
    document = state(request).library.analysis_document(*meant(request, [id_]))
    if document is None:
        raise NotFound(f"There is no analysis of {id_}.")
    headers = {"Vary": "Accept-Encoding"}
    if accepts("gzip", request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
    else:
        document = await run_in_threadpool(gzip.decompress, document)
    return Response(document, media_type="application/json", headers=headers)
