"""Two people in one library: one whose every trace is known by sight, and another who must keep everything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.library.people import People
from accord.rights.registry import OWN_LISTENING

NOW = int(time.time())
CANARY = "Kanarienvogel Zwölfkommafünf"
SONG, ARTIST, PLAYER = "Xylocanary Song Qq17", "The Canary Artists Qq18", "canaryplayer-qq19"


def listens(count: int, artist: str = "Nobody", track: str = "Anything", **info: str) -> list[Listen]:
    """Return listens ten days apart, so that they fall into several months."""
    return [
        Listen(
            NOW - 864_000 * (number + 1),
            artist,
            f"{track} {number}",
            None,
            OWN_LISTENING.id,
            NOW,
            recording_mbid="8f3471b5-7e6a-48da-86a9-c1c07a0f47ae",
            isrc="USUM71703861",
            duration=200.5,
            additional_info=info,
        )
        for number in range(count)
    ]


@contextmanager
def opened(settings: Settings) -> Iterator[People]:
    """Open the people without replaying tombstones, as nothing else does."""
    with open_library(settings) as library:
        yield People(library, settings)


@dataclass(frozen=True)
class Pair:
    """The two."""

    people: People
    canary: str
    """Id of the one who goes."""
    other: str
    """Id of the one who stays."""

    def traces(self) -> list[str]:
        """Return every text by which the first could be known."""
        ids = [record.id for record in self.people.consents.records(self.canary)]
        return [CANARY, SONG, ARTIST, PLAYER, self.canary, *ids]

    def places(self) -> list[Path]:
        """Return the folders in which nothing of them may be left."""
        return [self.people.settings.home, self.people.settings.key_folder]

    def of_the_other(self) -> object:
        """Return all that the other has, to be compared."""
        people, id_ = self.people, self.other
        return (
            people.listeners.by_name("Berta"),
            list(people.listening.own(id_).every()),
            people.listening.decisions(id_),
            people.consents.records(id_),
            people.vault.listener_key(id_),
        )


def moved_in(people: People) -> Pair:
    """Make the two accounts and use them for a while."""
    ids = []
    for name, artist, track in ((CANARY, ARTIST, SONG), ("Berta", "Nobody", "Anything")):
        listener, _ = people.listeners.add(name)
        people.listening.add(listener.id, listens(30, artist, track, media_player=PLAYER))
        people.consents.give(listener.id, Purpose.PERSONALISATION)
        people.consents.give(listener.id, Purpose.COMMUNITY_STATISTICS)
        people.consents.withdraw(listener.id, Purpose.COMMUNITY_STATISTICS)
        people.uses.require(Purpose.PERSONALISATION, OWN_LISTENING.label.about(listener.id), what="listens")
        people.listeners.token(listener.id)
        ids.append(listener.id)
    return Pair(people, *ids)
