"""Duplicates: one recording in several files, found by its sound, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from accord.domain.entities import ScannedFile, Tags
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from accord.library.duplicates import Copy, duplicates
from accord.rights.registry import OWN_AUDIO
from tests.library import recordings
from tests.server import music


@pytest.fixture(scope="module")
def library(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("recordings")
    with open_library(Settings(home=folder / "home")) as opened:
        recordings.fill(opened, demo_library, folder)
        yield opened


def test_one_recording_is_found_across_formats_tags_loudness_and_cut_edges(library: Library) -> None:
    said: list[str] = []
    (found,) = duplicates(library, said.append)
    assert {copy.path.name for copy in found} == {"whole.flac", "small.ogg", "cut.mp3"}
    assert found[0].lossless
    assert found[1].bit_rate >= found[2].bit_rate
    assert found[0].name == "Ada - Undertow"
    assert said


def test_a_file_with_the_very_sound_is_a_copy_without_an_analysis(tmp_path: Path) -> None:
    with open_library(Settings(home=tmp_path)) as library:
        music.fill(library)
        assert duplicates(library) == [], "harmony that stands still is like nothing"
        original = library.sound(music.SILENT.id)
        assert original is not None
        library.record_file(_again(original.files[0][0].with_name("again.flac")), None, OWN_AUDIO.id)
        ((one, other),) = duplicates(library)
        assert one.track_id == other.track_id == music.SILENT.id


def _again(path: Path) -> ScannedFile:
    return ScannedFile(
        path=path,
        size=900,
        mtime_ns=1,
        span=None,
        track_id=music.SILENT.id,
        duration=music.SILENT.duration,
        container="flac",
        codec="flac",
        sr=44100,
        channels=2,
        tags=Tags(title="Again"),
    )


def test_the_best_is_lossless_then_of_the_highest_bit_rate_then_best_tagged() -> None:
    plain = Copy("1" * 22, "x", Path("a"), "", "mp3", False, 128_000.0, 44_100, 60.0, 3)
    better = [
        replace(plain, lossless=True, bit_rate=700_000.0, sr=96_000, path=Path("d")),
        replace(plain, lossless=True, bit_rate=900_000.0, path=Path("c")),
        replace(plain, bit_rate=320_000.0, sr=22_050, path=Path("b")),
        replace(plain, completeness=9, path=Path("z")),
        plain,
        replace(plain, path=Path("b")),
    ]
    ranks = [copy.rank for copy in better]
    assert ranks == sorted(ranks)
