"""What ``accord bench webapi`` asks of the server: the paths of each kind of request, and what is wanted of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from accord.bench.big_library import SONG
from accord.bench.invented_tags import ADJECTIVES, GENRES, GIVEN, NOUNS
from accord.domain.entities import Track

PATHS = 2_000
"""Different paths of each kind."""
PACE = 200
"""Requests a second of what is paced."""
ALMOST_ALL = ("the", "t", "a", "NOT opera", "year:1900-2030", "love")
"""Searches that very many tracks match; one in twenty is such a one."""


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of request."""

    name: str
    paths: Sequence[str] = field(repr=False, compare=False)
    rate: int | None = None
    """Requests a second wanted at full load."""
    p99: float | None = None
    """Seconds wanted at ``PACE``, where that is what counts."""


def loads(tracks: Sequence[Track], seed: int) -> list[Load]:
    """Return what is asked, of a library with these tracks; the same seed asks the same."""
    chance = random.Random(seed)
    ids = [track.id for track in tracks]
    songs = [track.id for track in tracks if abs(track.duration - SONG) < 1] or ids
    hundred = min(100, len(ids))
    tracks_and_searches = [
        f"/v1/tracks/{chance.choice(ids)}" if turn % 2 else f"/v1/search?type=track&q={quote(_search(chance, tracks))}"
        for turn in range(PATHS)
    ]
    return [
        Load("audio-features/{id}", [f"/v1/audio-features/{chance.choice(ids)}" for _ in range(PATHS)], rate=1500),
        Load(
            "audio-features?ids= of 100",
            [f"/v1/audio-features?ids={','.join(chance.sample(ids, hundred))}" for _ in range(PATHS)],
            rate=300,
        ),
        Load(
            "audio-analysis/{id} of 4 minutes",
            [f"/v1/audio-analysis/{chance.choice(songs)}" for _ in range(PATHS)],
            rate=300,
        ),
        Load("tracks/{id} and search?q=, half each", tracks_and_searches, p99=0.05),
    ]


def _search(chance: random.Random, tracks: Sequence[Track]) -> str:
    track = chance.choice(tracks)
    title, artist = track.title, track.artists[0].name
    if chance.random() < 0.05:
        return chance.choice(ALMOST_ALL)
    return chance.choice(
        (
            title,
            f"{title} {artist}",
            f'track:"{title}" artist:"{artist}"',
            title[: chance.randint(2, len(title))] if len(title) > 2 else title,
            chance.choice(NOUNS),
            f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)[:3]}",
            f"artist:{chance.choice(GIVEN)}",
            f'genre:"{chance.choice(GENRES)}" year:{chance.randint(1960, 2000)}-{chance.randint(2001, 2020)}',
        )
    )
