"""Recommendations from what a request says: reasons add up, nothing stays, and without profile all get the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.feedback import Kind, Verdict
from accord.library.people import open_people
from accord.recommend.weights import TABLE
from accord.rights.log_entry import LogKind
from accord.rights.registry import OWN_LISTENING
from tests.library import bytescan
from tests.server import music
from tests.server.conftest import serving
from tests.server.music import ADA, ALBUM, BARE, SINGLE

NOW = 1_790_000_000
CANARY = "Qanary Zwölfton Xy7"
HISTORY = [
    {"track_id": piece.id, "listened_at": NOW - 86_400 * number, "plays": number + 1}
    for number, piece in enumerate((ALBUM[3], ALBUM[7], SINGLE))
]
UNMATCHED = {"artist": CANARY, "title": CANARY, "listened_at": NOW}
PATH = "/accord/v1/recommend"


@dataclass(frozen=True)
class Place:
    """A server of its own, for looking at what a request leaves on its disk."""

    web: httpx.Client
    settings: Settings
    tokens: dict[str, str]

    def ask(self, body: dict[str, Any], name: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.tokens[name]}"} if name else {}
        answer = self.web.post(PATH, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def bytes_on_disk(self) -> dict[str, str]:
        folders = (self.settings.home, self.settings.key_folder)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def uses(self) -> int:
        with open_people(self.settings) as people:
            entries = (people.log.entry(index) for index in range(people.log.size))
            return sum(entry.kind is LogKind.USE for entry in entries)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(home=tmp_path_factory.mktemp("recommend") / "home")
    tokens = {}
    with open_people(settings) as people:
        music.fill(people.library)
        for name, pieces in (("ada", ALBUM[:4]), ("bert", ALBUM[20:24]), ("nobody", ALBUM[:4])):
            listener, tokens[name] = people.listeners.add(name)
            if name != "nobody":
                people.consents.give(listener.id, Purpose.PERSONALISATION)
            listens = [
                Listen(people.now() - 3600 * n, "Ada Quartet", piece.title, None, OWN_LISTENING.id, people.now())
                for n, piece in enumerate(pieces, 1)
            ]
            people.listening.add(listener.id, listens)
        ada = people.listeners.by_name("ada")
        people.feedback.say(ada.id, Kind.TRACK, BARE.id, Verdict.HIDE)
    with serving(settings.home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:
        yield Place(web, settings, tokens)


def adds_up(item: dict[str, Any]) -> bool:
    for parts in (item["contributions"], item["because"]):
        if not math.isclose(item["score"], sum(part["contribution"] for part in parts), abs_tol=1e-9):
            return False
    return bool(item["name"])


@pytest.mark.parametrize("what", ["tracks", "artists", "playlists"])
@pytest.mark.parametrize("reasons", [1, 4, None])
@pytest.mark.parametrize(
    "wish",
    [
        {"history": HISTORY, "at": NOW},
        {"seeds": [{"kind": "artist", "id": ADA}, {"kind": "genre", "id": "chamber"}]},
        {"target": {"energy": 0.3}, "likes": [{"kind": "album", "id": "Long Way"}]},
        {"history": HISTORY, "seeds": [{"kind": "track", "id": SINGLE.title}], "skips": {ALBUM[9].id: 3}, "at": NOW},
    ],
)
def test_contributions_sum_to_the_score(place: Place, what: str, reasons: int | None, wish: dict[str, Any]) -> None:
    answer = place.ask({**wish, "what": what, "reasons": reasons, "limit": 8})
    assert answer["items"]
    assert all(adds_up(item) for item in answer["items"])
    assert all(
        sum(part["because"] != "rest" for part in item["contributions"]) <= (reasons or 999) for item in answer["items"]
    )


def test_t14_a_stateless_request_leaves_no_byte(place: Place) -> None:
    body = {"history": [*HISTORY, UNMATCHED], "at": NOW, "likes": [{"kind": "artist", "id": ADA}]}
    place.ask({"seeds": [{"kind": "genre", "id": "chamber"}]})
    before = place.bytes_on_disk()
    answer = place.ask(body)
    assert answer["unmatched"] == 1
    assert place.bytes_on_disk() == before
    place.web.post(PATH, json={**body, "what": CANARY})
    assert place.bytes_on_disk() == before
    assert bytescan.found([place.settings.home, place.settings.key_folder], [CANARY]) == {}


def test_t13_without_a_profile_all_get_the_same(place: Place) -> None:
    start = {"seeds": [{"kind": "genre", "id": "chamber"}], "profiled": False, "target": {"valence": 0.4}}
    plain = place.ask(start)
    assert plain["items"]
    histories: list[dict[str, Any]] = [
        {"history": HISTORY, "at": NOW},
        {"history": [UNMATCHED], "likes": [{"kind": "track", "id": ALBUM[1].id}]},
        {"less": [{"kind": "artist", "id": ADA}], "skips": {ALBUM[2].id: 9}},
    ]
    assert all(place.ask({**start, **told}) == plain for told in histories)
    before = place.uses()
    assert all(place.ask({**start, "history": "mine"}, name) == plain for name in place.tokens)
    assert place.uses() == before, "nothing of theirs was read"


def test_a_listeners_own_listening_counts_with_their_consent_and_leaves_one_trace(place: Place) -> None:
    before = place.uses()
    ada, bert = (place.ask({"history": "mine", "limit": 30}, name) for name in ("ada", "bert"))
    assert place.uses() == before + 2
    assert ada["items"] != bert["items"]
    assert BARE.id not in [item["id"] for item in ada["items"]], "she hid it"
    assert BARE.id in [item["id"] for item in bert["items"]]
    reasons = {part["because"] for item in ada["items"] for part in item["contributions"]}
    assert reasons & {f"played {piece.id}" for piece in ALBUM[:4]}
    assert not reasons & {f"played {piece.id}" for piece in ALBUM[20:24]}
    assert "own-listening" in [source["id"] for source in ada["data"]]
    refused = place.web.post(
        PATH, json={"history": "mine"}, headers={"Authorization": f"Token {place.tokens['nobody']}"}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ConsentMissing")
    assert place.web.post(PATH, json={"history": "mine"}).status_code == 401


def test_t14_an_answer_says_how_it_was_made(place: Place) -> None:
    answer = place.ask({"history": HISTORY, "at": NOW, "weights": {"rhythm": 2.0}, "diversity": 0.5})
    parameters = {one["name"]: one for one in answer["parameters"]}
    assert parameters.keys() == TABLE.keys()
    assert parameters["rhythm"]["weight"] == 2.0
    assert parameters["variety"]["weight"] == 0.5
    assert math.isclose(sum(one["share"] for one in answer["parameters"]), 1.0)
    assert all(source["licence"] and source["clause"] for source in answer["data"])
    assert answer["models"] == []
    assert answer["profiled"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"history": []}, 400),
        ({"seeds": [{"kind": "track", "id": "No Such Song"}]}, 404),
        ({"seeds": [{"kind": "show", "id": ADA}]}, 422),
        ({"target": {"bounciness": 1}}, 400),
        ({"target": {"energy": "much"}}, 422),
        ({"min": {"energy": 0.9}, "max": {"energy": 0.1}}, 400),
        ({"weights": {"luck": 1}, "target": {"energy": 1}}, 400),
        ({"weights": {"timbre": -1}, "target": {"energy": 1}}, 400),
        ({"weights": {"timbre": 1e9}, "target": {"energy": 1}}, 400),
        ({"history": [{"artist": "Ada Quartet"}]}, 422),
        ({"history": "yours"}, 422),
        ({"history": [{"track_id": "x" * 5000}]}, 422),
        ({"target": {"energy": 1}, "limit": 0}, 422),
        ({"target": {"energy": 1}, "surprise": True}, 422),
    ],
)
def test_what_cannot_be_answered(place: Place, body: dict[str, Any], status: int) -> None:
    answer = place.web.post(PATH, json=body)
    assert answer.status_code in {status, 400 if status == 422 else status}, answer.text
    assert answer.json()["error"]["remedy"]


def test_a_history_of_nothing_known_leads_nowhere(place: Place) -> None:
    answer = place.ask({"history": [UNMATCHED]})
    assert (answer["items"], answer["unmatched"]) == ([], 1)


def test_bounds_are_kept_and_seeds_are_not_recommended(place: Place) -> None:
    body = {
        "seeds": [{"kind": "track", "id": SINGLE.id}],
        "min": {"energy": 0.5},
        "hide": [{"kind": "album", "id": "Long Way"}],
    }
    ids = {item["id"] for item in place.ask({**body, "limit": 100})["items"]}
    assert not ids & {SINGLE.id, *(piece.id for piece in ALBUM)}
    assert all(music.features(piece)["energy"] >= 0.5 for piece in music.PIECES if piece.id in ids)
