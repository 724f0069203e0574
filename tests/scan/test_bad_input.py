"""One scan over a folder of everything that can be wrong: each file is listed, and the good ones are analysed."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from accord.analysis.scan import Summary, scan_folders
from accord.cli import invoke
from accord.domain.entities import ScanProblem
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from tests.audio_files import FORMATS, bits_flipped, tone, truncated, write_audio, write_silent_film

SECONDS = 3.0
RATES = {"opus": 48000, "webm": 48000}


@dataclass
class Swamp:
    """The folder, what the scan said, and the library that it left."""

    root: Path
    library: Library
    summary: Summary
    database: Path

    def problems(self, name: str) -> list[ScanProblem]:
        return [problem for problem in self.library.problems() if problem.path == self.root / name]

    def is_analysed(self, name: str) -> bool:
        known = self.library.known_files(self.root).get((self.root / name, None))
        if known is None:
            return False
        (features,) = self.library.features_documents([known.track_id])
        return features is not None and json.loads(features)["id"] == known.track_id


def write(root: Path, name: str, codec: str, hz: float, *, sr: int = 44100, channels: int = 2) -> Path:
    rate = RATES.get(codec, sr)
    return write_audio(root / name, tone(rate, SECONDS, channels, hz), rate, codec)


def fill(root: Path) -> None:
    """Write the folder."""
    for number, codec in enumerate(FORMATS):
        suffix = FORMATS[codec].suffix
        good = write(root, f"good-{codec}{suffix}", codec, 200.0 + 20 * number)
        truncated(good, root / f"cut-{codec}{suffix}", 0.6)
        bits_flipped(good, root / f"flipped-{codec}{suffix}", seed=number, after=400)
    (root / "empty.mp3").touch()
    (root / "text.mp3").write_text("Dear diary, this is no music at all.\n" * 200)
    write_silent_film(root / "film.mp4")
    drm = write(root, "bought.m4p", "m4a", 210.0)
    drm.write_bytes(drm.read_bytes().replace(b"mp4a\0\0\0\0\0\0\0\1", b"drms\0\0\0\0\0\0\0\1"))
    write_audio(root / "one-sample.wav", np.full(1, 0.5), 44100, "wav")
    write_audio(root / "silence.flac", np.zeros((3 * 44100, 2)), 44100, "flac")
    nan = tone(44100, SECONDS)
    nan[70000] = np.nan
    write_audio(root / "nan.wav", nan, 44100, "wavf32")
    write_audio(root / "loud.wav", 8 * tone(44100, SECONDS, hz=230), 44100, "wavf32")
    write(root, "eight-channels.wav", "wav", 240.0, channels=8)
    write(root, "telephone.wav", "wav", 250.0, sr=8000)
    write(root, "bats.wav", "wav", 260.0, sr=192000)
    (root / "loop").symlink_to(root)
    if sys.platform != "darwin":
        write(root, "plain.mp3", "mp3", 270.0).rename(root / os.fsdecode(b"Mot\xf6rhead.mp3"))
    if os.geteuid() != 0:
        write(root, "private.mp3", "mp3", 280.0).chmod(0)


@pytest.fixture(scope="module")
def swamp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swamp]:
    root = tmp_path_factory.mktemp("swamp").resolve()
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    fill(root)
    with open_library(settings) as library:
        yield Swamp(root, library, scan_folders(library, settings, [root]), settings.database)


@pytest.mark.parametrize("codec", FORMATS)
def test_good_files_are_analysed_and_not_listed(swamp: Swamp, codec: str) -> None:
    name = f"good-{codec}{FORMATS[codec].suffix}"
    assert swamp.is_analysed(name)
    assert swamp.problems(name) == []


@pytest.mark.parametrize("damage", ["cut", "flipped"])
@pytest.mark.parametrize("codec", FORMATS)
def test_damaged_files_are_analysed_as_far_as_they_go_or_listed(swamp: Swamp, codec: str, damage: str) -> None:
    name = f"{damage}-{codec}{FORMATS[codec].suffix}"
    failed = [problem for problem in swamp.problems(name) if problem.failed]
    assert swamp.is_analysed(name) != bool(failed)
    assert {problem.code for problem in swamp.problems(name)} <= {"DamagedAudio", "InvalidSamples", "TooShort"}


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("empty.mp3", "EmptyFile", "empty"),
        ("text.mp3", "NotAudio", "no audio"),
        ("film.mp4", "NoAudioStream", "no audio stream"),
        ("bought.m4p", "ProtectedAudio", "encrypted"),
        ("one-sample.wav", "TooShort", ""),
        ("nan.wav", "InvalidSamples", "no numbers"),
        ("loop", "LinkLoop", "link back"),
    ],
)
def test_what_cannot_be_used_is_listed_with_the_reason_and_the_remedy(
    swamp: Swamp, name: str, code: str, words: str
) -> None:
    (problem,) = swamp.problems(name)
    assert problem.failed
    assert problem.code == code
    assert words in problem.sentence
    assert problem.sentence.endswith(".")
    assert problem.remedy
    assert not swamp.is_analysed(name)
    assert problem in swamp.summary.problems


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_listed(swamp: Swamp) -> None:
    (problem,) = swamp.problems("private.mp3")
    assert problem.code == "FileDenied"


@pytest.mark.parametrize("name", ["silence.flac", "eight-channels.wav", "telephone.wav", "bats.wav"])
def test_what_is_unusual_is_analysed(swamp: Swamp, name: str) -> None:
    assert swamp.is_analysed(name)
    assert swamp.problems(name) == []


def test_samples_beyond_full_scale_are_a_reservation(swamp: Swamp) -> None:
    assert swamp.is_analysed("loud.wav")
    (problem,) = swamp.problems("loud.wav")
    assert not problem.failed
    assert "full scale" in problem.sentence


@pytest.mark.skipif(sys.platform == "darwin", reason="this file system takes UTF-8 names only")
def test_a_name_that_is_not_utf8_is_analysed(swamp: Swamp) -> None:
    assert swamp.is_analysed(os.fsdecode(b"Mot\xf6rhead.mp3"))


def test_nothing_is_blamed_on_accord(swamp: Swamp) -> None:
    ours = ("AnalysisFailed", "DecoderCrashed", "DecoderHung")
    assert [problem for problem in swamp.library.problems() if problem.code in ours] == []


def test_the_command_says_the_same(
    swamp: Swamp, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(swamp.database.parent))
    assert invoke(["scan", str(swamp.root)]) == 0
    scanned = capsys.readouterr().out
    failed = [problem for problem in swamp.library.problems() if problem.failed]
    again = [problem for problem in failed if problem.code in ("LinkLoop", "FileDenied")]
    assert f"{swamp.summary.examined} unchanged" in scanned
    assert f"{len(failed) - len(again)} failed before" in scanned
    assert f"Could not be used ({len(again)}):" in scanned
    assert invoke(["status"]) == 0
    status = capsys.readouterr().out
    assert f"{swamp.root}/empty.mp3: The file is empty. Copy the file again from its source" in status
    assert "In the library, with a reservation" in status


def test_the_store_is_whole(swamp: Swamp) -> None:
    with sqlite3.connect(swamp.database) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    counts = swamp.library.counts()
    assert counts.files == swamp.summary.examined
    assert counts.analyses == swamp.summary.analysed
