"""A model of people behind a real server: whose shared listening it names, and what is left once they withdraw."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.recommend.learning.trainer import Trainer
from accord.rights.registry import OWN_LISTENING
from tests.server import music
from tests.server.conftest import serving
from tests.server.music import ALBUM

SHARING = 8
"""People who share what they play; with whoever asks, 6 must be left for anything of it to count."""
PLAYED, TOGETHER, ELSEWHERE = ALBUM[3], ALBUM[30], ALBUM[45]


@pytest.fixture
def shared(tmp_path: Any) -> Iterator[tuple[httpx.Client, list[str], str]]:
    """A server whose model says that two tracks are played together; the tokens of those who shared; the model's id."""
    settings = Settings(home=tmp_path / "home")
    with open_people(settings) as people:
        music.fill(people.library)
        tokens = []
        for number in range(SHARING):
            listener, token = people.listeners.add(f"P{number}")
            people.consents.give(listener.id, Purpose.TRAINING)
            heard = (PLAYED, TOGETHER, *(ALBUM[40 + (number + more) % 8] for more in range(3)))
            people.listening.add(
                listener.id,
                [
                    Listen(people.now() - 3600 * turn, "Ada Quartet", piece.title, None, OWN_LISTENING.id, people.now())
                    for turn, piece in enumerate(heard, 1)
                ],
            )
            tokens.append(token)
        id_ = Trainer(people).people().id or ""
    with serving(settings.home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:
        yield web, tokens, id_


def asked(web: httpx.Client) -> dict[str, Any]:
    answer = web.post("/accord/v1/recommend", json={"history": [{"track_id": PLAYED.id}], "limit": 50, "reasons": None})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    for item in found["items"]:
        assert math.isclose(item["score"], sum(part["contribution"] for part in item["contributions"]), abs_tol=1e-9)
    return found


def of_people(answer: dict[str, Any], track_id: str) -> list[dict[str, Any]]:
    (item,) = (item for item in answer["items"] if item["id"] == track_id)
    return [part for part in item["contributions"] if part["how"] == "people"]


def test_reasons_name_how_many_people_share_a_pair_and_go_with_them(
    shared: tuple[httpx.Client, list[str], str],
) -> None:
    web, tokens, model_id = shared
    answer = asked(web)
    assert model_id in str(answer["models"])
    (reason,) = of_people(answer, TOGETHER.id)
    assert (reason["because"], reason["support"]) == (f"played {PLAYED.id}", SHARING - 1)
    assert reason["contribution"] > 0
    said = next(item for item in answer["items"] if item["id"] == TOGETHER.id)["because"]
    assert f"{SHARING - 1} other" in str(said), said
    assert of_people(answer, ELSEWHERE.id) == [], "too few people played that beside it"

    for token in tokens[:3]:
        left = web.delete("/accord/v1/me/consents/training", headers={"Authorization": f"Token {token}"})
        assert left.status_code == 200, left.text
    answer = asked(web)
    assert model_id not in str(answer["models"])
    assert all(of_people(answer, item["id"]) == [] for item in answer["items"]), "five people are too few"
