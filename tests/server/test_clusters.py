"""``/accord/v1/clusters`` and ``/accord/v1/me/modes`` of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.people import open_people
from accord.rights.log_entry import LogKind
from accord.rights.registry import OWN_LISTENING
from tests.server import music
from tests.server.conftest import serving


@dataclass(frozen=True)
class House:
    """A server; Ada listens and consented, Berta listens and did not, and an app."""

    web: httpx.Client
    home: Path
    tokens: dict[str, str]
    ids: dict[str, str]

    def ask(self, path: str, who: str, **params: str | int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return self.web.get(f"/accord/v1{path}", headers=headers, params=params)

    def get(self, path: str, who: str, **params: str | int) -> dict[str, Any]:
        answer = self.ask(path, who, **params)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def uses(self) -> int:
        with open_people(Settings(home=self.home)) as people:
            return sum(people.log.entry(number).kind is LogKind.USE for number in range(people.log.size))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("grouped") / "home"
    settings = Settings(home=home)
    with open_people(settings) as people:
        music.fill(people.library)
        app, secret = Apps(people.library.store, settings.token_lifetime).register("tests")
        ids, tokens = {}, {}
        for name in ("Ada", "Berta"):
            listener, tokens[name] = people.listeners.add(name)
            ids[name] = listener.id
            now = people.now()
            people.listening.add(
                listener.id,
                [
                    Listen(now - 86_400 * (number + 1), piece.tags.artists[0], piece.title, None, OWN_LISTENING.id, now)
                    for number, piece in enumerate(music.ALBUM[:20])
                ],
            )
        people.consents.give(ids["Ada"], Purpose.PERSONALISATION)
    with serving(home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:
        form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": secret}
        tokens["app"] = web.post("/api/token", data=form).json()["access_token"]
        yield House(web, home, tokens, ids)


@pytest.mark.parametrize("who", ["Ada", "Berta", "app"])
def test_the_groups_of_the_library_are_the_same_for_everybody(house: House, who: str) -> None:
    before = house.uses()
    found = house.get("/clusters", who, tracks="true")
    assert found == house.get("/clusters", "Ada", tracks="true")
    assert house.uses() == before
    every = [id_ for group in found["clusters"] for id_ in group["track_ids"]]
    assert len(every) == len(set(every)) == found["recordings"] > 20
    assert sum(group["share"] for group in found["clusters"]) == pytest.approx(1.0)
    assert len({group["name"] for group in found["clusters"]}) == len(found["clusters"])
    for group in found["clusters"]:
        assert group["typical"][0]["id"] == group["track_ids"][0]
        assert " - " in group["typical"][0]["name"]
    assert {one["id"] for one in found["data"]} == {"own-audio"}
    assert "dpv:ProvidePersonalisedRecommendations" in found["purposes"]


def test_fewer_groups_can_be_asked_for(house: House) -> None:
    assert len(house.get("/clusters", "app", most=1)["clusters"]) == 1
    assert house.ask("/clusters", "app", most=0).status_code == 400
    assert house.get("/clusters", "app")["clusters"][0]["track_ids"] is None


def test_modes_are_of_what_was_heard_and_leave_a_trace(house: House) -> None:
    before = house.uses()
    found = house.get("/me/modes", "Ada", tracks="true")
    assert house.uses() == before + 1
    heard = {id_ for group in found["clusters"] for id_ in group["track_ids"]}
    assert heard == {piece.id for piece in music.ALBUM[:20] if piece.analysed}
    assert "own-listening" in {one["id"] for one in found["data"]}
    assert "odrl:delete" in found["obligations"]
    assert house.ids["Ada"] not in str(found)


def test_modes_need_consent_and_a_listener(house: House) -> None:
    refused = house.ask("/me/modes", "Berta")
    assert refused.status_code == 403
    assert "consent" in refused.text
    assert house.ask("/me/modes", "app").status_code == 401
    assert house.web.get("/accord/v1/clusters").status_code == 401


def test_what_one_hid_is_in_no_mode(house: House) -> None:
    hidden = music.ALBUM[0].id
    headers = {"Authorization": f"Bearer {house.tokens['Ada']}"}
    url = f"/accord/v1/me/feedback/track/{hidden}"
    assert house.web.put(url, headers=headers, json={"verdict": "hide"}).status_code == 200
    found = house.get("/me/modes", "Ada", tracks="true")
    assert hidden not in {id_ for group in found["clusters"] for id_ in group["track_ids"]}
    assert house.web.delete(url, headers=headers).status_code == 204
