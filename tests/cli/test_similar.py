"""``accord similar``: named in any way, with parts that add up."""

from __future__ import annotations

import json
import math

import pytest

from tests.cli import ada
from tests.server.music import ALBUM, BARE, SILENT, SINGLE

pytestmark = pytest.mark.usefixtures("at_home")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    return ada.said(capsys, "similar", *arguments, code=code)


@pytest.mark.parametrize(
    "named", [ALBUM[1].title, f"ada quartet - {ALBUM[1].title}", ALBUM[1].id, "/music/Long Way/1.flac"]
)
def test_a_track_is_named_by_title_id_or_file(capsys: pytest.CaptureFixture[str], named: str) -> None:
    answer = json.loads(said(capsys, named, "--json", "--limit", "3"))
    assert answer["id"] == ALBUM[1].id
    assert len(answer["similar"]) == 3


def test_parts_add_up_to_the_score(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(said(capsys, SINGLE.title, "--json", "--limit", "100"))
    assert len(answer["similar"]) == len(ALBUM) + 1, "every other analysed track"
    for one in answer["similar"]:
        assert list(one["parts"]) == ["timbre", "harmony", "rhythm", "mood", "tags"]
        assert math.isclose(one["score"], sum(one["parts"].values()), abs_tol=1e-9)
        assert SINGLE.id != one["id"]
    scores = [one["score"] for one in answer["similar"]]
    assert scores == sorted(scores, reverse=True)


def test_why_says_in_words_what_is_alike(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, ALBUM[0].title, "--why", "--limit", "1").splitlines()
    told = {line.split()[0]: line for line in lines[2:]}
    assert list(told) == ["timbre", "harmony", "rhythm", "mood", "tags"]
    assert "both in A minor" in told["harmony"]
    assert "same tempo 120 / 120" in told["rhythm"]
    assert "both chamber" in told["tags"]
    shares = [float(line.split()[1]) for line in told.values()]
    assert math.isclose(float(lines[1].split()[0]), sum(shares), abs_tol=0.03)


@pytest.mark.parametrize(
    ("named", "says"),
    [("Nothing of the kind", "no track"), ("0" * 22, "no track"), (SILENT.title, "no analysis yet"), ("", "no track")],
)
def test_what_cannot_be_compared_is_named(capsys: pytest.CaptureFixture[str], named: str, says: str) -> None:
    assert says in said(capsys, named, code=3)


def test_untagged_music_is_compared_by_sound_alone(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(said(capsys, BARE.title, "--json"))
    assert all(one["parts"]["tags"] == 0.0 and one["score"] > 0.0 for one in answer["similar"])
