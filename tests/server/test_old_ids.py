"""A person's own export lets their own programs find tracks by old ids; nobody else's, and for nothing else."""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.accounts import Accounts
from accord.library.matching import Matching
from accord.library.old_ids import SOURCE
from accord.library.people import People, open_people
from accord.rights.registry import source
from tests.server.conftest import Server
from tests.server.music import SINGLE

OLD, ABSENT = "4uLU6hMCjMI75M1A2tKUQC", "0" * 21 + "1"


def played(old_id: str, artist: str, title: str) -> dict[str, Any]:
    return {
        "ts": "2024-04-20T18:15:22Z",
        "ms_played": 200_000,
        "master_metadata_track_name": title,
        "master_metadata_album_artist_name": artist,
        "spotify_track_uri": f"spotify:track:{old_id}",
    }


@dataclass(frozen=True)
class Person:
    """A listener, and what an app of theirs asks."""

    people: People
    id: str
    api: httpx.Client

    def learn(self, export: Path) -> Any:
        return self.people.old_ids.learn(self.id, export, Matching(self.people.library))


@pytest.fixture
def person(server: Server) -> Iterator[Person]:
    with open_people(Settings(home=server.home)) as people:
        listener, _ = people.listeners.add(secrets.token_hex(4))
        grants, access = Accounts(people.library.store, 3600).grants, secrets.token_urlsafe(32)
        grants.keep_first(grants.new_grant(server.client_id, listener.id, "user-read-private"), access)
        with httpx.Client(
            base_url=f"{server.url}/v1", headers={"Authorization": f"Bearer {access}"}, timeout=60
        ) as api:
            yield Person(people, listener.id, api)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An archive with a history, saved tracks, playlists and what names nothing."""
    path = tmp_path / "my_data.zip"
    saved = {"tracks": [{"artist": "Béla", "album": "x", "track": SINGLE.title, "uri": f"spotify:track:{OLD[::-1]}"}]}
    playlists = {
        "playlists": [
            {"items": [{"track": {"trackName": "Lost", "artistName": "A", "trackUri": f"spotify:track:{ABSENT}"}}]}
        ]
    }
    with zipfile.ZipFile(path, "w") as archive:
        history = [played(OLD, "BÉLA", SINGLE.title), {"ts": "x", "spotify_track_uri": None}, played("bad", "A", "B")]
        archive.writestr("Streaming_History_Audio_2024.json", json.dumps(history))
        archive.writestr("YourLibrary.json", json.dumps(saved))
        archive.writestr("Playlist1.json", json.dumps(playlists))
        archive.writestr("Userdata.json", "{}")
        archive.writestr("broken.json", "{")
        archive.writestr("ReadMe.pdf", b"%PDF")
    return path


def test_ones_own_programs_find_tracks_by_old_ids(person: Person, api: httpx.Client, export: Path) -> None:
    assert person.api.get(f"/tracks/{OLD}").status_code == 404
    learned = person.learn(export)
    assert (learned.known, learned.missing, learned.unmatched) == (2, 1, ("A - Lost",))
    assert learned.unread == ("Userdata.json", "broken.json")
    for old in (OLD, OLD[::-1]):
        assert person.api.get(f"/tracks/{old}").json()["id"] == SINGLE.id
    many = person.api.get("/audio-features", params={"ids": f"{OLD},{ABSENT},{SINGLE.id}"}).json()["audio_features"]
    assert [one and one["id"] for one in many] == [SINGLE.id, None, SINGLE.id]
    assert person.api.get(f"/audio-features/{OLD}").json()["id"] == SINGLE.id
    assert person.api.get(f"/audio-analysis/{OLD}").status_code == 200
    assert api.get(f"/tracks/{OLD}").status_code == 404, "an app that acts for nobody knows nobody's old ids"


def test_old_ids_are_labelled_as_what_they_are(person: Person, export: Path) -> None:
    person.learn(export)
    with person.people.library.store.writing() as db:
        assert set(db.exec_driver_sql("SELECT DISTINCT source_id FROM old_ids").scalars()) == {SOURCE}
    assert source(SOURCE).label.purposes == {Purpose.SERVICE}, "to look up, never to learn from"


@pytest.mark.parametrize("content", [b"", b"no json", b"[]", b'{"tracks": []}', b"PK\x03\x04 a torn archive"])
def test_what_is_no_export_teaches_nothing(person: Person, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export"
    path.write_bytes(content)
    with pytest.raises(InvalidParameter):
        person.learn(path)
