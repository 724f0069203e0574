"""``accord explain``: every feature has a declaration, and a descriptor's numbers add up to its value."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from accord import cli
from accord.features.registry import features

SR = 22050
DESCRIPTORS = [
    "acousticness",
    "danceability",
    "energy",
    "instrumentalness",
    "liveness",
    "speechiness",
    "valence",
]
NUMBERS = ["tempo", "key", "mode", "time_signature", "loudness", "end_of_fade_in", "start_of_fade_out", "tuning"]
LISTS = ["beats", "bars", "tatums", "sections", "segments", "chords", "pitches", "timbre", "embedding"]


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds at 120 BPM, clicks over a chord of A minor."""
    time = np.arange(8 * SR) / SR
    chord = np.sum([np.sin(2 * np.pi * hertz * time) for hertz in (220.0, 261.63, 329.63, 440.0)], axis=0)
    clicks = np.exp(-60 * (time % 0.5)) * np.random.default_rng(0).uniform(-1, 1, len(time))
    path = tmp_path_factory.mktemp("music") / "clicks.flac"
    soundfile.write(path, 0.1 * chord + 0.4 * clicks, SR)
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the command prints for arguments; as JSON where they ask for it."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Any:
        assert cli.invoke(["explain", *arguments]) == 0
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in arguments else out

    return run


def test_every_feature_is_of_one_kind() -> None:
    assert sorted(DESCRIPTORS + NUMBERS + LISTS) == sorted(features())


def test_without_a_name_all_features_are_listed(said: Any) -> None:
    lines = said().splitlines()
    for name in features():
        assert sum(line.split()[:1] == [name] for line in lines) == 1
    assert [row["name"] for row in said("--json")] == list(features())


@pytest.mark.parametrize("name", sorted(features()))
def test_a_declaration_is_printed_whole(said: Any, name: str) -> None:
    text = " ".join(said(name).split())
    declared = features()[name]
    assert declared.meaning in text
    assert f"Version: {declared.version}" in text
    assert all(" ".join(source.split()) in text for source in declared.sources)


def test_a_formula_shows_each_measure_with_its_source(said: Any) -> None:
    text = said("danceability")
    for ingredient in said("danceability", "--json")["formula"]["ingredients"]:
        row = next(line for line in text.splitlines() if line.startswith(f"{ingredient['measure']} "))
        assert f" {ingredient['weight']:g} " in row
        assert ingredient["meaning"] in row
    assert "Modeling of Pulse Clarity" in text
    assert "-3.6" in text


def test_only_descriptors_have_a_formula(said: Any) -> None:
    assert [name for name in features() if said(name, "--json")["formula"]] == DESCRIPTORS


def test_what_is_open_has_no_end_in_json(said: Any) -> None:
    assert said("beats", "--json")["range"] == [0.0, None]
    assert said("energy", "--json")["range"] == [0.0, 1.0]


@pytest.mark.parametrize("name", ["danceability", "speechiness"])
def test_the_terms_of_a_file_add_up_to_its_value(said: Any, song: Path, name: str) -> None:
    facts = said(name, str(song), "--json")
    assert [term["measure"] for term in facts["terms"]] == [
        each["measure"]
        for each in said(name, "--json")["formula"]["ingredients"]
        if each["measure"] != "vocal_tags"  # no network was added here
    ]
    for term in facts["terms"]:
        assert 0.0 <= term["score"] <= 1.0
        assert term["contribution"] == pytest.approx(term["weight"] * term["score"])
    total = facts["offset"] + sum(term["contribution"] for term in facts["terms"])
    assert facts["log_odds"] == pytest.approx(total)
    assert facts["value"] == pytest.approx(1.0 / (1.0 + math.exp(-total)))


def test_the_printed_breakdown_adds_up_to_the_printed_value(said: Any, song: Path) -> None:
    first, *table, _, last = said("valence", str(song)).splitlines()
    value = float(re.findall(r"^valence: (\d\.\d+)", first)[0])
    added = [float(number) for number in re.findall(r" ([+-]\d+\.\d{3}) ", "\n".join(table))]
    assert len(added) == 6  # the offset and five measures
    assert 1.0 / (1.0 + math.exp(-sum(added))) == pytest.approx(value, abs=2e-3)
    assert last.endswith(f"= {value:.3f}")


def test_a_number_without_terms_has_unit_and_confidence(said: Any, song: Path) -> None:
    assert re.match(r"tempo: 1(19|20)\.\d+ BPM, confidence 0\.\d\d\n$", said("tempo", str(song)))
    assert said("key", str(song)).startswith("key: 9 (A), confidence ")
    assert said("mode", str(song)).startswith("mode: 0 (minor), confidence ")
    facts = said("loudness", str(song), "--json")
    assert facts["unit"] == "LUFS"
    assert -40.0 < facts["value"] < 0.0
    assert "terms" not in facts


@pytest.mark.parametrize("name", ["beats", "sections", "pitches", "timbre", "embedding"])
def test_a_list_is_summed_up(said: Any, song: Path, name: str) -> None:
    facts = said(name, str(song), "--json")
    assert facts.pop("name") == name
    assert facts
    text = said(name, str(song))
    assert all(label in text for label in facts)


def test_beats_are_counted(said: Any, song: Path) -> None:
    facts = said("beats", str(song), "--json")
    assert facts["count"] == pytest.approx(16, abs=1)
    assert facts["median duration in s"] == pytest.approx(0.5, abs=0.01)


def test_an_unknown_feature_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["explain", "dancability"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "did you mean 'danceability'?" in said.err


def test_a_file_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.invoke(["explain", "energy", str(tmp_path / "none.mp3")]) == 3
    assert "There is no file" in capsys.readouterr().err
