"""``GET /accord/v1/tracks/{id}/tags`` of a real server: tags with source and terms, for whoever has a token."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.rights.registry import OWN_AUDIO
from tests.library.shelf import analysis_of, scanned, sound
from tests.server.conftest import serving

TAGS = {"guitar": 0.8, "no vocals": 0.1}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    home: Path = tmp_path_factory.mktemp("tagged") / "home"
    with open_people(Settings(home=home)) as people:
        tagged = dataclasses.replace(analysis_of("tagged"), weights="musicnn-mtt", tags=json.dumps(TAGS).encode())
        for name, analysis in (("tagged", tagged), ("bare", analysis_of("bare"))):
            people.library.record_file(scanned(f"/{name}.ogg", name), analysis, OWN_AUDIO.id)
        _, token = people.listeners.add("Ada")
    with serving(home) as (url, _), httpx.Client(base_url=url, timeout=60) as web:
        yield web, {"Authorization": f"Bearer {token}"}


def test_tags_come_with_their_terms(ask: tuple[httpx.Client, dict[str, str]]) -> None:
    web, mine = ask
    answer = web.get(f"/accord/v1/tracks/{sound('tagged')}/tags", headers=mine).json()
    assert (answer["id"], answer["source"]) == (sound("tagged"), "musicnn-mtt")
    assert list(answer["tags"].items()) == list(TAGS.items())
    assert answer["obligations"] == ["odrl:attribute", "odrl:shareAlike"]
    assert "dpv:ServiceProvision" in answer["purposes"]
    assert "dpv:CommercialPurpose" not in answer["purposes"]


def test_the_lineage_names_the_weights(ask: tuple[httpx.Client, dict[str, str]]) -> None:
    web, mine = ask
    for name, there in (("tagged", True), ("bare", False)):
        document = web.get(f"/accord/v1/trace/{sound(name)}", headers=mine).json()
        assert ("accord:source/musicnn-mtt" in document["entity"]) == there


def test_where_there_are_none_it_is_said(ask: tuple[httpx.Client, dict[str, str]]) -> None:
    web, mine = ask
    for id_, why in ((sound("bare"), "`accord models add`"), ("0" * 22, "There is no track")):
        answer = web.get(f"/accord/v1/tracks/{id_}/tags", headers=mine)
        assert answer.status_code == 404
        assert why in answer.json()["error"]["message"]
    assert web.get(f"/accord/v1/tracks/{sound('tagged')}/tags").status_code == 401
