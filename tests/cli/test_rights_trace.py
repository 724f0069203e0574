"""``accord rights trace`` and ``accord rights summary``: the chain drawn, and written down for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accord.cli import invoke
from accord.domain.labels import Purpose
from accord.domain.settings import load_settings
from accord.library.people import open_people
from accord.rights.lineage import Input, derive
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO, OWN_LISTENING
from tests.library.shelf import analysis_of, scanned, sound


@pytest.fixture
def mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A library with a track of two copies, a listener, and a playlist; the playlist's id."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    with open_people(load_settings()) as people:
        for path, source in (("/a/one.ogg", OWN_AUDIO), ("/b/one\x1b[2J.ogg", DEMO_LIBRARY)):
            file = scanned(path, "one", title="One", artists=("Ada Quartet",), album="Way", licence="CC0-1.0")
            people.library.record_file(file, analysis_of("one"), source.id)
        listener, _ = people.listeners.add("Ada")
        inputs = [
            Input.of("listens", OWN_LISTENING.id, 12, listener.id),
            Input.of("tracks", DEMO_LIBRARY.id, 3),
        ]
        derived = derive(
            "playlist", "mix", purpose=Purpose.PERSONALISATION, activity="mixing", agent="test 1", inputs=inputs
        )
        return people.lineage.record(derived)


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Run a command; return what it prints, or its error."""
    capsys.readouterr()
    found = invoke(["rights", *arguments])
    printed = capsys.readouterr()
    assert found == code, printed
    return printed.err if code else printed.out


def test_the_chain_is_drawn_with_clause_licence_and_label_at_every_link(
    mix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = said(capsys, "trace", sound("one"))
    lines = drawn.splitlines()
    assert lines[0].startswith("track One  ")
    chain = ("track One", "analysis, version 1", "file one.ogg", f"source {OWN_AUDIO.id}")
    at = [next(number for number, line in enumerate(lines) if word in line) for word in chain]
    assert at == sorted(at)
    flat = " ".join(drawn.replace("│", " ").split())
    for source in (OWN_AUDIO, DEMO_LIBRARY):
        assert f"{source.licence}: {source.clause}" in flat
        assert f"(read {source.read.isoformat()})" in flat
    assert "licence as written: CC0-1.0" in flat
    links = (*chain, "file one\N{REPLACEMENT CHARACTER}", f"source {DEMO_LIBRARY.id}")
    assert all(link in flat for link in links)
    assert flat.count("may be used for:") == len(links)
    assert "may be used for: anything" in flat
    assert "\x1b" not in drawn


def test_a_derived_thing_says_how_it_was_made_and_of_what(mix: str, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = said(capsys, "trace", mix)
    assert f"playlist mix  {mix}" in drawn
    assert "made by test 1: mixing for personalisation, " in drawn
    assert "── 12 listens\n" in "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"
    assert "owes: delete on withdrawal, obtain consent; about 1 person" in drawn
    assert f"source {OWN_LISTENING.id}" in drawn


def test_json_is_prov(mix: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(said(capsys, "trace", mix, "--json"))
    assert f"accord:playlist/{mix}" in document["entity"]
    assert {"used", "wasGeneratedBy", "wasDerivedFrom", "wasAssociatedWith"} <= document.keys()


def test_the_summary_has_its_three_parts(mix: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "summary", mix)
    for heading in ("General information", "List of data sources", "Data processing"):
        assert f"{heading}\n" in text
    assert "  rows: 15\n" in text
    assert "  rows: 12 listens\n" in text
    summary = json.loads(said(capsys, "summary", mix, "--json"))
    assert sum(source["total"] for source in summary["list of data sources"]) == 15


def test_what_is_unknown_or_not_derived_says_so(mix: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no track" in said(capsys, "trace", "0" * 22, code=3)
    assert "is a track" in said(capsys, "summary", sound("one"), code=2)


def test_a_folder_without_a_library_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "nothing"))
    assert "There is no library" in said(capsys, "trace", "0" * 22, code=3)
    assert not (tmp_path / "nothing").exists()
