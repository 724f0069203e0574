"""Tracks by id."""

from __future__ import annotations

from fastapi import APIRouter

from accord.domain import entities
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere
from accord.server.webapi.ids import parse_ids
from accord.server.webapi.model import Model
from accord.server.webapi.simplified import SimplifiedAlbum, SimplifiedTrack, simplified_album, simplified_track

MOST = 50
"""Ids in one request."""

router = APIRouter(tags=["tracks"])


class Track(SimplifiedTrack):
    """A track with its album."""

    album: SimplifiedAlbum
    external_ids: dict[str, str]
    popularity: int


class Tracks(Model):
    """Tracks in the order in which they were asked for; ``null`` for an id that is not in the library."""

    tracks: list[Track | None]


def full_track(track: entities.Track, links: Links) -> Track:
    """Return the protocol's full track object."""
    return Track(
        **dict(simplified_track(track, links)),
        album=simplified_album(track.release, links),
        external_ids={"isrc": track.isrc} if track.isrc else {},
        popularity=track.popularity,
    )


@router.get("/tracks/{id}")
def get_track(id: str, library: LibraryHere, links: LinksHere) -> Track:
    """Answer one track."""
    (track,) = library.tracks([require_id(id)])
    if track is None:
        raise NotFound(f"There is no track {id}.")
    return full_track(track, links)


@router.get("/tracks")
def get_tracks(ids: str, library: LibraryHere, links: LinksHere) -> Tracks:
    """Answer up to 50 tracks."""
    found = library.tracks(parse_ids(ids, MOST))
    return Tracks(tracks=[full_track(track, links) if track else None for track in found])
