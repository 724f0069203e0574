"""The short forms of artist, album and track, which stand inside other objects."""

from __future__ import annotations

from typing import Literal, cast

from typing_extensions import TypedDict

from accord.domain.entities import ArtistRef, Release, Track
from accord.server.links import Links
from accord.server.webapi.images import Image, images
from accord.server.webapi.market import ALL_MARKETS

AlbumType = Literal["album", "single", "compilation"]
Precision = Literal["year", "month", "day"]


class SimplifiedArtist(TypedDict):
    """An artist as credited."""

    external_urls: dict[str, str]
    href: str
    id: str
    name: str
    type: Literal["artist"]
    uri: str


class SimplifiedAlbum(TypedDict):
    """An album without its tracks."""

    album_type: AlbumType
    artists: list[SimplifiedArtist]
    available_markets: list[str]
    external_urls: dict[str, str]
    href: str
    id: str
    images: list[Image]
    is_playable: bool
    name: str
    release_date: str
    release_date_precision: Precision
    total_tracks: int
    type: Literal["album"]
    uri: str


class SimplifiedTrack(TypedDict):
    """A track without its album."""

    artists: list[SimplifiedArtist]
    available_markets: list[str]
    disc_number: int
    duration_ms: int
    explicit: bool
    external_urls: dict[str, str]
    href: str
    id: str
    is_local: bool
    is_playable: bool
    name: str
    preview_url: str | None
    track_number: int
    type: Literal["track"]
    uri: str


def external_urls(kind: str, id_: str, links: Links) -> dict[str, str]:
    """Return the URL of the page about something, under the name by which clients look for it."""
    return {"spotify": links.page(kind, id_)}


def uri(kind: str, id_: str) -> str:
    """Return a URI of the scheme that clients parse."""
    return f"spotify:{kind}:{id_}"


def simplified_artist(artist: ArtistRef, links: Links) -> SimplifiedArtist:
    """Return the short form of an artist."""
    return SimplifiedArtist(
        external_urls=external_urls("artist", artist.id, links),
        href=links.href("artist", artist.id),
        id=artist.id,
        name=artist.name,
        type="artist",
        uri=uri("artist", artist.id),
    )


def simplified_album(release: Release, links: Links) -> SimplifiedAlbum:
    """Return the short form of a release."""
    date, precision = _release_date(release.date)
    return SimplifiedAlbum(
        album_type=cast(AlbumType, release.kind),
        artists=[simplified_artist(artist, links) for artist in release.artists],
        available_markets=ALL_MARKETS,
        external_urls=external_urls("album", release.id, links),
        href=links.href("album", release.id),
        id=release.id,
        images=images(release.cover_id, release.id, links),
        is_playable=True,
        name=release.title,
        release_date=date,
        release_date_precision=precision,
        total_tracks=release.total_tracks,
        type="album",
        uri=uri("album", release.id),
    )


def simplified_track(track: Track, links: Links) -> SimplifiedTrack:
    """Return the short form of a track."""
    return SimplifiedTrack(
        artists=[simplified_artist(artist, links) for artist in track.artists],
        available_markets=ALL_MARKETS,
        disc_number=track.disc_number,
        duration_ms=round(track.duration * 1000),
        explicit=False,
        external_urls=external_urls("track", track.id, links),
        href=links.href("track", track.id),
        id=track.id,
        is_local=False,
        is_playable=True,
        name=track.title,
        preview_url=links.preview(track.id),
        track_number=track.track_number,
        type="track",
        uri=uri("track", track.id),
    )


def _release_date(date: str | None) -> tuple[str, Precision]:
    # Both contracts want a date; "0000" is what clients already meet where none is known.
    if date is None:
        return "0000", "year"
    if len(date) == 4:
        return date, "year"
    return date, "month" if len(date) == 7 else "day"
