"""A library and a crowd of listeners in it, some of whom share what they heard."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.library.people import People
from accord.library.recordings import Recordings
from accord.recommend.learning.keeping import OF_PEOPLE
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model
from accord.recommend.model.training import train
from accord.rights.registry import DEMO_LIBRARY, OWN_LISTENING
from tests.library.shelf import scanned, sound

NOON = 1_750_000_000


def stocked(people: People, tracks: int, a_album: int = 10) -> None:
    """Put tracks into the library: track 7 is ``Song 7`` by ``Artist 0``, on ``Album 0``."""
    files = []
    for number in range(tracks):
        group = number // a_album
        names: dict[str, Any] = {
            "title": f"Song {number}",
            "artists": (f"Artist {group}",),
            "album": f"Album {group}",
        }
        files.append((scanned(f"/music/{group}/{number}.ogg", f"sound {number}", **names), None))
    people.library.record_files(files, DEMO_LIBRARY.id)


def listens(numbers: Iterable[int], start: int = NOON, apart: int = 300) -> list[Listen]:
    """Return listens to tracks, one after another."""
    return [
        Listen(start + apart * place, f"Artist {number // 10}", f"Song {number}", None, OWN_LISTENING.id, start)
        for place, number in enumerate(numbers)
    ]


def key(number: int) -> str:
    """Return the key of a track's recording."""
    return sound(f"sound {number}")


def tastes(people: int, tracks: int, seed: int, most: int = 30) -> list[list[int]]:
    """Return what each of some people heard: mostly out of one of four corners, popular tracks by far more often."""
    chance = random.Random(seed)
    found = []
    for _ in range(people):
        corner = chance.randrange(4)
        heard = {
            int(tracks * chance.random() ** 2)
            if chance.random() < 0.3
            else corner * tracks // 4 + chance.randrange(tracks // 4)
            for _ in range(chance.randrange(5, most))
        }
        found.append(sorted(heard))
    return found


def joined(people: People, name: str, heard: Iterable[int], *purposes: Purpose) -> str:
    """Add a listener who heard some tracks and consents to purposes; return the id."""
    listener, _ = people.listeners.add(name)
    people.listening.add(listener.id, listens(heard))
    for purpose in purposes:
        people.consents.give(listener.id, purpose)
    return listener.id


def from_scratch(heard: Iterable[Iterable[int]], threads: int | None = None) -> Model:
    """Return the model that counting rows at once makes."""
    rows = Interactions.of_rows([key(number) for number in row] for row in heard)
    return train(Gram.of(rows, threads).tight(), OF_PEOPLE, threads=threads)


def recordings(people: People) -> dict[str, str]:
    """Return the key of each track's recording."""
    return dict(Recordings(people.library).of_tracks())
