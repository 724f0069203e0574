"""``GET /accord/v1/trace/{id}`` of a real server: PROV-JSON for those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.people import open_people
from accord.rights.lineage import Input, derive
from accord.rights.registry import DEMO_LIBRARY, OWN_LISTENING
from tests.server import music
from tests.server.conftest import serving


@dataclass(frozen=True)
class House:
    """A server, the tokens of an app and two listeners, and what was derived."""

    web: httpx.Client
    tokens: dict[str, str]
    derived: dict[str, str]
    ids: dict[str, str]

    def ask(self, id_: str, who: str | None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return self.web.get(f"/accord/v1/trace/{id_}", headers=headers)

    def trace(self, id_: str, who: str) -> dict[str, Any]:
        answer = self.ask(id_, who)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("traced") / "home"
    settings = Settings(home=home)
    with open_people(settings) as people:
        music.fill(people.library)
        apps = Apps(people.library.store, settings.token_lifetime)
        app, secret = apps.register("tests")
        ids, tokens = {}, {}
        for name in ("Ada", "Berta"):
            listener, tokens[name] = people.listeners.add(name)
            ids[name] = listener.id
        lineage = people.lineage

        def mix(name: str, *inputs: Input) -> str:
            return lineage.record(
                derive("playlist", name, purpose=Purpose.SERVICE, activity="mixing", agent="test 1", inputs=inputs)
            )

        heard = {name: Input.of("listens", OWN_LISTENING.id, 12, id_) for name, id_ in ids.items()}
        derived = {"Berta": mix("Berta's evenings", heard["Berta"])}
        derived["both"] = mix("household", heard["Ada"], *lineage.inputs(derived["Berta"]))
        derived["nobody"] = mix("demo", Input.of("tracks", DEMO_LIBRARY.id, 3))
    with serving(home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:
        form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": secret}
        tokens["app"] = web.post("/api/token", data=form).json()["access_token"]
        yield House(web, tokens, derived, ids)


@pytest.mark.parametrize("who", ["app", "Ada"])
@pytest.mark.parametrize(
    ("kind", "id_"), [("track", music.ALBUM[0].id), ("release", music.LONG_WAY), ("artist", music.ADA)]
)
def test_the_catalogue_is_traced_for_whoever_has_a_token(house: House, who: str, kind: str, id_: str) -> None:
    document = house.trace(id_, who)
    assert f"accord:{kind}/{id_}" in document["entity"]
    assert "accord:source/own-audio" in document["entity"]


def test_what_is_about_nobody_is_traced_for_an_app(house: House) -> None:
    assert house.trace(house.derived["nobody"], "app")["wasGeneratedBy"]


@pytest.mark.parametrize(("what", "who"), [("Berta", "app"), ("Berta", "Ada"), ("both", "app")])
def test_what_is_about_others_is_not_there(house: House, what: str, who: str) -> None:
    hidden, unknown = house.ask(house.derived[what], who), house.ask("0" * 36, who)
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace(house.derived[what], "0" * 36) == unknown.text


def test_a_listener_sees_their_own_without_the_names_of_others(house: House) -> None:
    answer = house.ask(house.derived["both"], "Ada")
    assert f"accord:playlist/{house.derived['both']}" in answer.json()["entity"]
    assert "household" in answer.text
    assert "Berta" not in answer.text
    assert not [id_ for id_ in house.ids.values() if id_ in answer.text]
    assert "Berta's evenings" in house.ask(house.derived["both"], "Berta").text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody's"}, {"Authorization": "Basic abc"}])
def test_nobody_gets_nothing(house: House, headers: dict[str, str]) -> None:
    answer = house.web.get(f"/accord/v1/trace/{music.ALBUM[0].id}", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"].keys() == {"code", "message", "remedy"}


def test_the_request_is_documented(house: House) -> None:
    assert "/accord/v1/trace/{id}" in house.web.get("/openapi.json").json()["paths"]
