"""Scans of files whose licence is in their tags or beside them: rows follow it, and nothing is decoded for that."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.analysis.scan import Summary, scan_folders
from accord.analysis.supervisor import Finished
from accord.domain.labels import Profile
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO
from tests.audio_files import tone, write_audio

BY, NC = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0/"


class Shelf:
    """A folder of music and the library that is made of it."""

    def __init__(self, folder: Path) -> None:
        self.music = folder / "music"
        self.settings = Settings(home=folder / "home", workers=1, file_timeout=60)
        self.examined: list[str] = []

    def song(self, name: str, hz: float, codec: str = "flac", **tags: str) -> Path:
        path = self.music / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_audio(path, tone(48000, 1.0, 1, hz), 48000, codec, tags)

    def scan(self) -> Summary:
        self.examined.clear()
        with open_library(self.settings) as library:
            return scan_folders(library, self.settings, [self.music], watch=self._see)

    def _see(self, event: object) -> None:
        if isinstance(event, Finished):
            self.examined.append(event.task.path.name)

    @contextlib.contextmanager
    def library(self, profile: Profile = Profile.PERSONAL) -> Iterator[Library]:
        settings = self.settings.model_copy(update={"profile": profile})
        with open_library(settings) as library:
            yield library

    def files(self) -> dict[str, tuple[str, str | None]]:
        """Source and terms by name."""
        with self.library() as library:
            known = library.known_files(self.music)
        return {str(path.relative_to(self.music)): (file.source_id, file.terms) for (path, _), file in known.items()}

    def sources(self, table: str) -> set[str]:
        with sqlite3.connect(self.settings.database) as db:
            return {row[0] for row in db.execute(f"SELECT source_id FROM {table}")}

    def problems(self) -> list[tuple[str, str]]:
        with self.library() as library:
            return [(problem.path.name, problem.code) for problem in library.problems()]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path.resolve())


def test_tags_of_every_format_decide_the_source(shelf: Shelf) -> None:
    """Each format has its own frame for it; what FFmpeg writes into none of them is a copyright."""
    for number, codec in enumerate(("flac", "mp3", "opus", "ogg", "mkv", "wma", "aiff")):
        shelf.song(f"{codec}.{codec}", 200 + 50 * number, codec, license="CC-BY-SA-4.0")
    for number, codec in enumerate(("m4a", "wav", "mp4")):
        shelf.song(f"{codec}.{codec}", 600 + 50 * number, codec, copyright=f"2020 Somebody. Licensed under {NC}")
    shelf.song("label.flac", 900, copyright="2020 Some Label")
    shelf.song("odd.flac", 950, LICENSE="Our Own Terms")
    summary = shelf.scan()
    share_alike, non_commercial = ("audio-cc-by-sa", "CC-BY-SA-4.0"), ("audio-cc-by-nc", "CC-BY-NC-4.0")
    assert shelf.files() == {
        **{f"{codec}.{codec}": share_alike for codec in ("flac", "mp3", "opus", "ogg", "mkv", "wma", "aiff")},
        **{f"{codec}.{codec}": non_commercial for codec in ("m4a", "wav", "mp4")},
        "label.flac": (OWN_AUDIO.id, None),
        "odd.flac": (OWN_AUDIO.id, None),
    }
    assert [(problem.path.name, problem.code, problem.failed) for problem in summary.problems] == [
        ("odd.flac", "UnknownLicence", False)
    ]
    assert "Our Own Terms" in summary.problems[0].sentence


def test_a_licence_put_changed_and_taken_away_takes_effect_without_reading_the_music(shelf: Shelf) -> None:
    shelf.song("album/a.flac", 300, title="One", genre="Rock")
    shelf.song("album/b.flac", 400, title="Two", LICENSE="CC BY 4.0")
    shelf.song("c.flac", 500, title="Three")
    shelf.scan()
    own = (OWN_AUDIO.id, None)
    assert shelf.files() == {"album/a.flac": own, "album/b.flac": ("audio-cc-by", "CC-BY-4.0"), "c.flac": own}

    licence = shelf.music / "album" / "LICENSE.txt"
    licence.write_text(f"All of this album: {BY}\n")
    summary = shelf.scan()
    assert (summary.examined, summary.relabelled, summary.unchanged, shelf.examined) == (0, 1, 3, [])
    assert shelf.files()["album/a.flac"] == ("audio-cc-by", "CC-BY-4.0")
    assert shelf.sources("file_genres") == shelf.sources("genres") == {"audio-cc-by"}
    assert shelf.sources("tracks") == shelf.sources("analyses") == {"audio-cc-by", OWN_AUDIO.id}

    licence.write_text(f"All of this album: {NC}\n")
    summary = shelf.scan()
    assert (summary.relabelled, shelf.examined) == (2, [])
    assert shelf.files()["album/a.flac"] == ("audio-cc-by-nc", "CC-BY-NC-4.0")
    assert shelf.files()["album/b.flac"] == ("audio-cc-by-nc", "CC-BY-4.0 AND CC-BY-NC-4.0")
    assert shelf.problems() == [("b.flac", "LicencesDisagree")]
    with shelf.library(Profile.COMMERCIAL) as library:
        assert library.door.refused() == {"audio-cc-by-nc": 2, OWN_AUDIO.id: 1}

    assert shelf.scan().relabelled == 0
    assert shelf.problems() == [("b.flac", "LicencesDisagree")]

    licence.unlink()
    summary = shelf.scan()
    assert (summary.relabelled, shelf.examined, shelf.problems()) == (2, [], [])
    assert shelf.files() == {"album/a.flac": own, "album/b.flac": ("audio-cc-by", "CC-BY-4.0"), "c.flac": own}


def test_an_unknown_licence_beside_the_music_is_listed_until_it_is_mended(shelf: Shelf) -> None:
    shelf.song("a.flac", 300, LICENSE="CC0-1.0")
    shelf.music.joinpath("LICENSE").write_text("Whatever the council decides.")
    summary = shelf.scan()
    assert [(problem.path.name, problem.code) for problem in summary.problems] == [("LICENSE", "UnknownLicence")]
    assert shelf.files() == {"a.flac": (OWN_AUDIO.id, None)}
    assert [problem.path.name for problem in shelf.scan().problems] == ["LICENSE"]
    shelf.music.joinpath("LICENSE").write_text("CC0-1.0")
    assert shelf.scan().problems == []
    assert (shelf.files(), shelf.problems(), shelf.examined) == ({"a.flac": ("audio-cc0", "CC0-1.0")}, [], [])


def test_a_copy_without_licence_speaks_for_itself(shelf: Shelf) -> None:
    shelf.song("a.flac", 300, LICENSE="CC0-1.0", title="A", artist="B")
    (shelf.music / "free").mkdir()
    shutil.move(shelf.music / "a.flac", shelf.music / "free" / "a.flac")
    shelf.song("b.flac", 300)
    shelf.scan()
    assert shelf.files() == {"free/a.flac": ("audio-cc0", "CC0-1.0"), "b.flac": (OWN_AUDIO.id, None)}
    assert shelf.sources("tracks") == shelf.sources("analyses") == {"audio-cc0"}, "the file with more tags speaks"
    (shelf.music / "free" / "a.flac").unlink()
    shelf.scan()
    assert shelf.sources("tracks") == shelf.sources("analyses") == {OWN_AUDIO.id}


def test_the_demo_library_stays_what_it_is(shelf: Shelf) -> None:
    demo = shelf.settings.home / "demo"
    demo.mkdir(parents=True)
    write_audio(demo / "piece.flac", tone(22050, 1.0, 1, 300), 22050, "flac")
    (demo / "LICENSE").write_text(NC)
    shelf.music = demo
    for _ in range(2):
        shelf.scan()
        assert shelf.files() == {"piece.flac": (DEMO_LIBRARY.id, "CC0-1.0")}
    assert shelf.problems() == []
