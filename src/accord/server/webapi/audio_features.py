"""Audio features: bytes that the analyser wrote, sent as they are stored."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Request, Response
from pydantic import Field
from typing_extensions import TypedDict

from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.state import links, state
from accord.server.webapi.asking import documented
from accord.server.webapi.ids import parse_ids
from accord.server.webapi.old_ids import meant
from accord.server.webapi.resource import resource
from accord.server.webapi.route import StoredRoute

MOST = 100
"""Ids in one request."""

Share = Annotated[float, Field(ge=0, le=1)]

router = resource("audio-features", route_class=StoredRoute)


class AudioFeatures(TypedDict):
    """What the analyser says of a track in eighteen fields. Documents and tests read this; answers are stored bytes."""

    acousticness: Share
    analysis_url: str
    danceability: Share
    duration_ms: int
    energy: Share
    id: str
    instrumentalness: Share
    key: Annotated[int, Field(ge=-1, le=11)]
    liveness: Share
    loudness: float
    mode: Annotated[int, Field(ge=0, le=1)]
    speechiness: Share
    tempo: float
    time_signature: Annotated[int, Field(ge=3, le=7)]
    track_href: str
    type: Literal["audio_features"]
    uri: str
    valence: Share


class ManyAudioFeatures(TypedDict):
    """Features in the order in which they were asked for; ``null`` for an id that has none here."""

    audio_features: list[AudioFeatures | None]


@router.get("/audio-features/{id}", response_model=AudioFeatures, openapi_extra=documented("id", "path"))
async def get_audio_features(request: Request) -> Response:
    """Answer the features of one track."""
    id_ = require_id(request.path_params["id"])
    (document,) = state(request).library.features_documents(meant(request, [id_]))
    if document is None:
        raise NotFound(f"There is no analysis of {id_}.")
    return _json(document, request)


@router.get("/audio-features", response_model=ManyAudioFeatures, openapi_extra=documented("ids", "query"))
async def get_many_audio_features(request: Request) -> Response:
    """Answer the features of up to 100 tracks."""
    ids = meant(request, parse_ids(request.query_params.get("ids", ""), MOST))
    documents = state(request).library.features_documents(ids)
    return _json(b'{"audio_features":[' + b",".join(document or b"null" for document in documents) + b"]}", request)


def _json(body: bytes, request: Request) -> Response:
    return Response(body.replace(b"{base}", links(request).base.encode()), media_type="application/json")
