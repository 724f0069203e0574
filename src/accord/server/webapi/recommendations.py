"""Recommendations: candidates, scores and reasons from ``recommend``, in the protocol's shape."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import numpy as np
from fastapi import Query, Request
from typing_extensions import TypedDict

from accord.domain.entities import Caller
from accord.domain.errors import ConsentMissing, InvalidParameter
from accord.domain.ids import require_id
from accord.domain.labels import Purpose
from accord.library.catalogue import Library
from accord.recommend.asked import Asked, Taste
from accord.recommend.genres import Genres
from accord.recommend.own import own_taste
from accord.recommend.pool import Pool, Rows
from accord.recommend.recommend import Recommendation, recommend
from accord.recommend.seed import Seed
from accord.recommend.tunables import TUNABLES, tuning
from accord.server.links import Links
from accord.server.state import LibraryHere, LinksHere, StockHere, state
from accord.server.webapi.access import CallerHere
from accord.server.webapi.reasons import Reasoned, reasoned
from accord.server.webapi.resource import resource
from accord.server.webapi.route import say
from accord.server.webapi.tracks import Track, full_track

MOST_SEEDS = 5
TASTE = 0.25
"""What a person's taste counts beside the seeds, of 1: who names seeds wants those before all."""
READS_TASTE = "user-top-read"
"""The scope of an app to which taste may be told; the reasons tell it."""
KNOWN = frozenset({*TUNABLES, "seed_artists", "seed_genres", "seed_tracks", "limit", "market"})
TAKES_TUNABLES = {
    "parameters": [{"name": name, "in": "query", "required": False, "schema": {"type": "number"}} for name in TUNABLES]
}

router = resource("recommendations")


class RecommendationSeed(TypedDict):
    """A seed, and how many tracks were left of those that it leads to."""

    afterFilteringSize: int
    afterRelinkingSize: int
    href: str | None
    id: str
    initialPoolSize: int
    type: str


class Recommended(Track, Reasoned):
    """A track with the reasons for it, whose contributions sum to its score."""


class Recommendations(TypedDict):
    """Tracks that fit the seeds, best first."""

    seeds: list[RecommendationSeed]
    tracks: list[Recommended]


class GenreSeeds(TypedDict):
    """The genres of the library."""

    genres: list[str]


@router.get("/recommendations", openapi_extra=TAKES_TUNABLES)
def get_recommendations(
    request: Request,
    library: LibraryHere,
    links: LinksHere,
    stock: StockHere,
    caller: CallerHere,
    seed_artists: str = "",
    seed_genres: str = "",
    seed_tracks: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Recommendations:
    """Answer tracks that sound and are tagged like up to five seeds, within the bounds and near the targets.

    What a person heard, likes, skips and hides counts as well if they consented to personalisation and let the app read
    their top items. Parameters that are not known are ignored, and named in the header ``Accord-Ignored-Parameters``.
    """
    wanted = tuning(request.query_params)
    pool, genres, _ = stock.current()
    asked = [
        *(("artist", item) for item in _items(seed_artists)),
        *(("genre", item) for item in _items(seed_genres)),
        *(("track", item) for item in _items(seed_tracks)),
    ]
    if not asked:
        raise InvalidParameter("At least one seed is needed: seed_artists, seed_genres or seed_tracks.")
    if len(asked) > MOST_SEEDS:
        raise InvalidParameter(f"At most {MOST_SEEDS} seeds can be given in total, got {len(asked)}.")
    seeds = [_seed(kind, item, library, pool, genres) for kind, item in asked]
    taste = _taste(caller, request, pool) if any(len(seed.rows) for seed in seeds) else None
    whose = caller.listener.id if caller.listener and taste else None
    learnt = tuple(state(request).shelf.learnt(whose))
    found = recommend(Asked(pool, tuple(seeds), wanted, taste or Taste(), learnt, beside_seeds=TASTE), limit)
    ignored = sorted(set(request.query_params) - KNOWN)
    if ignored:
        say(request, "Accord-Ignored-Parameters", ", ".join(map(quote, ignored)))
    return Recommendations(seeds=_sizes(seeds, found, links), tracks=_tracks(found, library, links))


@router.get("/recommendations/available-genre-seeds")
def get_available_genre_seeds(stock: StockHere) -> GenreSeeds:
    """Answer the genres of the library's own tags; the names that old programs know are understood as well."""
    return GenreSeeds(genres=stock.current().genres.seeds())


def _items(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _taste(caller: Caller, request: Request, pool: Pool) -> Taste | None:
    """Return the taste of the person for whom an app acts, ``None`` where it must not count; then nothing is read."""
    people, listener = state(request).people, caller.listener
    if listener is None or READS_TASTE not in caller.scopes:
        return None
    if not people.consents.valid(Purpose.PERSONALISATION, [listener.id]):
        return None  # not even asked for: a request that does not need it is not to be noted as denied
    try:
        return own_taste(people, listener, state(request).matching, pool, people.now(), 0.0)
    except ConsentMissing:  # it was withdrawn meanwhile
        return None


def _seed(kind: str, item: str, library: Library, pool: Pool, genres: Genres) -> Seed:
    none: Rows = np.zeros(0, dtype=np.intp)
    if kind == "genre":
        key = genres.find(item)
        return Seed(kind, item, pool.by_genre.get(key or "", none), genre=key)
    id_ = require_id(item.rpartition(":")[2])
    if kind == "track":
        row = pool.row_of.get(id_)
        return Seed(kind, item, none if row is None else np.array([row], dtype=np.intp))
    (artist,) = library.artists([id_])
    return Seed(kind, item, pool.by_artist.get(artist.id, none) if artist else none)


def _sizes(seeds: list[Seed], found: Recommendation, links: Links) -> list[RecommendationSeed]:
    left = found.candidates
    counts = zip(left.initial, left.after_filtering, left.after_relinking, strict=True)
    return [
        RecommendationSeed(
            afterFilteringSize=filtered,
            afterRelinkingSize=relinked,
            href=None if seed.kind == "genre" else links.href(seed.kind, seed.id.rpartition(":")[2]),
            id=seed.id,
            initialPoolSize=initial,
            type=seed.kind.upper(),
        )
        for seed, (initial, filtered, relinked) in zip(seeds, counts, strict=True)
    ]


def _tracks(found: Recommendation, library: Library, links: Links) -> list[Recommended]:
    shown = library.tracks([one.track_id for one in found.tracks])
    return [
        Recommended({**full_track(track, links), **reasoned(one.score, one.contributions)})
        for one, track in zip(found.tracks, shown, strict=True)
        if track is not None  # its file went while it was being recommended
    ]
