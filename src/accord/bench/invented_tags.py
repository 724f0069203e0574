"""Tags for music that is not there: artists, albums and titles put together from words, the same for the same seed.

Sizes follow what collections look like: a few artists with dozens of albums and many with one, most words rare and a
few in every tenth title, one album in twelve a compilation.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from accord.domain.entities import Tags

_WORDS = tomllib.loads(Path(__file__).with_name("invented_words.toml").read_text(encoding="utf-8"))
ADJECTIVES, NOUNS, VERBS = _WORDS["adjectives"], _WORDS["nouns"], _WORDS["verbs"]
GIVEN, FAMILY, GENRES = _WORDS["given"], _WORDS["family"], _WORDS["genres"]
FIRST_YEAR, LAST_YEAR = 1955, 2026


@dataclass(frozen=True, slots=True)
class _Artist:
    name: str
    genres: tuple[str, ...]
    began: int


def invented_albums(seed: int) -> Iterator[list[Tags]]:
    """Return albums without end, each as the tags of its tracks.

    Parameters
    ----------
    seed : int
        The same seed gives the same albums.
    """
    chance = random.Random(seed)
    recordings = count(1)
    artists: list[_Artist] = []
    for _ in count():
        # A new artist one time in three, else one at random: who has many albums gets more (Simon, Biometrika 1955).
        if not artists or chance.random() < 0.33:
            artists.append(_artist(chance))
        artists.append(chance.choice(artists))
        yield _album(chance, artists, recordings)


def _artist(chance: random.Random) -> _Artist:
    kind = chance.random()
    if kind < 0.35:
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    elif kind < 0.6:
        name = f"The {chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}s"
    elif kind < 0.8:
        name = f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}"
    elif kind < 0.9:
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {chance.choice(('Trio', 'Quartet', 'Orchestra'))}"
    else:
        name = f"{chance.choice(NOUNS)} & {chance.choice(NOUNS)}"
    # The first genres are the commonest (Zipf).
    genres = chance.choices(GENRES, [1 / rank for rank in range(1, len(GENRES) + 1)], k=chance.randint(1, 3))
    return _Artist(name, tuple(dict.fromkeys(genres)), chance.randint(FIRST_YEAR, LAST_YEAR - 5))


def _album(chance: random.Random, artists: list[_Artist], recordings: Iterator[int]) -> list[Tags]:
    mixed, own = chance.random() < 1 / 12, artists[-1]
    year = min(LAST_YEAR, own.began + chance.randint(0, 25))
    date = str(year) if chance.random() < 0.6 else f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    title, total = _title(chance), chance.randint(7, 15)
    album = []
    for number in range(1, total + 1):
        by = chance.choice(artists) if mixed else own
        guest = chance.choice(artists) if chance.random() < 0.08 else by
        album.append(
            Tags(
                title=title if number == 1 and not mixed else _title(chance),
                artists=tuple(dict.fromkeys((by.name, guest.name))),
                album=title,
                album_artists=("Various Artists",) if mixed else (own.name,),
                date=date,
                genres=by.genres,
                track_number=number,
                track_total=total,
                isrc=f"QZACC{year % 100:02}{next(recordings) % 100_000:05}",
            )
        )
    return album


def _title(chance: random.Random) -> str:
    noun, other = chance.choice(NOUNS), chance.choice(NOUNS)
    adjective, verb = chance.choice(ADJECTIVES), chance.choice(VERBS)
    patterns = (
        noun,
        f"{adjective} {noun}",
        f"{verb} the {noun}",
        f"The {adjective} {noun}",
        f"{noun} of the {other}",
        f"{verb} {adjective}",
        f"{adjective} {noun} ({chance.choice(('Live', 'Acoustic', 'Remastered', 'Demo', 'Reprise'))})",
        f"{chance.choice(GIVEN)}'s {noun}",
        f"{noun} No. {chance.randint(1, 12)}",
        f"I Love the {adjective} {noun}",
    )
    return chance.choice(patterns)
