"""What there is to find: new albums, categories (the library's genres) and the playlists that Accord makes of it."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from typing_extensions import TypedDict

from accord.domain.errors import NotFound
from accord.domain.ids import base62
from accord.recommend.genres import Genres, slug
from accord.recommend.ready_made import ReadyMade
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere, StockHere
from accord.server.webapi import paging
from accord.server.webapi.images import Image, images
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.playlist_objects import PlaylistPaging, simplified_playlist
from accord.server.webapi.ready_made import as_playlist
from accord.server.webapi.resource import resource
from accord.server.webapi.simplified import SimplifiedAlbum, simplified_album

router = resource("browse")


class SimplifiedAlbums(Paging[SimplifiedAlbum]):
    """A stretch of albums."""


class NewReleases(TypedDict):
    """The albums that came to the library last."""

    albums: SimplifiedAlbums


class Category(TypedDict):
    """A genre of the library."""

    href: str
    icons: list[Image]
    id: str
    name: str


class CategoryPaging(Paging[Category]):
    """A stretch of the categories."""


class Categories(TypedDict):
    """The categories."""

    categories: CategoryPaging


class Playlists(TypedDict):
    """Playlists, with a word about them."""

    message: str
    playlists: PlaylistPaging


@router.get("/browse/new-releases")
def get_new_releases(
    library: LibraryHere, links: LinksHere, limit: Limit = paging.DEFAULT, offset: Offset = 0
) -> NewReleases:
    """Answer the albums that came to the library last, the newest first."""
    page = library.new_releases(limit, offset)
    around = Pages(links, "/v1/browse/new-releases").around(offset, limit, page.total)
    items = [simplified_album(release, links) for release in page.items]
    return NewReleases(albums=SimplifiedAlbums({"items": items, **around}))


@router.get("/browse/categories")
def get_categories(links: LinksHere, stock: StockHere, limit: Limit = paging.DEFAULT, offset: Offset = 0) -> Categories:
    """Answer the genres of the library, in order of their names."""
    found = [_category(id_, name, links) for id_, name in _names(stock.current().genres).items()]
    around = Pages(links, "/v1/browse/categories").around(offset, limit, len(found))
    return Categories(categories=CategoryPaging({"items": found[offset : offset + limit], **around}))


@router.get("/browse/categories/{category_id}")
def get_category(category_id: str, links: LinksHere, stock: StockHere) -> Category:
    """Answer one genre."""
    return _category(category_id, _require_category(category_id, stock.current().genres), links)


@router.get("/browse/featured-playlists")
def get_featured_playlists(
    links: LinksHere, stock: StockHere, limit: Limit = paging.DEFAULT, offset: Offset = 0
) -> Playlists:
    """Answer the playlists that Accord makes of the library by mood."""
    made = list(stock.current().ready_made.by_mood())
    return _playlists("Made from this library", made, "/v1/browse/featured-playlists", links, limit, offset)


@router.get("/browse/categories/{category_id}/playlists")
def get_category_playlists(
    category_id: str, links: LinksHere, stock: StockHere, limit: Limit = paging.DEFAULT, offset: Offset = 0
) -> Playlists:
    """Answer the playlist that Accord makes of a genre; none where too few tracks name it."""
    current = stock.current()
    name = _require_category(category_id, current.genres)
    made = list(current.ready_made.by_genre(category_id))
    return _playlists(name, made, f"/v1/browse/categories/{quote(category_id)}/playlists", links, limit, offset)


def _playlists(message: str, made: list[ReadyMade], path: str, links: Links, limit: int, offset: int) -> Playlists:
    items = [simplified_playlist(as_playlist(one), links) for one in made[offset : offset + limit]]
    around = Pages(links, path).around(offset, limit, len(made))
    return Playlists(message=message, playlists=PlaylistPaging({"items": items, **around}))


def _names(genres: Genres) -> dict[str, str]:
    """Return the name of each category by its id, in order."""
    return {slug(name): name for name in sorted(genres.names.values(), key=str.casefold)}


def _require_category(id_: str, genres: Genres) -> str:
    try:
        return _names(genres)[id_]
    except KeyError:
        raise NotFound(f"The library has no category {id_!r}.") from None


def _category(id_: str, name: str, links: Links) -> Category:
    return Category(
        href=f"{links.base}/v1/browse/categories/{quote(id_)}",
        icons=images(None, base62(hashlib.sha256(id_.encode()).digest()), links),
        id=id_,
        name=name,
    )
