"""Users as they stand in playlists."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from accord.server.links import Links
from accord.server.webapi.simplified import external_urls, uri
from accord.server.webapi.users import user_id


class PlaylistUser(TypedDict):
    """Who owns a playlist, or added something to it."""

    display_name: str | None
    external_urls: dict[str, str]
    href: str
    id: str
    type: Literal["user"]
    uri: str


def playlist_user(listener_id: str | None, name: str | None, links: Links) -> PlaylistUser:
    """Return the short form of a user; an empty one, as clients know it, for who is no listener any more."""
    id_ = user_id(listener_id or "")
    return PlaylistUser(
        display_name=name,
        external_urls=external_urls("user", id_, links),
        href=links.href("user", id_),
        id=id_,
        type="user",
        uri=uri("user", id_),
    )
