"""What a person takes to most, of what they heard: by the weights that recommendations have for the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from accord.domain.entities import Listener
from accord.domain.errors import ConsentMissing
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend.affinity import Top, artists_heard, top, tracks_heard
from accord.recommend.asked import Taste
from accord.recommend.loading import Stock
from accord.recommend.own import taste_within
from accord.recommend.pool import Pool, Rows
from accord.server.state import LibraryHere, LinksHere, MatchingHere, PeopleHere, StockHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.artists import Artist, full_artist
from accord.server.webapi.paging import Limit, Offset, Pages, Paging
from accord.server.webapi.reasons import Reasoned, reasoned
from accord.server.webapi.resource import resource
from accord.server.webapi.route import say
from accord.server.webapi.tracks import Track, full_track

RANGES = {"short_term": 28 * 86_400.0, "medium_term": 182 * 86_400.0, "long_term": None}
"""How far back each range reaches, in seconds; ``None`` for all that is kept."""

TimeRange = Literal["short_term", "medium_term", "long_term"]
NOT_SHARED = ("Accord-Reason", "no consent to personalisation")

router = resource("listened")


class TopTrack(Track, Reasoned):
    """A track with the reasons for its place, whose contributions sum to its score."""


class TopArtist(Artist, Reasoned):
    """An artist with the reasons for their place, whose contributions sum to their score."""


class TopTracks(Paging[TopTrack]):
    """The tracks that a person takes to, the most first."""


class TopArtists(Paging[TopArtist]):
    """The artists whom a person takes to, the most first."""


@dataclass(frozen=True, slots=True)
class Affinity:
    """What the person who asks takes to."""

    listener: Listener
    people: People
    matching: Matching
    stock: Stock
    request: Request

    def top(self, heard: Callable[[Pool, Taste], dict[str, Rows]], time_range: str, limit: int, offset: int) -> Top:
        """Return a page of what they take to within a range; nothing without their consent to that."""
        pool = self.stock.current().pool
        try:
            taste = taste_within(self.people, self.listener, self.matching, pool, RANGES[time_range])
        except ConsentMissing:
            say(self.request, *NOT_SHARED)
            return Top((), 0)
        return top(pool, taste, heard(pool, taste), limit, offset)


def _affinity(
    listener: UserHere, people: PeopleHere, matching: MatchingHere, stock: StockHere, request: Request
) -> Affinity:
    return Affinity(listener, people, matching, stock, request)


AffinityHere = Annotated[Affinity, Depends(_affinity)]


@router.get("/me/top/tracks", openapi_extra=scoped("user-top-read"))
def get_top_tracks(
    affinity: AffinityHere,
    library: LibraryHere,
    links: LinksHere,
    time_range: TimeRange = "medium_term",
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> TopTracks:
    """Answer the analysed tracks that a person plays most, likes and does not skip; nothing without their consent."""
    found = affinity.top(tracks_heard, time_range, limit, offset)
    shown = library.tracks([one.id for one in found.items])
    around = Pages(links, "/v1/me/top/tracks", {"time_range": time_range}).around(offset, limit, found.among)
    items = [
        TopTrack({**full_track(track, links), **reasoned(one.score, one.contributions)})
        for one, track in zip(found.items, shown, strict=True)
        if track
    ]
    return TopTracks({"items": items, **around})


@router.get("/me/top/artists", openapi_extra=scoped("user-top-read"))
def get_top_artists(
    affinity: AffinityHere,
    library: LibraryHere,
    links: LinksHere,
    time_range: TimeRange = "medium_term",
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> TopArtists:
    """Answer the artists whom a person plays most, likes and does not skip; nothing without their consent."""
    found = affinity.top(artists_heard, time_range, limit, offset)
    shown = library.artists([one.id for one in found.items])
    around = Pages(links, "/v1/me/top/artists", {"time_range": time_range}).around(offset, limit, found.among)
    items = [
        TopArtist({**full_artist(artist, links), **reasoned(one.score, one.contributions)})
        for one, artist in zip(found.items, shown, strict=True)
        if artist
    ]
    return TopArtists({"items": items, **around})
