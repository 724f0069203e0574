"""Ready-made playlists: one a genre and a few by mood, from the library alone, always the same for the same music."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from accord.domain.ids import base62
from accord.recommend.asked import Asked
from accord.recommend.genres import Genres, slug
from accord.recommend.pool import Pool, Rows
from accord.recommend.ranker import rank
from accord.recommend.scorer import Scorer
from accord.recommend.seed import Seed
from accord.recommend.tunables import Tuning

LENGTH = 50
"""Tracks in a playlist at most."""
FEWEST = 3
"""Tracks that must name a genre for it to have a playlist."""

MOODS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "Awake": ("High energy, bright and danceable.", {"energy": 0.9, "valence": 0.8, "danceability": 0.8}),
    "At ease": ("Low energy, acoustic, unhurried.", {"energy": 0.15, "acousticness": 0.9, "tempo": 80.0}),
    "On the floor": ("Danceable first, at a steady pace.", {"danceability": 0.95, "energy": 0.75, "tempo": 124.0}),
    "In thought": ("Instrumental and dark.", {"instrumentalness": 0.95, "valence": 0.2, "energy": 0.35}),
}
"""Name -> what it is for, and the attributes that it aims at."""


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A playlist that Accord made."""

    id: str
    name: str
    description: str
    category: str | None
    """Id of the genre's category; ``None`` for a mood."""
    track_ids: tuple[str, ...]


class ReadyMades:
    """The ready-made playlists of one pool.

    Parameters
    ----------
    pool : Pool
        All tracks.
    genres : Genres
        The genres that their tags name.
    """

    def __init__(self, pool: Pool, genres: Genres) -> None:
        self._pool = pool
        self._names = {_id(f"mood {name}"): name for name in MOODS} if len(pool) else {}
        self._genres = {
            _id(f"genre {key}"): (key, name)
            for key, name in genres.names.items()
            if len(pool.by_genre.get(key, ())) >= FEWEST
        }
        self._made: dict[str, ReadyMade] = {}

    def by_mood(self) -> Iterator[ReadyMade]:
        """Yield the playlists by mood."""
        return (self._of_mood(id_) for id_ in self._names)

    def by_genre(self, category: str) -> Iterator[ReadyMade]:
        """Yield the playlist of a genre, by the id of its category."""
        return (self._of_genre(id_) for id_, (_, name) in self._genres.items() if slug(name) == category)

    def names(self) -> dict[str, str]:
        """Return the name of each of them by its id; none is made for that."""
        return self._names | {id_: name for id_, (_, name) in self._genres.items()}

    def every(self) -> Iterator[ReadyMade]:
        """Yield all of them."""
        yield from self.by_mood()
        yield from (self._of_genre(id_) for id_ in self._genres)

    def find(self, id_: str) -> ReadyMade | None:
        """Return a playlist by its id."""
        if id_ in self._names:
            return self._of_mood(id_)
        return self._of_genre(id_) if id_ in self._genres else None

    def _of_mood(self, id_: str) -> ReadyMade:
        if id_ not in self._made:
            name = self._names[id_]
            description, targets = MOODS[name]
            everything = np.arange(len(self._pool), dtype=np.intp)
            tracks = self._best(everything, [], Tuning({}, {}, targets))
            self._made[id_] = ReadyMade(id_, name, description, None, tracks)
        return self._made[id_]

    def _of_genre(self, id_: str) -> ReadyMade:
        if id_ not in self._made:
            key, name = self._genres[id_]
            rows = self._pool.by_genre[key]
            tracks = self._best(rows, [Seed("genre", name, rows, genre=key)], Tuning({}, {}, {}))
            description = f"What is most typical of {name} in this library."
            self._made[id_] = ReadyMade(id_, name, description, slug(name), tracks)
        return self._made[id_]

    def _best(self, rows: Rows, seeds: list[Seed], tuning: Tuning) -> tuple[str, ...]:
        pool = self._pool
        once = rows[np.unique(pool.recordings[rows], return_index=True)[1]]
        asked = Asked(pool, tuple(seeds), tuning)
        return tuple(pool.ids[once[place]] for place, _ in rank(asked, once, Scorer(asked).totals(once), LENGTH))


def _id(what: str) -> str:
    return base62(hashlib.sha256(f"accord playlist {what}".encode()).digest())
