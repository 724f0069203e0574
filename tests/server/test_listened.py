"""Top tracks, top artists and what was played last: from one's own listening, and only by one's own leave."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.accounts import Accounts
from accord.library.feedback import Kind, Verdict
from accord.library.people import open_people
from accord.recommend.weights import WEIGHTS
from accord.rights.log_entry import LogKind
from tests.server import contract, music
from tests.server.conftest import Server
from tests.server.music import ADA, BELA, SINGLE

SCOPES = "user-top-read user-read-recently-played"
MOVEMENTS = [piece for piece in music.PIECES if piece.title.startswith("Movement")]


@dataclass(frozen=True)
class Ears:
    """A listener with a history, seen through an app."""

    id: str
    api: httpx.Client
    settings: Settings


@pytest.fixture
def ears(server: Server) -> Iterator[Ears]:
    """Somebody who played the single five times this week, two movements once, and much of another world."""
    settings, now = Settings(home=server.home), int(time.time())
    with open_people(settings) as people:
        listener, own_token = people.listeners.add(secrets.token_hex(4))
        grants = Accounts(people.library.store, 3600).grants
        access = secrets.token_urlsafe(32)
        grants.keep_first(grants.new_grant(server.client_id, listener.id, SCOPES), access)
    ago = [("Béla", SINGLE, 3600 * hour) for hour in range(1, 6)]
    ago += [("Ada Quartet", MOVEMENTS[0], 86_400), ("Ada Quartet", MOVEMENTS[1], 300 * 86_400)]
    played = [(artist, piece.title, now - seconds) for artist, piece, seconds in ago]
    played += [("Nobody", "Nothing", now - 3600 * hour - 60) for hour in range(1, 9)]
    payload = [
        {"listened_at": at, "track_metadata": {"artist_name": artist, "track_name": title}}
        for artist, title, at in played
    ]
    said = {"Authorization": f"Token {own_token}"}
    submitted = server.web.post("/1/submit-listens", json={"listen_type": "import", "payload": payload}, headers=said)
    assert submitted.status_code == 200, submitted.text
    with httpx.Client(base_url=f"{server.url}/v1", headers={"Authorization": f"Bearer {access}"}, timeout=60) as api:
        yield Ears(listener.id, api, settings)


def answer(ears: Ears, path: str, **asked: str | int) -> dict[str, object]:
    response = ears.api.get(path, params=asked)
    contract.check(str(response.url), response.status_code, response.json())
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def ids(page: dict[str, object]) -> list[str]:
    items = page["items"]
    assert isinstance(items, list)
    return [str(item.get("track", item)["id"]) for item in items]


def test_without_consent_nothing_is_counted_and_nothing_fails(ears: Ears) -> None:
    for what in ("tracks", "artists"):
        response = ears.api.get(f"/me/top/{what}")
        assert (response.status_code, response.json()["items"]) == (200, [])
        assert response.headers["Accord-Reason"] == "no consent to personalisation"


def test_what_was_played_most_comes_first(ears: Ears) -> None:
    with open_people(ears.settings) as people:
        people.consents.give(ears.id, Purpose.PERSONALISATION)
    assert ids(answer(ears, "/me/top/tracks", time_range="short_term")) == [SINGLE.id, MOVEMENTS[0].id]
    everything = answer(ears, "/me/top/tracks", time_range="long_term")
    assert set(ids(everything)) == {SINGLE.id, MOVEMENTS[0].id, MOVEMENTS[1].id}
    assert everything["total"] == 3
    assert ids(answer(ears, "/me/top/tracks", limit=1, offset=1)) == [MOVEMENTS[0].id]
    assert ids(answer(ears, "/me/top/artists"))[:2] == [ADA, BELA], "Ada Quartet is credited for the single too"
    with open_people(ears.settings) as people:
        people.consents.withdraw(ears.id, Purpose.PERSONALISATION)
    assert ids(answer(ears, "/me/top/tracks")) == []


def test_top_is_affinity_by_the_weights_of_recommendations(ears: Ears) -> None:
    with open_people(ears.settings) as people:
        people.consents.give(ears.id, Purpose.PERSONALISATION)
        people.feedback.say(ears.id, Kind.TRACK, MOVEMENTS[1].id, Verdict.LIKE)
        people.feedback.say(ears.id, Kind.GENRE, "electronic", Verdict.LESS)
    page = answer(ears, "/me/top/tracks", time_range="long_term")
    found = {item["id"]: item for item in page["items"]}  # type: ignore[attr-defined]
    assert list(found) == [MOVEMENTS[1].id, SINGLE.id, MOVEMENTS[0].id]
    for item in found.values():
        parts = item["accord_reasons"]
        assert math.isclose(item["accord_score"], sum(part["contribution"] for part in parts), abs_tol=1e-9)
    said = {part["how"]: part["contribution"] for part in found[SINGLE.id]["accord_reasons"]}
    assert said == {"played": 1.0, "less": -WEIGHTS["less"]}
    assert ids(answer(ears, "/me/top/artists", time_range="long_term")) == [ADA, BELA]


def test_what_is_hidden_is_not_among_the_top(ears: Ears) -> None:
    with open_people(ears.settings) as people:
        people.consents.give(ears.id, Purpose.PERSONALISATION)
        people.feedback.say(ears.id, Kind.ARTIST, BELA, Verdict.HIDE)
    for time_range in ("short_term", "medium_term", "long_term"):
        assert SINGLE.id not in ids(answer(ears, "/me/top/tracks", time_range=time_range))
        assert ids(answer(ears, "/me/top/artists", time_range=time_range)) == [ADA]


def test_each_look_at_the_top_leaves_one_trace(ears: Ears) -> None:
    with open_people(ears.settings) as people:
        people.consents.give(ears.id, Purpose.PERSONALISATION)
        before = people.log.size
    answer(ears, "/me/top/tracks")
    with open_people(ears.settings) as people:
        assert [people.log.entry(index).kind for index in range(before, people.log.size)] == [LogKind.USE]


def test_what_was_played_last_needs_no_consent_but_the_scope(ears: Ears) -> None:
    page = answer(ears, "/me/player/recently-played", limit=4)
    assert ids(page) == [SINGLE.id, SINGLE.id], "what the library has not is left out"
    following = page["next"]
    assert isinstance(following, str)
    older = ears.api.get(following).json()
    assert older["items"][0]["played_at"] < page["items"][-1]["played_at"]  # type: ignore[index]
    cursors = page["cursors"]
    assert isinstance(cursors, dict)
    assert answer(ears, "/me/player/recently-played", after=int(cursors["after"]))["items"] == []
    assert ears.api.get("/me/player/recently-played", params={"after": 1, "before": 2}).status_code == 400
    assert ears.api.get("/me/player/recently-played", params={"limit": 51}).status_code == 400


def test_an_app_that_acts_for_nobody_is_refused(api: httpx.Client) -> None:
    for path in ("/me/top/tracks", "/me/top/artists", "/me/player/recently-played"):
        assert api.get(path).status_code in (401, 403)
