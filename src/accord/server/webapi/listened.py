"""What a person heard: their top tracks and artists, and what they played last. Asked of their own listening only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from accord.domain.entities import Listen, Listener
from accord.domain.errors import ConsentMissing, InvalidParameter
from accord.domain.labels import Purpose
from accord.library.matching import Matching
from accord.library.people import People
from accord.rights.registry import OWN_LISTENING
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere, MatchingHere, PeopleHere
from accord.server.webapi import paging
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.artists import Artist, full_artist
from accord.server.webapi.model import Model
from accord.server.webapi.paging import MOST, Limit, Offset, Pages, Paging
from accord.server.webapi.resource import resource
from accord.server.webapi.tracks import Track, full_track

RANGES = {"short_term": 28 * 86_400, "medium_term": 182 * 86_400, "long_term": None}
"""How far back each range reaches, in seconds; ``None`` for all that is kept."""

TimeRange = Literal["short_term", "medium_term", "long_term"]
NOT_SHARED = {"Accord-Reason": "no consent to personalisation"}

router = resource("listened")


class TopTracks(Paging[Track]):
    """The tracks that a person played most, the most played first."""


class TopArtists(Paging[Artist]):
    """The artists whom a person played most, the most played first."""


class Played(Model):
    """A track that a person played."""

    track: Track
    played_at: str
    context: None = None


class Cursors(Model):
    """Where the next and the previous page begin, in milliseconds since 1970."""

    after: str
    before: str


class RecentlyPlayed(Model):
    """What a person played last, the newest first."""

    href: str
    items: list[Played]
    limit: int
    next: str | None
    cursors: Cursors | None
    total: int


@dataclass(frozen=True, slots=True)
class History:
    """What the person who asks heard, for counting."""

    listener: Listener
    people: People
    matching: Matching
    response: Response

    def played(self, time_range: str) -> Counter[str]:
        """Return how often each track was played within a range; nothing without the person's consent to that."""
        label = OWN_LISTENING.label.about(self.listener.id)
        try:
            decision = self.people.uses.require(Purpose.PERSONALISATION, label, what="top")
        except ConsentMissing:
            self.response.headers.update(NOT_SHARED)
            return Counter()
        heard, reach = self.people.listening.heard(decision), RANGES[time_range]
        listens = heard.every() if reach is None else heard.since(self.people.now() - reach)
        return Counter(id_ for id_ in self.matching.match(listens) if id_)


def _history(listener: UserHere, people: PeopleHere, matching: MatchingHere, response: Response) -> History:
    return History(listener, people, matching, response)


HistoryHere = Annotated[History, Depends(_history)]


@router.get("/me/top/tracks", dependencies=[scoped("user-top-read")])
def get_top_tracks(
    history: HistoryHere,
    library: LibraryHere,
    links: LinksHere,
    time_range: TimeRange = "medium_term",
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> TopTracks:
    """Answer the tracks that a person played most; nothing where they gave no consent to personalisation."""
    counts = history.played(time_range)
    best = sorted(counts, key=lambda id_: (-counts[id_], id_))
    shown = library.tracks(best[offset : offset + limit])
    around = Pages(links, "/v1/me/top/tracks", {"time_range": time_range}).around(offset, limit, len(best))
    return TopTracks(items=[full_track(track, links) for track in shown if track], **around)


@router.get("/me/top/artists", dependencies=[scoped("user-top-read")])
def get_top_artists(
    history: HistoryHere,
    library: LibraryHere,
    links: LinksHere,
    time_range: TimeRange = "medium_term",
    limit: Limit = paging.DEFAULT,
    offset: Offset = 0,
) -> TopArtists:
    """Answer the artists whom a person played most; nothing where they gave no consent to personalisation."""
    played = history.played(time_range)
    tracks = zip(played.values(), library.tracks([*played]), strict=True)
    counts: Counter[str] = Counter()
    for times, track in tracks:
        for artist in track.artists if track else ():
            counts[artist.id] += times
    best = sorted(counts, key=lambda id_: (-counts[id_], id_))
    shown = library.artists(best[offset : offset + limit])
    around = Pages(links, "/v1/me/top/artists", {"time_range": time_range}).around(offset, limit, len(best))
    return TopArtists(items=[full_artist(artist, links) for artist in shown if artist], **around)


@router.get("/me/player/recently-played", dependencies=[scoped("user-read-recently-played")])
def get_recently_played(
    listener: UserHere,
    people: PeopleHere,
    library: LibraryHere,
    matching: MatchingHere,
    links: LinksHere,
    limit: Annotated[int, Query(ge=1, le=MOST)] = paging.DEFAULT,
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    before: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> RecentlyPlayed:
    """Answer what a person played last, as far as the library has it; the newest first."""
    if after is not None and before is not None:
        raise InvalidParameter("Only one of after and before can be given.")
    label = OWN_LISTENING.label.about(listener.id)
    heard = people.listening.heard(people.uses.require(Purpose.SERVICE, label, what="listens"))
    if after is not None:
        listens = heard.oldest(limit, after // 1000)[::-1]
    else:
        listens = heard.newest(limit, None if before is None else -(-before // 1000))
    shown = library.tracks([id_ or "" for id_ in matching.match(listens)])
    items = [
        Played(track=full_track(track, links), played_at=_moment(listen.listened_at))
        for listen, track in zip(listens, shown, strict=True)
        if track
    ]
    return _page(items, listens, limit, links)


def _page(items: list[Played], listens: Sequence[Listen], limit: int, links: Links) -> RecentlyPlayed:
    path = "/v1/me/player/recently-played"
    cursors = None
    if listens:
        newest, oldest = (str(listen.listened_at * 1000) for listen in (listens[0], listens[-1]))
        cursors = Cursors(after=newest, before=oldest)
    more = cursors is not None and len(listens) == limit
    return RecentlyPlayed(
        href=links.query(path, {"limit": limit}),
        items=items,
        limit=limit,
        next=links.query(path, {"before": cursors.before, "limit": limit}) if cursors and more else None,
        cursors=cursors,
        total=len(items),
    )


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
