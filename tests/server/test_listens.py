"""Scrobblers speak to a running server: what they report is kept, once, for their listener; what is bad is refused."""

from __future__ import annotations

import gzip
import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import listenbrainz_submit
import pytest

from accord.domain.entities import Listen
from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.rights.log_entry import LogKind, opens
from accord.server.listens.playing import UNKNOWN_LENGTH, Playing
from tests.server.conftest import serving
from tests.server.tls import tls_before

NOW = int(time.time())


@dataclass(frozen=True)
class Served:
    """A server that runs, and two listeners with their programs."""

    url: str
    home: Path
    anna: httpx.Client
    bert: httpx.Client
    tokens: dict[str, str]
    ids: dict[str, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("listens") / "home"
    home.mkdir()
    tokens, ids = {}, {}
    with open_people(Settings(home=home)) as people:
        for name in ("anna", "bert", "carla"):
            listener, tokens[name] = people.listeners.add(name)
            ids[name] = listener.id
    with serving(home) as (url, _), _client(url, tokens["anna"]) as anna, _client(url, tokens["bert"]) as bert:
        yield Served(url, home, anna, bert, tokens, ids)


def _client(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=f"{url}/1", headers={"Authorization": f"Token {token}"}, timeout=60)


def listen(at: int | None = NOW - 100, artist: str = "Nina", track: str = "Blues", **info: Any) -> dict[str, Any]:
    said = {"track_metadata": {"artist_name": artist, "track_name": track, "additional_info": info}}
    return said if at is None else {"listened_at": at} | said


def single(*listens: Any, listen_type: str = "single") -> dict[str, Any]:
    return {"listen_type": listen_type, "payload": list(listens)}


def heard(client: httpx.Client, name: str, **query: int) -> list[dict[str, Any]]:
    answer = client.get(f"/user/{name}/listens", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["payload"]["listens"])


def count(client: httpx.Client, name: str) -> int:
    return int(client.get(f"/user/{name}/listen-count").json()["payload"]["count"])


def test_a_real_scrobble_client_submits(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """listenbrainz-submit, which rhythmbox, Lollypop and others carry; it speaks TLS alone, and to one host."""
    Track = listenbrainz_submit.Track  # noqa: N806 - its own name
    port = urlsplit(served.url).port
    assert port
    with tls_before(port, tmp_path) as (address, context):
        monkeypatch.setattr(listenbrainz_submit, "HOST_NAME", address)
        client = listenbrainz_submit.ListenBrainzClient(served.tokens["carla"], ssl_context=context)
        tracks = [(NOW - 5000 + n, Track("Sigur Rós", f"Untitled {n}", "( )", {"tracknumber": n})) for n in range(30)]
        assert client.import_tracks(tracks).status == 200
        assert client.listen(NOW - 60, Track("Fela Kuti", "Zombie")).status == 200
        assert client.listen(NOW - 60, Track("Fela Kuti", "Zombie")).status == 200
        assert client.playing_now(Track("Amália", "Barco Negro")).status == 200
        assert client.listen(60, Track("Of", "1970")).status == 400
        wrong = listenbrainz_submit.ListenBrainzClient("no-token-of-anyone", ssl_context=context)
        assert wrong.listen(NOW, Track("Fela Kuti", "Zombie")).status == 401
    with _client(served.url, served.tokens["carla"]) as carla:
        assert count(carla, "carla") == 31
        newest, *others = heard(carla, "carla", count=1000)
        assert newest["track_metadata"]["track_name"] == "Zombie"
        assert [other["track_metadata"]["additional_info"]["tracknumber"] for other in others] == [*range(29, -1, -1)]
        assert others[0]["track_metadata"]["release_name"] == "( )"
        playing = carla.get("/user/carla/playing-now").json()["payload"]
        assert playing["listens"][0]["track_metadata"]["artist_name"] == "Amália"
    leaked = [path for path in served.home.rglob("*") if path.is_file() and b"Sigur" in path.read_bytes()]
    assert not leaked


def test_tokens_are_told_apart(served: Served) -> None:
    good = {"code": 200, "message": "Token valid.", "valid": True, "user_name": "anna"}
    bad = {"code": 200, "message": "Token invalid.", "valid": False}
    assert served.anna.get("/validate-token").json() == good
    with httpx.Client(base_url=f"{served.url}/1", timeout=60) as nobody:
        assert nobody.get("/validate-token", params={"token": served.tokens["anna"]}).json() == good
        assert nobody.get("/validate-token", params={"token": "x"}).json() == bad
        missing = nobody.get("/validate-token")
    assert (missing.status_code, missing.json()["code"]) == (400, 400)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/submit-listens"),
        ("POST", "/delete-listen"),
        ("POST", "/latest-import"),
        ("GET", "/latest-import?user_name=anna"),
        ("GET", "/user/anna/listens"),
        ("GET", "/user/anna/listen-count"),
        ("GET", "/user/anna/playing-now"),
    ],
)
@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Token wrong"}, {"Authorization": "Token"}, {"Authorization": "Basic x"}]
)
def test_nobody_gets_in_without_a_token(served: Served, method: str, path: str, header: dict[str, str]) -> None:
    with httpx.Client(base_url=f"{served.url}/1", headers=header, timeout=60) as nobody:
        refused = nobody.request(method, path)
    assert refused.status_code == refused.json()["code"] == 401
    assert "accord listener token" in refused.json()["error"]


def test_another_listener_is_not_told_apart_from_nobody(served: Served) -> None:
    for path in ("/user/{}/listens", "/user/{}/listen-count", "/user/{}/playing-now", "/latest-import?user_name={}"):
        others = [served.anna.get(path.format(name)) for name in ("bert", "zoe")]
        assert [answer.status_code for answer in others] == [404, 404]
        assert others[0].text.replace("bert", "") == others[1].text.replace("zoe", "")
    assert served.anna.get("/user/ANNA/listen-count").status_code == 200


def test_the_same_request_twice_stores_once(served: Served) -> None:
    body = single(*(listen(NOW - 2000 - n, track=f"Twice {n}") for n in range(5)), listen_type="import")
    before = count(served.bert, "bert")
    assert served.bert.post("/submit-listens", json=body).json()["accord"] == {"stored": 5, "duplicates": 0}
    assert served.bert.post("/submit-listens", json=body).json()["accord"] == {"stored": 0, "duplicates": 5}
    assert count(served.bert, "bert") == before + 5


def test_listens_come_newest_first_between_two_times(served: Served) -> None:
    with _new(served, "dora") as dora:
        times = [NOW - 40 * 86_400 * n for n in range(6)]
        dora.post("/submit-listens", json=single(*map(listen, times), listen_type="import"))

        def at(**query: int) -> list[int]:
            return [each["listened_at"] for each in heard(dora, "dora", **query)]

        assert at() == at(count=5000) == times
        assert at(count=2) == times[:2]
        assert at(count=2, max_ts=times[1]) == times[2:4]
        assert at(count=2, min_ts=times[5]) == times[3:5]
        assert at(min_ts=times[4], max_ts=times[1]) == times[2:4]
        assert at(count=0) == []
        payload = dora.get("/user/dora/listens?count=1").json()["payload"]
        assert (payload["latest_listen_ts"], payload["oldest_listen_ts"]) == (times[0], times[-1])
        assert (payload["count"], payload["user_id"], payload["listens"][0]["user_name"]) == (1, "dora", "dora")
        for query in ("count=x", "count=-1", "max_ts=x", "min_ts=5&max_ts=5"):
            refused = dora.get(f"/user/dora/listens?{query}")
            assert refused.status_code == refused.json()["code"] == 400


def _new(served: Served, name: str) -> httpx.Client:
    with open_people(Settings(home=served.home)) as people:
        listener, token = people.listeners.add(name)
        served.ids[name] = listener.id
        return _client(served.url, token)


def test_all_that_a_player_says_comes_back(served: Served) -> None:
    info = {"tags": ["soul"], "tracknumber": "3", "isrc": "US-S1Z-99-00001", "duration": 185, "own_key": {"a": [1.5]}}
    body = single(listen(NOW - 77, "Nina\N{SNOWMAN}", '𝄞 "quoted"\n', **info)) | {"return_msid": True}
    answer = served.anna.post("/submit-listens", json=body).json()
    (back,) = heard(served.anna, "anna", max_ts=NOW - 76, min_ts=NOW - 78)
    assert back["track_metadata"] == body["payload"][0]["track_metadata"]
    assert back["recording_msid"] == answer["recording_msid"]


def test_a_listen_is_deleted(served: Served) -> None:
    served.anna.post("/submit-listens", json=single(listen(NOW - 333, "Gone")))
    (gone,) = heard(served.anna, "anna", max_ts=NOW - 332, min_ts=NOW - 334)
    named = {"listened_at": gone["listened_at"], "recording_msid": gone["recording_msid"]}
    assert served.bert.post("/delete-listen", json=named).json()["accord"] == {"deleted": False}
    assert served.anna.post("/delete-listen", json=named).json() == {"status": "ok", "accord": {"deleted": True}}
    assert heard(served.anna, "anna", max_ts=NOW - 332, min_ts=NOW - 334) == []
    for bad in ({}, {"listened_at": 1}, {"listened_at": "x", "recording_msid": "y"}, {"recording_msid": "y"}):
        assert served.anna.post("/delete-listen", json=bad).status_code == 400


def test_an_importer_goes_on_where_it_stopped(served: Served) -> None:
    def reached(**query: str) -> int:
        return int(served.anna.get("/latest-import", params={"user_name": "anna"} | query).json()["latest_import"])

    assert reached() == 0
    assert served.anna.post("/latest-import", json={"ts": NOW}).json() == {"status": "ok"}
    served.anna.post("/latest-import", json={"ts": NOW - 5, "service": "librefm"})
    served.anna.post("/latest-import", json={"ts": 5})
    assert (reached(), reached(service="librefm")) == (NOW, NOW - 5)
    for bad in ({"ts": "x"}, {"ts": -1}, {"ts": 2**60}, {"ts": 1, "service": "other"}):
        assert served.anna.post("/latest-import", json=bad).status_code == 400


def test_what_plays_is_told_and_never_stored(served: Served) -> None:
    before = {path: path.read_bytes() for path in (served.home / "listening").rglob("*.arrow.sealed")}
    empty = {"user_id": "bert", "count": 0, "playing_now": True, "listens": []}
    assert served.bert.get("/user/bert/playing-now").json() == {"payload": empty}
    assert served.bert.post("/submit-listens", json=single(listen(None), listen_type="playing_now")).status_code == 200
    payload = served.bert.get("/user/bert/playing-now").json()["payload"]
    assert payload["listens"][0]["track_metadata"]["track_name"] == "Blues"
    assert "listened_at" not in payload["listens"][0]
    assert {path: path.read_bytes() for path in (served.home / "listening").rglob("*.arrow.sealed")} == before


def test_what_plays_ends() -> None:
    clock = [0.0]
    playing = Playing(lambda: clock[0])
    playing.begin("a", Listen(1, "x", "y", None, "own-listening", 1, duration=30.0))
    playing.begin("b", Listen(1, "x", "y", None, "own-listening", 1))
    clock[0] = 29.0
    assert playing.now("a")
    assert playing.now("b")
    clock[0] = 31.0
    assert playing.now("a") is None
    clock[0] = UNKNOWN_LENGTH + 1
    assert playing.now("b") is None


def test_packed_bodies_are_taken(served: Served) -> None:
    body = gzip.compress(json.dumps(single(listen(NOW - 444))).encode())
    assert served.anna.post("/submit-listens", content=body, headers={"Content-Encoding": "gzip"}).status_code == 200
    for bad, encoding in ((b"plain", "gzip"), (body[:-9], "gzip"), (body, "br")):
        assert (
            served.anna.post("/submit-listens", content=bad, headers={"Content-Encoding": encoding}).status_code == 400
        )


def test_a_body_over_the_limit_is_refused_before_it_is_parsed(served: Served) -> None:
    bomb = gzip.compress(b" " * 200_000_000, 9)
    packed = served.anna.post("/submit-listens", content=bomb, headers={"Content-Encoding": "gzip"})
    plain = served.anna.post("/submit-listens", content=b"[" * 10_240_001)
    unsaid = served.anna.post("/submit-listens", content=iter([b" " * 1_000_000] * 11))
    assert [answer.status_code for answer in (packed, plain, unsaid)] == [413, 413, 413]
    assert plain.json()["error"].startswith("The body has more than 10240000 bytes.")


LONG = {"listened_at": NOW, "track_metadata": {"artist_name": "a", "track_name": "b" * 10_240}}
NUL_KEY: dict[str, Any] = {"a\0": 1}
DEEP = json.loads('{"a":' * 300 + "1" + "}" * 300)

BAD: dict[str, tuple[Any, str]] = {
    "of 1970": (single(listen(0)), "before 2002-10-01"),
    "of the day before scrobbling": (single(listen(1_033_430_399)), "before 2002-10-01"),
    "of the future": (single(listen(NOW + 90_000)), "in the future"),
    "in milliseconds": (single(listen(NOW * 1000)), "in the future"),
    "without a time": (single(listen(None)), "listened_at is missing"),
    "with a time that is none": (single(listen() | {"listened_at": "yesterday"}), "'yesterday'"),
    "with a time that is true": (single(listen() | {"listened_at": True}), "not a whole number"),
    "a bare array": ([listen()], "not an object"),
    "a bare text": ("listen", "not an object"),
    "an empty object": ({}, "listen_type"),
    "an unknown type": (single(listen(), listen_type="heard"), "'heard'"),
    "a type that is a list": ({"listen_type": [], "payload": [listen()]}, "listen_type"),
    "no payload": ({"listen_type": "single"}, "payload is missing"),
    "a payload that is an object": ({"listen_type": "single", "payload": listen()}, "not a list"),
    "an empty payload": (single(), "does not contain any listens"),
    "two singles": (single(listen(), listen(NOW - 1)), "has 2 listens"),
    "1001 listens": (single(*[listen()] * 1001, listen_type="import"), "at most 1000"),
    "a listen that is a number": (single(7), "payload[0]"),
    "a listen that is null": (single(None), "payload[0]"),
    "no metadata": (single({"listened_at": NOW}), "track_metadata"),
    "metadata that is a list": (single({"listened_at": NOW, "track_metadata": []}), "track_metadata"),
    "a strange key": (single(listen() | {"strange": 1}), "'strange'"),
    "no artist": (single(listen(artist=" ")), "artist_name"),
    "an artist that is a list": (single(listen(artist=["x"])), "artist_name"),  # type: ignore[arg-type]
    "no track": (single(listen(track="")), "track_name"),
    "a release that is a number": (
        single({"listened_at": NOW, "track_metadata": {"artist_name": "a", "track_name": "b", "release_name": 5}}),
        "release_name",
    ),
    "info that is a list": (
        single({"listened_at": NOW, "track_metadata": {"artist_name": "a", "track_name": "b", "additional_info": []}}),
        "additional_info",
    ),
    "too many bytes": (single(LONG), "at most 10240"),
    "too deep": (single(listen(deep=DEEP)), "nested too deeply"),
    "51 tags": (single(listen(tags=["x"] * 51)), "at most 50"),
    "a tag of 65 characters": (single(listen(tags=["x" * 65])), "64 characters"),
    "tags that are text": (single(listen(tags="soul")), "tags is not a list"),
    "tags that are numbers": (single(listen(tags=[1])), "tags is not a list"),
    "two durations": (single(listen(duration=5, duration_ms=5000)), "duration and duration_ms"),
    "no duration": (single(listen(duration=0)), "duration is 0"),
    "an endless duration": (single(listen(duration_ms=10**12)), "duration_ms"),
    "a duration in words": (single(listen(duration="long")), "'long'"),
    "a recording that is none": (single(listen(recording_mbid="x")), "recording_mbid"),
    "artists that are one": (single(listen(artist_mbids="x")), "artist_mbids"),
    "a NUL in a name": (single(listen(artist="a\0b")), "NUL"),
    "a NUL in a tag": (single(listen(tags=["\0"])), "NUL"),
    "a NUL in a key": (single(listen(**NUL_KEY)), "NUL"),
    "a track that plays with a time": (single(listen(), listen_type="playing_now"), "no listened_at"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_listens_are_refused_with_a_sentence(served: Served, name: str) -> None:
    body, sentence = BAD[name]
    before = count(served.anna, "anna")
    refused = served.anna.post("/submit-listens", json=body)
    assert refused.status_code == refused.json()["code"] == 400
    assert sentence in refused.json()["error"]
    assert count(served.anna, "anna") == before


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b"\xff\xfe", b'{"payload": NaN}', b'"\\ud800"', b"[" * 100_000, b"listen_type=single"],
)
def test_what_is_no_json_is_refused(served: Served, body: bytes) -> None:
    refused = served.anna.post("/submit-listens", content=body)
    assert refused.status_code == 400
    assert "Cannot parse JSON document" in refused.json()["error"]


def test_one_bad_listen_refuses_all_and_is_named(served: Served) -> None:
    before = count(served.anna, "anna")
    several = [listen(NOW - 10 * n, track=f"All or none {n}") for n in range(20)]
    several[13] = listen(1)
    refused = served.anna.post("/submit-listens", json=single(*several, listen_type="import"))
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("payload[13]: listened_at 1 lies before 2002-10-01")
    assert count(served.anna, "anna") == before


def test_limits_are_inside(served: Served) -> None:
    tags = [f"{n:064}" for n in range(50)]
    most = single(*(listen(NOW - 10_000 - n, track="Most") for n in range(1000)), listen_type="import")
    padding = "x" * (10_240 - len(json.dumps(listen(NOW - 9_999, pad=""), separators=(",", ":"))))
    for body in (single(listen(NOW - 9_998, tags=tags)), most, single(listen(NOW - 9_999, pad=padding))):
        assert served.bert.post("/submit-listens", json=body).status_code == 200
    too_long = served.bert.post("/submit-listens", json=single(listen(NOW - 9_997, pad=padding + "x")))
    assert too_long.status_code == 400


def test_t19_what_a_tool_polled_from_the_platform_is_refused(served: Served) -> None:
    polled: dict[str, Any] = {"submission_client": "multi-scrobbler", "music_service": "spotify.com"}
    before = count(served.anna, "anna")
    for body in (single(listen(**polled)), single(listen(None, **polled), listen_type="playing_now")):
        refused = served.anna.post("/submit-listens", json=body)
        assert refused.status_code == refused.json()["code"] == 403
        assert "Spotify Web API" in refused.json()["error"]
        assert "own export" in refused.json()["error"]
    mixed = single(listen(NOW - 50), listen(NOW - 51, **polled), listen_type="import")
    assert served.anna.post("/submit-listens", json=mixed).json()["error"].startswith("payload[1]")
    assert count(served.anna, "anna") == before


def test_t19_ids_of_the_platform_are_not_stored_and_the_reply_says_so(served: Served) -> None:
    link = "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"
    body = single(
        listen(NOW - 555, spotify_id=link, origin_url=link, music_service="spotify.com", media_player="Firefox")
    )
    body["payload"][0]["track_metadata"]["mbid_mapping"] = {}
    answer = served.anna.post("/submit-listens", json=body).json()
    assert answer["accord"]["left_out"] == ["mbid_mapping", "origin_url", "spotify_id"]
    assert "Spotify" in answer["accord"]["why"]
    (back,) = heard(served.anna, "anna", max_ts=NOW - 554, min_ts=NOW - 556)
    assert back["track_metadata"]["additional_info"] == {"music_service": "spotify.com", "media_player": "Firefox"}


def test_each_import_and_read_is_in_the_log_without_a_name(served: Served) -> None:
    with _new(served, "emil") as emil:
        emil.post("/submit-listens", json=single(listen(NOW - 5, track="Logged")))
        heard(emil, "emil")
        with open_people(Settings(home=served.home)) as people:
            journal = people.listening.decisions(served.ids["emil"])
            (entry,) = [each for each in journal if each.get("done") == LogKind.IMPORT]
            salt = people.vault.log_salt(served.ids["emil"])
            leaf = people.log.entry(entry.pop("leaf"))
            assert leaf.kind is LogKind.IMPORT
            assert dict(leaf.facts) == {
                "format": "listenbrainz",
                "source": "own-listening",
                "listens": 1,
                "duplicates": 0,
            }
            assert leaf.commitment
            assert opens(leaf.commitment, salt, entry)
            assert [each["what"] for each in journal if "what" in each] == ["listens", "listens"]


def test_many_at_once_lose_nothing(served: Served) -> None:
    with _new(served, "finn") as finn:
        bodies = [
            single(*(listen(NOW - 86_400 * n - k, track=f"{k}") for n in range(10)), listen_type="import")
            for k in range(8)
        ]
        sending = [
            threading.Thread(target=finn.post, args=("/submit-listens",), kwargs={"json": body}) for body in bodies
        ]
        for thread in sending:
            thread.start()
        for thread in sending:
            thread.join()
        assert count(finn, "finn") == 80


def test_a_lost_key_is_said(served: Served) -> None:
    with _new(served, "gerd") as gerd:
        gerd.post("/submit-listens", json=single(listen()))
        keys = Settings(home=served.home).key_folder / "listeners"
        kept = shutil.move(keys / f"{served.ids['gerd']}.key", served.home.parent)
        for answer in (gerd.post("/submit-listens", json=single(listen(NOW - 1))), gerd.get("/user/gerd/listens")):
            assert answer.status_code == answer.json()["code"] == 503
            assert "key of listener" in answer.json()["error"]
        shutil.move(kept, keys)
        assert len(heard(gerd, "gerd")) == 1


def test_errors_of_unknown_paths_have_the_protocols_shape(served: Served) -> None:
    for answer, status in ((served.anna.get("/nothing"), 404), (served.anna.get("/submit-listens"), 405)):
        assert answer.status_code == answer.json()["code"] == status
        assert answer.json()["error"]
