"""``accord train``, and what withdrawing says once something was learned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accord.cli import invoke
from accord.domain.labels import Purpose
from accord.domain.settings import load_settings
from accord.library.people import open_people
from tests.recommend.crowd import from_scratch, joined, stocked, tastes

HEARD = tastes(8, 40, 1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    with open_people(load_settings()) as people:
        stocked(people, 40)
        for number, row in enumerate(HEARD):
            joined(people, f"P{number}", row, Purpose.TRAINING, Purpose.PERSONALISATION)
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Run a command; return what it prints, or its error."""
    found = invoke(list(arguments))
    printed = capsys.readouterr()
    assert found == code, printed
    return printed.err if code else printed.out


def trained(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    return list(json.loads(said(capsys, "train", *arguments, "--json")))


def test_everything_is_trained_once_and_then_only_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    first = trained(capsys)
    assert [(one["model"], one["listener"]) for one in first] == [
        ("people", None),
        ("lists", None),
        *(("sessions", f"P{number}") for number in range(8)),
    ]
    people = first[0]
    assert (people["rows"], people["changed"], people["people"]) == (8, 8, 8)
    assert people["sources"] == ["own-listening"]
    assert people["sha256"] == from_scratch(HEARD).digest()
    again = trained(capsys)
    assert [one["id"] for one in again] == [one["id"] for one in first]
    assert {one["changed"] for one in again} == {0}
    assert "what people share: 8 rows" in said(capsys, "train", "--people")
    summary = json.loads(said(capsys, "rights", "summary", people["id"], "--json"))
    assert summary["general information"]["people"] == 8


def test_t10_withdrawing_prints_a_second_receipt_with_both_digests(capsys: pytest.CaptureFixture[str]) -> None:
    (before,) = trained(capsys, "--people")
    line, _, receipt = said(capsys, "me", "withdraw", "training", "--as", "P0").partition("\n")
    assert line == "training: no. Withdrawn."
    second = json.loads(receipt)
    assert second["old_digest"] == before["sha256"]
    assert second["new_digest"] == from_scratch(HEARD[1:]).digest()
    (after,) = trained(capsys, "--people")
    assert (after["id"], after["changed"]) == (second["new_id"], 0)
    erased = said(capsys, "me", "erase", "--yes", "--as", "P1")
    assert from_scratch(HEARD[2:]).digest() in erased
    said(capsys, "rights", "revoke", "P2", "training")
    (after,) = trained(capsys, "--people")
    assert (after["changed"], after["sha256"]) == (0, from_scratch(HEARD[3:]).digest())
    assert said(capsys, "me", "withdraw", "training", "--as", "P0") == "training: no. Withdrawn.\n"


def test_only_one_is_trained_where_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["listener"] for one in trained(capsys, "--own", "P3")] == ["P3"]
    assert [one["model"] for one in trained(capsys, "--lists")] == ["lists"]
    said(capsys, "me", "withdraw", "personalisation", "--as", "P3")
    assert "gave no valid consent" in said(capsys, "train", "--own", "P3", code=6)
    assert "no listener 'Nobody'" in said(capsys, "train", "--own", "Nobody", code=9)
    assert "--source says" in said(capsys, "train", "--source", "mpd", code=2)
    assert "There is no" in said(capsys, "train", "--from", "nowhere", code=3)


def test_files_are_told_by_their_kind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.m3u").write_text("/music/0/1.ogg\n/music/3/33.ogg\n")
    (found,) = trained(capsys, "--from", str(tmp_path / "lists"))
    assert (found["model"], found["rows"], found["items"]) == ("own-audio", 1, 2)
    tracks = [{"artist_name": "Artist 0", "track_name": f"Song {number}"} for number in range(4)]
    slice_ = {"info": {}, "playlists": [{"pid": 1, "name": "x", "tracks": tracks}]}
    (tmp_path / "mpd.slice.0-999.json").write_text(json.dumps(slice_))
    refused = said(capsys, "train", "--from", str(tmp_path / "mpd.slice.0-999.json"), code=6)
    assert "The model mpd may not be used" in refused


def test_a_research_model_is_refused_by_a_personal_server(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accord.cli.serve import _refusals

    tracks = [{"artist_name": "Artist 0", "track_name": f"Song {number}"} for number in range(4)]
    slice_ = {"info": {}, "playlists": [{"pid": 1, "name": "x", "tracks": tracks}]}
    (tmp_path / "mpd.slice.0-999.json").write_text(json.dumps(slice_))
    monkeypatch.setenv("ACCORD_PROFILE", "research")
    (found,) = trained(capsys, "--from", str(tmp_path / "mpd.slice.0-999.json"))
    assert found["purposes"] == ["dpv:NonCommercialResearch"]
    with open_people(load_settings()) as people:
        assert not [line for line in _refusals(people) if "mpd" in line]
    monkeypatch.setenv("ACCORD_PROFILE", "personal")
    with open_people(load_settings()) as people:
        assert [line for line in _refusals(people) if "Refused: The model mpd may not be used" in line]
