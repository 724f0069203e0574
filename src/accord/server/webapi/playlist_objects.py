"""The objects of playlists: as they stand in lists, in full, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from typing_extensions import TypedDict

from accord.domain.labels import Label
from accord.domain.playlists import Playlist, PlaylistItem
from accord.server.links import Links
from accord.server.webapi.artists import Followers
from accord.server.webapi.images import Image, images
from accord.server.webapi.owners import PlaylistUser, playlist_user
from accord.server.webapi.paging import Pages, Paging
from accord.server.webapi.playlist_pictures import picture_images
from accord.server.webapi.simplified import external_urls, uri
from accord.server.webapi.tracks import Track, full_track

FIRST = 100
"""Items that stand in a playlist itself; more come page by page."""


class ItemsReference(TypedDict):
    """Where a playlist's items are, and how many."""

    href: str
    total: int


class VideoThumbnail(TypedDict):
    """A picture of a video; Accord has none."""

    url: None


class ListedTrack(Track):
    """A track as it stands in a playlist, where there might be an episode."""

    episode: Literal[False]
    track: Literal[True]


class ListedItem(TypedDict):
    """An item of a playlist, under the names of both contracts; ``null`` for a track that is not here any more."""

    added_at: str
    added_by: PlaylistUser
    is_local: Literal[False]
    item: ListedTrack | None
    primary_color: None
    track: ListedTrack | None
    video_thumbnail: VideoThumbnail


class ItemPaging(Paging[ListedItem]):
    """A stretch of a playlist."""


class AccordLabel(TypedDict):
    """What may be done with something, what that owes, and where it comes from."""

    purposes: list[str]
    obligations: list[str]
    sources: list[str]


class _Described(TypedDict):
    collaborative: bool
    description: str
    external_urls: dict[str, str]
    href: str
    id: str
    images: list[Image]
    name: str
    owner: PlaylistUser
    primary_color: None
    public: bool
    snapshot_id: str
    type: Literal["playlist"]
    uri: str


class SimplifiedPlaylist(_Described):
    """A playlist without its items."""

    items: ItemsReference
    tracks: ItemsReference


class FullPlaylist(_Described):
    """A playlist with its first 100 items."""

    accord_label: AccordLabel
    followers: Followers
    items: ItemPaging
    tracks: ItemPaging


class PlaylistPaging(Paging[SimplifiedPlaylist]):
    """A stretch of playlists."""


def simplified_playlist(playlist: Playlist, links: Links) -> SimplifiedPlaylist:
    """Return the short form of a playlist."""
    here = links.href("playlist", playlist.id)
    return {
        **_described(playlist, links),
        "items": {"href": f"{here}/items", "total": playlist.total},
        "tracks": {"href": f"{here}/tracks", "total": playlist.total},
    }


def full_playlist(playlist: Playlist, items: Sequence[PlaylistItem], label: Label, links: Links) -> FullPlaylist:
    """Return the full form of a playlist, from its first items."""
    listed = [listed_item(item, links) for item in items]
    return {
        **_described(playlist, links),
        "accord_label": accord_label(label),
        "followers": {"href": None, "total": playlist.followers},
        "items": item_paging(playlist, "items", listed, FIRST, 0, links),
        "tracks": item_paging(playlist, "tracks", listed, FIRST, 0, links),
    }


def item_paging(
    playlist: Playlist, name: str, listed: list[ListedItem], limit: int, offset: int, links: Links, **query: str
) -> ItemPaging:
    """Return a stretch of a playlist's items; ``name`` is the last part of its address."""
    around = Pages(links, f"/v1/playlists/{playlist.id}/{name}", query).around(offset, limit, playlist.total)
    return ItemPaging({"items": listed, **around})


def listed_item(item: PlaylistItem, links: Links) -> ListedItem:
    """Return an item of a playlist."""
    track: ListedTrack | None = None
    if item.track is not None:
        track = {**full_track(item.track, links), "episode": False, "track": True}
    return {
        "added_at": utc(item.added_at),
        "added_by": playlist_user(item.adder_id, item.adder_name, links),
        "is_local": False,
        "item": track,
        "primary_color": None,
        "track": track,
        "video_thumbnail": {"url": None},
    }


def playlist_images(playlist: Playlist, links: Links) -> list[Image]:
    """Return the pictures of a playlist: its own, else the cover of one of its first tracks, else a plain one."""
    return picture_images(playlist, links) if playlist.pictured else images(playlist.cover_id, playlist.id, links)


def accord_label(label: Label) -> AccordLabel:
    """Return a label as the API shows it; about whom it is stays unsaid."""
    return {
        "purposes": sorted(label.purposes),
        "obligations": sorted(label.obligations),
        "sources": sorted(label.sources),
    }


def utc(seconds: int) -> str:
    """Return a moment as the protocol writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _described(playlist: Playlist, links: Links) -> _Described:
    return _Described(
        collaborative=playlist.collaborative,
        description=playlist.description,
        external_urls=external_urls("playlist", playlist.id, links),
        href=links.href("playlist", playlist.id),
        id=playlist.id,
        images=playlist_images(playlist, links),
        name=playlist.name,
        owner=playlist_user(playlist.owner_id, playlist.owner_name, links),
        primary_color=None,
        public=playlist.public,
        snapshot_id=playlist.snapshot_id,
        type="playlist",
        uri=uri("playlist", playlist.id),
    )
