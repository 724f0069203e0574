"""Tracks by id."""

from __future__ import annotations

from fastapi import Request
from typing_extensions import TypedDict

from accord.domain import entities
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.links import Links
from accord.server.state import links, state
from accord.server.webapi.asking import documented
from accord.server.webapi.ids import parse_ids
from accord.server.webapi.old_ids import meant
from accord.server.webapi.resource import resource
from accord.server.webapi.route import StoredRoute
from accord.server.webapi.simplified import SimplifiedAlbum, SimplifiedTrack, simplified_album, simplified_track

MOST = 50
"""Ids in one request."""

router = resource("tracks", route_class=StoredRoute)


class Track(SimplifiedTrack):
    """A track with its album."""

    album: SimplifiedAlbum
    external_ids: dict[str, str]
    popularity: int


class Tracks(TypedDict):
    """Tracks in the order in which they were asked for; ``null`` for an id that is not in the library."""

    tracks: list[Track | None]


def full_track(track: entities.Track, links: Links) -> Track:
    """Return the protocol's full track object."""
    return {
        **simplified_track(track, links),
        "album": simplified_album(track.release, links),
        "external_ids": {"isrc": track.isrc} if track.isrc else {},
        "popularity": track.popularity,
    }


@router.get("/tracks/{id}", openapi_extra=documented("id", "path"))
async def get_track(request: Request) -> Track:
    """Answer one track."""
    id_ = require_id(request.path_params["id"])
    (track,) = state(request).library.tracks(meant(request, [id_]))
    if track is None:
        raise NotFound(f"There is no track {id_}.")
    return full_track(track, links(request))


@router.get("/tracks", openapi_extra=documented("ids", "query"))
async def get_tracks(request: Request) -> Tracks:
    """Answer up to 50 tracks."""
    found = state(request).library.tracks(meant(request, parse_ids(request.query_params.get("ids", ""), MOST)))
    here = links(request)
    return Tracks(tracks=[full_track(track, here) if track else None for track in found])
