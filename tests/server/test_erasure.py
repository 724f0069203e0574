"""A listener of a server that has been used for a while goes, and no byte of them is left; the others keep all."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.people import open_people
from accord.rights.log_entry import LogKind
from tests.library import bytescan
from tests.server import music
from tests.server.conftest import serving

NOW = int(time.time())
CANARY = "Zwitscher Kanarienvögelchen"
SONG, ARTIST, PLAYER, NOTE = "Qanary Song Xy1", "Qanary Band Xy2", "qanaryscrobbler-xy3", "qanary-origin-xy4"
OTHERS = ("berta", "carl", "dora")


@dataclass
class House:
    """A server that has been used for a while, and its people."""

    url: str
    settings: Settings
    tokens: dict[str, str]
    ids: dict[str, str]

    def client(self, name: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Token {self.tokens[name]}"}, timeout=60)

    def command(self, *arguments: str) -> None:
        environment = os.environ | {"ACCORD_HOME": str(self.settings.home)}
        subprocess.run([sys.executable, "-m", "accord", *arguments], check=True, env=environment, capture_output=True)

    def found(self, texts: list[str]) -> dict[str, set[str]]:
        return bytescan.found([self.settings.home, self.settings.key_folder], texts)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, demo_library: Path) -> Iterator[House]:
    tmp_path = tmp_path_factory.mktemp("house")
    settings = Settings(home=tmp_path / "home")
    tokens, ids = {}, {}
    with open_people(settings) as people:
        music.fill(people.library)
        Apps(people.library.store, 3600).register("an app")
        for name in (CANARY, *OTHERS):
            listener, tokens[name] = people.listeners.add(name)
            ids[name] = listener.id
    (tmp_path / "music").mkdir()
    shutil.copy(demo_library / "clockmaker.flac", tmp_path / "music")
    with serving(settings.home) as (url, _):
        house = House(url, settings, tokens, ids)
        for name in house.tokens:
            _use(house, name)
        house.command("me", "export", "--as", CANARY)
        house.command("me", "export", "--as", "berta")
        house.command("scan", str(tmp_path / "music"))
        yield house


def _use(house: House, name: str) -> None:
    """Do what a listener and their programs do in some weeks."""
    song, artist = (SONG, ARTIST) if name == CANARY else (f"Song of {name}", f"Band of {name}")
    info = {"media_player": PLAYER, "origin_url": NOTE} if name == CANARY else {"media_player": "vlc"}
    with house.client(name) as client:
        payload = [
            {
                "listened_at": NOW - 600_000 * (number + 1),
                "track_metadata": {
                    "artist_name": artist,
                    "track_name": f"{song} {number}",
                    "release_name": f"{artist} live",
                    "additional_info": info,
                },
            }
            for number in range(60)
        ]
        for part in (payload[:30], payload[30:], payload[10:40]):
            _ok(client.post("/1/submit-listens", json={"listen_type": "import", "payload": part}))
        playing = {"track_metadata": payload[0]["track_metadata"]}
        _ok(client.post("/1/submit-listens", json={"listen_type": "playing_now", "payload": [playing]}))
        for purpose in ("personalisation", "community-statistics"):
            _ok(client.put(f"/accord/v1/me/consents/{purpose}"))
        _ok(client.delete("/accord/v1/me/consents/community-statistics"))
        _ok(client.put("/accord/v1/me/consents/community-statistics"))
        listens = _ok(client.get(f"/1/user/{name}/listens", params={"count": 5})).json()["payload"]["listens"]
        gone = {"listened_at": listens[0]["listened_at"], "recording_msid": listens[0]["recording_msid"]}
        _ok(client.post("/1/delete-listen", json=gone))
        _ok(client.get("/accord/v1/me/export"))
        _ok(client.get(f"/1/user/{name}/playing-now"))


def _ok(response: httpx.Response) -> httpx.Response:
    assert response.status_code == 200, response.text
    return response


def _all_of(house: House, name: str) -> dict[str, object]:
    with house.client(name) as client:
        archive = zipfile.ZipFile(io.BytesIO(_ok(client.get("/accord/v1/me/export")).content))
        members = ("listens.jsonl", "tables/consent_records.jsonl", "tables/consent_events.jsonl", "consents.jsonld")
        rest = {member: archive.read(member) for member in members}
        decisions = archive.read("decisions.jsonl").splitlines()[:5]
    return {**rest, "decisions": decisions}


def _traces(house: House) -> list[str]:
    with house.client(CANARY) as client:
        records = _ok(client.get("/accord/v1/me/consents")).json()["records"]
    token = house.tokens[CANARY]
    return [CANARY, SONG, ARTIST, PLAYER, NOTE, house.ids[CANARY], token, *(one["record_id"] for one in records)]


def test_t8_a_canary_leaves_no_byte(house: House) -> None:
    traces = _traces(house)
    others = {name: _all_of(house, name) for name in OTHERS}
    before = house.found(traces)
    unreadable = {house.tokens[CANARY]}  # only its hash was ever kept
    assert set(traces) - unreadable == before.keys()
    with closing(sqlite3.connect(house.settings.database)) as idle, house.client(CANARY) as client:
        idle.execute("SELECT count(*) FROM listeners").fetchone()  # has the write-ahead log open, and reads nothing now
        assert house.settings.database.with_name("library.db-wal").stat().st_size > 0
        receipt = _ok(client.delete("/accord/v1/me")).json()
        assert house.found(traces) == {}
        for path in ("/accord/v1/me", f"/1/user/{CANARY}/listens", f"/1/user/{CANARY}/playing-now"):
            assert client.get(path).status_code in (401, 404)
        answer = client.post("/1/submit-listens", json={"listen_type": "single", "payload": []})
        assert answer.status_code == 401
    assert receipt["removed"] == {"consents": 4, "derived": 1, "listens": 59, "tokens": 1}
    house.command("scan", str(house.settings.home.parent / "music"))
    assert house.found(traces) == {}
    assert {name: _all_of(house, name) for name in OTHERS} == others
    assert list((house.settings.home / "exports" / house.ids["berta"]).glob("*.zip"))
    with httpx.Client(base_url=house.url, timeout=60) as anyone:
        entry = anyone.get("/accord/v1/log/entries", params={"start": receipt["leaf"], "end": receipt["leaf"] + 1})
    assert json.loads(entry.text)["kind"] == LogKind.ERASURE


def test_t12_an_export_is_imported_over_http_and_foreign_ones_are_refused(house: House) -> None:
    with house.client("berta") as berta, house.client("carl") as carl:
        export = _ok(berta.get("/accord/v1/me/export"))
        assert export.headers["content-type"] == "application/zip"
        again = _ok(berta.post("/accord/v1/me/import", content=export.content)).json()
        assert again == {"listens": 0, "duplicates": 59, "records": 0}
        refused = carl.post("/accord/v1/me/import", content=export.content)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ForeignEvents")
        broken = berta.post("/accord/v1/me/import", content=export.content[:1000])
        assert (broken.status_code, broken.json()["error"]["code"]) == (400, "InvalidParameter")
        assert httpx.get(f"{house.url}/accord/v1/me/export", timeout=60).status_code == 401
    assert not [path for path in house.settings.home.iterdir() if path.name.startswith("tmp")]


def test_t8_the_page_erases_who_types_their_name(house: House) -> None:
    with httpx.Client(base_url=house.url, headers={"Origin": house.url}, timeout=60) as browser:
        assert browser.post("/me/enter", data={"token": house.tokens["dora"]}).status_code == 303
        wrong = browser.post("/me/erase", data={"confirmation": "berta"})
        assert (wrong.status_code, "not your name" in wrong.text) == (400, True)
        foreign = browser.post("/me/erase", data={"confirmation": "dora"}, headers={"Origin": "https://elsewhere.org"})
        assert foreign.status_code == 403
        assert _ok(browser.get("/me")).text.count("dora")
        assert "Nothing about you is left" in _ok(browser.post("/me/erase", data={"confirmation": "dora"})).text
        assert not browser.cookies
    with house.client("dora") as client:
        assert client.get("/accord/v1/me").status_code == 401
    assert house.found([house.ids["dora"]]) == {}
