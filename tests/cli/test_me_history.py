"""``accord me import-history``, and what one says of music at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.rights.registry import OWN_AUDIO
from tests.cli.test_me import said
from tests.histories import exports
from tests.histories.exports import START, Play
from tests.library.shelf import analysis_of, scanned, sound


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ada, who has a track."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    with open_people(Settings(home=tmp_path / "home")) as people:
        file = scanned("/a.ogg", "a", title="Jóga", artists=("Björk",), album="Homogenic", genres=("Pop",))
        people.library.record_file(file, analysis_of("a"), OWN_AUDIO.id)
        people.listeners.add("Ada")
    return tmp_path / "home"


def test_a_history_is_reported_by_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [exports.spotify_row(play) for play in (Play(START), *exports.plays(3, every=7200))]
    rows.append(exports.spotify_row(Play(START + 9), episode_name="E", master_metadata_track_name=None))
    file = tmp_path / "Streaming_History_Audio_2023_1.json"
    file.write_bytes(exports.array(rows))
    shown = said(capsys, "me", "import-history", str(file), "--as", "Ada").splitlines()
    for line in (
        f"read       {file.name}: 5 rows, Spotify, extended streaming history",
        "stored     4 listens",
        "left out   1 podcasts",
        "matched    1 of 4 plays are of tracks of the library",
        "           3 nothing by the artist is in the library",
        "         1 Artist 0 - Song, “0”: nothing by the artist is in the library",
        "kept as    A person's own export from Spotify, for you alone; other purposes need your consent",
    ):
        assert line in shown
    again = json.loads(said(capsys, "me", "import-history", str(file), "--json"))
    assert (again["stored"], again["duplicates"], again["left_out"]) == (0, 4, {"podcast": 1})


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no file" in said(capsys, "me", "import-history", str(tmp_path / "x"), code=3)
    (tmp_path / "x").write_bytes(b"Hello")
    assert "holds no listening history" in said(capsys, "me", "import-history", str(tmp_path / "x"), code=2)


def test_one_likes_and_hides_by_name_or_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "me", "like", "Bjork - Joga") == "like  track Björk - Jóga\n"
    assert said(capsys, "me", "less", "björk") == "less  artist Björk\n"
    assert said(capsys, "me", "hide", sound("a")) == "hide  track Björk - Jóga\n"
    assert said(capsys, "me", "hide", "homogenic", "--kind", "album") == "hide  album Björk - Homogenic\n"
    assert said(capsys, "me", "less", "Free  Jazz", "--kind", "genre") == "less  genre Free Jazz\n"
    listed = [line.split("  ", 1)[1] for line in said(capsys, "me", "said").splitlines()]
    assert sorted(listed) == [
        "hide  album   Björk - Homogenic",
        "hide  track   Björk - Jóga",
        "less  artist  Björk",
        "less  genre   free jazz",
    ]
    assert said(capsys, "me", "unsay", "Jóga") == "forgotten  track Björk - Jóga\n"
    assert "have said nothing" in said(capsys, "me", "unsay", "Jóga", code=3)
    for name in ("Nobody", "???", "", "Nobody - Jóga", " - "):
        assert "The library has no artist" in said(capsys, "me", "hide", name, "--kind", "artist", code=3)
