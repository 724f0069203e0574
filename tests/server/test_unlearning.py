"""Withdrawing from a server that learned: the answer comes without the person, the second receipt after it."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import httpx

from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.library.unlearned import Unlearned
from accord.recommend.learning.trainer import Trainer
from accord.server.accord.unlearned_page import AGAIN, PATIENCE
from tests.recommend.crowd import from_scratch, joined, stocked, tastes
from tests.server.conftest import serving

HEARD = tastes(9, 40, 1)


def test_t10_the_second_receipt_follows_with_the_model_of_a_training_without(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_people(settings) as people:
        stocked(people, 40)
        ids = [joined(people, f"P{number}", row, Purpose.TRAINING) for number, row in enumerate(HEARD)]
        tokens = [people.listeners.token(id_) for id_ in ids]
        before = Trainer(people).people().digest
    with serving(settings.home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:

        def told(where: str) -> dict[str, str]:
            deadline = time.monotonic() + 60
            while (said := web.get(where).json())["solved_at"] is None and time.monotonic() < deadline:
                time.sleep(0.05)
            return dict(said)

        def ask(method: str, path: str, token: str) -> dict[str, str | None]:
            answer = web.request(method, path, headers={"Authorization": f"Token {token}"})
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

        first = ask("DELETE", "/accord/v1/me/consents/training", tokens[0])
        assert first["unlearned"] is not None
        with open_people(settings) as people:  # at once: the counts are without them
            assert ids[0] not in people.models.counts.members()
        second = told(first["unlearned"])
        assert second["old_digest"] == before
        assert second["new_digest"] == from_scratch(HEARD[1:]).digest()
        erased = ask("DELETE", "/accord/v1/me", tokens[1])
        assert erased["unlearned"] is not None
        third = told(erased["unlearned"])
        assert third["old_digest"] == second["new_digest"]
        assert third["new_digest"] == from_scratch(HEARD[2:]).digest()
        assert ask("DELETE", "/accord/v1/me/consents/training", tokens[0])["unlearned"] is None
        assert web.get("/accord/v1/unlearned/00000000-0000-0000-0000-000000000000").status_code == 404
        with open_people(settings) as people:
            (model,) = people.models.usable()
            assert model.id == third["new_id"]
            assert not {ids[0], ids[1]} & model.label.subjects


def test_the_page_shows_the_second_receipt_and_looks_again_while_it_waits(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_people(settings) as people:
        stocked(people, 40)
        ids = [joined(people, f"P{number}", row, Purpose.TRAINING) for number, row in enumerate(HEARD)]
        tokens = [people.listeners.token(id_) for id_ in ids[:2]]
        before = Trainer(people).people().digest
        pending = Unlearned(str(uuid.uuid4()), "people", "0" * 64, people.now())
        people.models.unlearned.keep(pending)
        given_up = Unlearned(str(uuid.uuid4()), "people", "0" * 64, people.now() - PATIENCE)
        people.models.unlearned.keep(given_up)
        with serving(settings.home) as (url, _):
            browser = httpx.Client(base_url=url, headers={"Origin": url}, timeout=60)
            browser.post("/me/enter", data={"token": tokens[0]})
            waiting = browser.get("/me", params={"unlearned": pending.id})
            assert waiting.headers["refresh"] == str(AGAIN)
            assert "Being worked out" in waiting.text
            assert "refresh" not in browser.get("/me", params={"unlearned": given_up.id}).headers
            left = browser.post("/me/consents/training/withdraw")
            assert (left.status_code, left.headers["location"][:14]) == (303, "/me?unlearned=")
            where = left.headers["location"]
            deadline = time.monotonic() + 60
            while "refresh" in (page := browser.get(where)).headers and time.monotonic() < deadline:
                time.sleep(0.05)
            new = from_scratch(HEARD[1:]).digest()
            assert before is not None
            assert before in page.text
            assert new in page.text
            stranger = httpx.get(f"{url}/me/unlearned/{where.partition('=')[2].partition('#')[0]}", timeout=60)
            assert new in stranger.text, "whoever has the address, without a token"
            assert "P0" not in stranger.text
            assert browser.get("/me", params={"unlearned": "<b>"}).status_code == 404
            assert "<b>" not in httpx.get(f"{url}/me/unlearned/%3Cb%3E", timeout=60).text
            browser.post("/me/enter", data={"token": tokens[1]})
            gone = browser.post("/me/erase", data={"confirmation": "P1"})
            assert 'href="/me/unlearned/' in gone.text
