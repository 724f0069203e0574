"""Artists by id."""

from __future__ import annotations

from typing_extensions import TypedDict

from accord.domain import entities
from accord.domain.entities import ArtistRef
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.recommend.related import related
from accord.server.links import Links
from accord.server.state import LearntHere, LibraryHere, LinksHere, StockHere
from accord.server.webapi.ids import parse_ids
from accord.server.webapi.images import Image, images
from accord.server.webapi.reasons import Reasoned, reasoned
from accord.server.webapi.resource import resource
from accord.server.webapi.simplified import SimplifiedArtist, simplified_artist

MOST = 50
"""Ids in one request."""

RELATED = 20
"""Artists named as related."""

router = resource("artists")


class Followers(TypedDict):
    """How many people follow an artist; nobody is counted here."""

    href: None
    total: int


class Artist(SimplifiedArtist):
    """An artist with genres and pictures."""

    followers: Followers
    genres: list[str]
    images: list[Image]
    popularity: int


class RelatedArtist(Artist, Reasoned):
    """An artist with the reasons for the likeness, whose contributions sum to its score."""


class RelatedArtists(TypedDict):
    """Artists that are alike, most alike first."""

    artists: list[RelatedArtist]


class Artists(TypedDict):
    """Artists in the order in which they were asked for; ``null`` for an id that is not in the library."""

    artists: list[Artist | None]


def full_artist(artist: entities.Artist, links: Links) -> Artist:
    """Return the protocol's full artist object."""
    return {
        **simplified_artist(ArtistRef(artist.id, artist.name), links),
        "followers": {"href": None, "total": 0},
        "genres": list(artist.genres),
        "images": images(artist.cover_id, artist.id, links),
        "popularity": artist.popularity,
    }


@router.get("/artists/{id}")
def get_artist(id: str, library: LibraryHere, links: LinksHere) -> Artist:
    """Answer one artist."""
    (artist,) = library.artists([require_id(id)])
    if artist is None:
        raise NotFound(f"There is no artist {id}.")
    return full_artist(artist, links)


@router.get("/artists/{id}/related-artists")
def get_related_artists(
    id: str, library: LibraryHere, links: LinksHere, stock: StockHere, learnt: LearntHere
) -> RelatedArtists:
    """Answer the 20 artists of the library that sound and are tagged most alike, with the reasons."""
    (artist,) = library.artists([require_id(id)])
    if artist is None:
        raise NotFound(f"There is no artist {id}.")
    found = related(stock.current().pool, artist.id, RELATED, learnt)
    shown = library.artists([other.id for other in found])
    return RelatedArtists(
        artists=[
            RelatedArtist({**full_artist(other, links), **reasoned(group.score, group.contributions)})
            for other, group in zip(shown, found, strict=True)
            if other is not None
        ]
    )


@router.get("/artists")
def get_artists(ids: str, library: LibraryHere, links: LinksHere) -> Artists:
    """Answer up to 50 artists."""
    found = library.artists(parse_ids(ids, MOST))
    return Artists(artists=[full_artist(artist, links) if artist else None for artist in found])
