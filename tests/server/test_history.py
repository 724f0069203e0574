"""A history handed to a running server, and what a listener says of music there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from accord.domain.settings import Settings
from accord.library.people import open_people
from tests.histories import exports
from tests.histories.exports import START, Play
from tests.server import music
from tests.server.conftest import Server

WORD = {"verdict": "less"}


@contextmanager
def asking(server: Server, name: str) -> Iterator[httpx.Client]:
    """A program that carries the token of a new listener."""
    with open_people(Settings(home=server.home)) as people:
        _, token = people.listeners.add(name)
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Token {token}"}, timeout=60) as client:
        yield client


def test_a_history_is_taken_in_and_shows_among_what_was_heard(server: Server) -> None:
    plays = [Play(START, "Ada Quartet", "Movement 1", length=200), Play(START + 900, "Nobody", "Nothing")]
    with asking(server, "Historia") as client:
        answer = client.post("/accord/v1/me/history", content=exports.archive({"a.json": exports.spotify(plays)}))
        assert answer.status_code == 200, answer.text
        report = answer.json()
        assert (report["rows"], report["stored"], report["matched"]["no_artist"]) == (2, 2, 1)
        assert [(one["artist"], one["why"]) for one in report["missing"]] == [("Nobody", "no_artist")]
        assert report["files"] == [{"name": "a.json", "format": "Spotify, extended streaming history", "rows": 2}]
        assert report["kept_under"][0]["consents"]
        again = client.post("/accord/v1/me/history", content=exports.spotify(plays)).json()
        assert (again["stored"], again["duplicates"]) == (0, 2)
        listens = client.get("/1/user/Historia/listens").json()["payload"]["listens"]
        assert [one["track_metadata"]["track_name"] for one in listens] == ["Nothing", "Movement 1"]
        assert "6y0igZArWVi6Iz0rj35c1Y" not in str(listens)


@pytest.mark.parametrize("data", [b"", b"Hello", exports.archive({"a": exports.spotify(exports.plays(9))})[:-30]])
def test_what_is_no_history_is_refused_in_words(server: Server, data: bytes) -> None:
    with asking(server, f"Refused {len(data)}") as client:
        answer = client.post("/accord/v1/me/history", content=data)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "UnreadableHistory"
        assert list(server.home.glob("tmp*")) == []


def test_without_a_token_nothing_is_taken(server: Server) -> None:
    for answer in (
        server.web.post("/accord/v1/me/history", content=exports.spotify([])),
        server.web.get("/accord/v1/me/feedback"),
        server.web.put(f"/accord/v1/me/feedback/track/{music.UNKNOWN}", json=WORD),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "NoListenerToken"


def test_an_account_named_in_the_request_is_the_one_that_counts(server: Server) -> None:
    data = exports.endsong(exports.plays(2), "anna") + exports.endsong(exports.plays(0), "bert")
    with asking(server, "Named") as client:
        report = client.post("/accord/v1/me/history", params={"account": "bert"}, content=data).json()
    assert report["left_out"] == {"other_person": 2}


def test_what_one_says_of_music_is_ones_own(server: Server) -> None:
    track, base = music.UNKNOWN, "/accord/v1/me/feedback"
    with asking(server, "Speaker") as one, asking(server, "Other") as other:
        assert one.put(f"{base}/track/{track}", json=WORD).json()["verdict"] == "less"
        assert one.put(f"{base}/genre/Free%20Jazz", json={"verdict": "hide"}).json()["id"] == "free jazz"
        assert one.post("/accord/v1/me/skips", json={"track_id": track}).status_code == 204
        said = one.get(base).json()
        assert {(item["kind"], item["id"], item["verdict"]) for item in said["items"]} == {
            ("track", track, "less"),
            ("genre", "free jazz", "hide"),
        }
        assert said["skips"] == {track: 1}
        assert other.get(base).json() == {"items": [], "skips": {}}
        assert other.delete(f"{base}/track/{track}").status_code == 404
        assert one.delete(f"{base}/track/{track}").status_code == 204
        assert one.delete(f"{base}/track/{track}").json()["error"]["code"] == "NotFound"
        assert [item["kind"] for item in one.get(base).json()["items"]] == ["genre"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("feedback/track/x", WORD),
        ("feedback/show/" + music.UNKNOWN, WORD),
        ("feedback/track/" + music.UNKNOWN, {"verdict": "love"}),
        ("feedback/track/" + music.UNKNOWN, {}),
        ("feedback/track/" + music.UNKNOWN, WORD | {"listener": "x"}),
    ],
)
def test_what_is_no_verdict_is_refused(server: Server, path: str, body: dict[str, str]) -> None:
    with asking(server, f"Wrong {hash((path, *body.items()))}") as client:
        answer = client.put(f"/accord/v1/me/{path}", json=body)
        assert answer.status_code in (400, 422)
        assert answer.json()["error"]["remedy"]
        assert client.get("/accord/v1/me/feedback").json()["items"] == []
