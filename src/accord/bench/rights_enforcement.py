"""What enforcement costs a features request: the library's door with its check, beside the same door without it."""

from __future__ import annotations

import hashlib
import json
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.bench.rights_server import serving
from accord.domain.entities import ScannedFile, StoredAnalysis, Tags
from accord.domain.ids import track_id
from accord.domain.labels import Profile, Purpose
from accord.domain.settings import load_settings
from accord.library import documents
from accord.library.apps import Apps
from accord.library.catalogue import Library, open_library
from accord.library.door import Door
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO

TRACKS = 500
REFUSED = 10
"""One track in so many is the operator's own copy, which the commercial profile refuses."""
LOOKUPS = 1_000
"""Look-ups of a round, by each door in turn."""
REQUESTS = 1_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Seconds of CPU."""

    request: float
    """For one features request over HTTP, in the server."""
    lookup: float
    """For looking the features up without a check."""
    nothing_hidden: float
    """What the check adds where the profile permits all that is stored."""
    some_hidden: float
    """What the check adds where it hides some of it."""


class _Open(Door):
    """A door that checks nothing, to be compared with."""

    def _engine(self, purpose: Purpose) -> Any:
        return self._store.reader


def enforcement(home: Path, repeat: int, say: Callable[[str], None]) -> Enforcement:
    """Make a library, ask a real server for features, and compare looking them up with and without the check.

    Parameters
    ----------
    home : Path
        A data folder without a library.
    repeat : int
        Rounds of each; the median counts.
    say : callable
        Is told each step in a few words.
    """
    settings = load_settings(home=home)
    with open_library(settings) as library:
        ids = _fill(library)
        apps = Apps(library.store, settings.token_lifetime)
        app, secret = apps.register("accord bench")
        token = apps.grant(app.client_id, secret).token
        say("looking features up with and without the check")
        lookup, all_shown = _compared(library, Profile.PERSONAL, ids, repeat)
        _, some_hidden = _compared(library, Profile.COMMERCIAL, ids, repeat)
    say("asking a server for features")
    with serving(home, ACCORD_PROFILE=Profile.COMMERCIAL) as server:
        for id_ in ids[:200]:
            server.ask("GET", f"/v1/audio-features/{id_}", token)
        rounds = []
        for _ in range(repeat):
            before = server.cpu()
            for number in range(REQUESTS):
                server.ask("GET", f"/v1/audio-features/{ids[number % len(ids)]}", token)
            rounds.append((server.cpu() - before) / REQUESTS)
    return Enforcement(statistics.median(rounds), lookup, all_shown, some_hidden)


def _compared(library: Library, profile: Profile, ids: list[str], repeat: int) -> tuple[float, float]:
    """Return what one look-up without a check costs, and what the check adds, in turns so that both meet the same."""
    enforced, unchecked = Door(library.store, profile), _Open(library.store, profile)
    _time_of(enforced, ids), _time_of(unchecked, ids)
    plain, added = [], []
    for _ in range(max(3, repeat) * 3):
        without, checked = _time_of(unchecked, ids), _time_of(enforced, ids)
        plain.append(without)
        added.append(checked - without)
    enforced.close()
    return statistics.median(plain), statistics.median(added)


def _time_of(door: Door, ids: list[str]) -> float:
    began = time.process_time()
    for number in range(LOOKUPS):
        documents.features_documents(door, [ids[number % len(ids)]])
    return (time.process_time() - began) / LOOKUPS


def _fill(library: Library) -> list[str]:
    """Record tracks of two sources; return the ids of those that every profile permits, shuffled."""
    numbers = range(TRACKS)
    library.record_files([_track(number) for number in numbers if number % REFUSED == 0], OWN_AUDIO.id)
    permitted = [_track(number) for number in numbers if number % REFUSED]
    library.record_files(permitted, DEMO_LIBRARY.id)
    ids = [file.track_id for file, _ in permitted]
    random.Random(SEED).shuffle(ids)
    return ids


def _track(number: int) -> tuple[ScannedFile, StoredAnalysis]:
    id_ = track_id(hashlib.sha256(f"bench {number}".encode()).digest())
    tags = Tags(title=f"Piece {number}", artists=(f"Player {number % 100}",), album=f"Album {number % 200}")
    path = Path(f"/music/{number % 200}/{number}.flac")
    return ScannedFile(path, 1000, 1, None, id_, 240.0, "flac", "flac", 44100, 2, tags), _analysis(id_, number)


def _analysis(id_: str, number: int) -> StoredAnalysis:
    measures = ("danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness", "liveness")
    features = {
        **{name: round(number / TRACKS, 4) for name in (*measures, "valence", "tempo")},
        "key": number % 12,
        "mode": number % 2,
        "type": "audio_features",
        "id": id_,
        "uri": f"spotify:track:{id_}",
        "track_href": f"{{base}}/v1/tracks/{id_}",
        "analysis_url": f"{{base}}/v1/audio-analysis/{id_}",
        "duration_ms": 240_000,
        "time_signature": 4,
    }
    return StoredAnalysis("1", json.dumps(features).encode(), b"", bytes(512), b"{}")
