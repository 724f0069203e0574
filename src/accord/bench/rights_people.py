"""How soon a person is served: a thousand listens taken in, a consent withdrawn, everything erased; over HTTP."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.bench.rights_server import serving
from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import load_settings
from accord.library.people import open_people
from accord.rights.lineage import Input, derive
from accord.rights.registry import OWN_LISTENING

IN_ONE_REQUEST = 1_000
APART = 1_500
"""Seconds between two listens: 200,000 of them are nine and a half years."""
BEGAN = 1_400_000_000


@dataclass(frozen=True, slots=True)
class PeopleTimes:
    """Seconds from a request to its whole answer."""

    events: int
    ingest: float
    """A thousand listens in one request, for somebody who has that many; median."""
    withdrawal: float
    """Consent to personalisation withdrawn, with a model that was made from all of them; median."""
    erasure: float
    """Everything about the listener erased; slowest."""


def people_times(folder: Path, events: int, repeat: int, say: Callable[[str], None]) -> PeopleTimes:
    """Let listeners with many events send more, withdraw, and go.

    Parameters
    ----------
    folder : Path
        An empty folder.
    events : int
        Listens of each listener.
    repeat : int
        How many listeners do so.
    say : callable
        Is told each step in a few words.
    """
    ingests, withdrawals, erasures = [], [], []
    for turn in range(repeat):
        say(f"a listener with {events:,} listens, {turn + 1} of {repeat}")
        home = folder / str(turn)
        token = _listener(home, events)
        with serving(home, ACCORD_PROFILE="personal") as server:
            server.ask("GET", "/1/validate-token", token)
            for request in range(3):
                said = _submission(events + request * IN_ONE_REQUEST)
                ingests.append(server.ask("POST", "/1/submit-listens", token, said))
            withdrawals.append(server.ask("DELETE", "/accord/v1/me/consents/personalisation", token))
            erasures.append(server.ask("DELETE", "/accord/v1/me", token))
    return PeopleTimes(events, statistics.median(ingests), statistics.median(withdrawals), max(erasures))


def _listener(home: Path, events: int) -> str:
    """Make a listener who consented and has listened for years, with a model made of it; return their token."""
    with open_people(load_settings(home=home)) as people:
        listener, token = people.listeners.add("Ada")
        people.consents.give(listener.id, Purpose.PERSONALISATION)
        people.listening.add(listener.id, list(_listens(events)))
        (home / "models.bin").write_bytes(bytes(1 << 20))
        used = [Input.of("listens", OWN_LISTENING.id, events, listener.id)]
        made = derive(
            "model", "bench", purpose=Purpose.PERSONALISATION, activity="training", agent="accord bench", inputs=used
        )
        people.lineage.record(made, location="models.bin")
        return token


def _listens(events: int) -> Iterator[Listen]:
    now = int(time.time())
    for number in range(events):
        yield Listen(
            BEGAN + number * APART,
            f"Artist {number % 997}",
            f"Track {number % 9973}",
            f"Release {number % 1999}",
            OWN_LISTENING.id,
            now,
            duration=200.0,
            additional_info={"media_player": "bench", "tracknumber": number % 12},
        )


def _submission(first: int) -> dict[str, Any]:
    payload = [
        {
            "listened_at": BEGAN + number * APART,
            "track_metadata": {
                "artist_name": f"Artist {number % 997}",
                "track_name": f"Track {number % 9973}",
                "release_name": f"Release {number % 1999}",
                "additional_info": {"media_player": "bench", "duration_ms": 200_000, "tracknumber": number % 12},
            },
        }
        for number in range(first, first + IN_ONE_REQUEST)
    ]
    return {"listen_type": "import", "payload": payload}
