"""Which licence speaks for a file: its tags, what lies nearest, and both where they differ."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from accord.analysis import sidecars
from accord.analysis.licensing import Licensing, Standing
from accord.analysis.walk import walk
from accord.domain.errors import LicencesDisagree, UnknownLicence
from accord.rights.registry import OWN_AUDIO

NC = "https://creativecommons.org/licenses/by-nc/4.0/"
DEBIAN = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"


class Music:
    """A folder of files that are music by their names, and of files beside them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, content: str | bytes = b"sound") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def licensing(self) -> Licensing:
        return Licensing([walk(self.root)])

    def standing(self, name: str, written: str | None = None) -> Standing:
        return self.licensing().standing(self.root / name, written)

    def terms(self, name: str, written: str | None = None) -> str | None:
        return self.standing(name, written).terms


@pytest.fixture
def music(tmp_path: Path) -> Music:
    return Music(tmp_path.resolve())


def test_without_a_licence_a_file_is_the_operators_own_copy(music: Music) -> None:
    music.put("a.ogg")
    assert music.standing("a.ogg") == music.standing("a.ogg", "© 2010 Label") == Standing(OWN_AUDIO.id)


def test_the_tags_speak_for_the_file(music: Music) -> None:
    music.put("a.ogg")
    assert music.standing("a.ogg", NC) == Standing("audio-cc-by-nc", "CC-BY-NC-4.0")
    unknown = music.standing("a.ogg", "Foo Public Terms")
    assert (unknown.source_id, unknown.terms) == (OWN_AUDIO.id, None)
    assert isinstance(unknown.remark, UnknownLicence)


@pytest.mark.parametrize(
    "name", ["LICENSE", "license.txt", "LICENCE.md", "COPYING", "License-Music.txt", "copyright", "LICENSE.CC-BY"]
)
def test_a_licence_in_the_folder_speaks_for_all_below_it(music: Music, name: str) -> None:
    for path in ("a.ogg", "album/b.flac", "album/disc 1/c.mp3"):
        music.put(path)
    music.put(f"album/{name}", "This album is licensed under CC BY-SA 4.0.")
    assert music.terms("a.ogg") is None
    assert music.standing("album/b.flac") == Standing("audio-cc-by-sa", "CC-BY-SA-4.0")
    assert music.terms("album/disc 1/c.mp3") == "CC-BY-SA-4.0"


def test_the_nearest_speaks(music: Music) -> None:
    for path in ("a.ogg", "album/b.ogg", "album/c.ogg"):
        music.put(path)
    music.put("LICENSE", "CC0-1.0")
    music.put("album/LICENSE", "CC-BY-4.0")
    music.put("album/c.ogg.license", "SPDX-License-Identifier: CC-BY-NC-4.0\n")
    assert [music.terms(name) for name in ("a.ogg", "album/b.ogg", "album/c.ogg")] == [
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-NC-4.0",
    ]


def test_a_file_that_states_a_mere_copyright_says_nothing(music: Music) -> None:
    music.put("album/b.ogg")
    music.put("album/copyright.txt", "(c) 2010 Label")
    music.put("COPYING", "CC0-1.0")
    assert music.terms("album/b.ogg") == "CC0-1.0"


def test_tags_and_file_that_differ_leave_what_both_allow(music: Music) -> None:
    music.put("a.ogg")
    music.put("LICENSE", NC)
    standing = music.standing("a.ogg", "CC BY 4.0")
    assert standing[:2] == ("audio-cc-by-nc", "CC-BY-4.0 AND CC-BY-NC-4.0")
    assert isinstance(standing.remark, LicencesDisagree)
    assert "CC-BY-4.0" in str(standing.remark)
    assert "LICENSE says CC-BY-NC-4.0" in str(standing.remark)
    incomparable = music.standing("a.ogg", "CC BY-SA 4.0")
    assert incomparable[:2] == (OWN_AUDIO.id, "CC-BY-SA-4.0 AND CC-BY-NC-4.0")
    assert "your own copy" in str(incomparable.remark)
    assert music.standing("a.ogg", NC) == Standing("audio-cc-by-nc", "CC-BY-NC-4.0")


def test_a_licence_beside_the_music_that_is_unknown_denies(music: Music) -> None:
    music.put("a.ogg")
    licence = music.put("LICENSE.txt", "You may do what the council of this town has decided.")
    licensing = music.licensing()
    assert licensing.standing(music.root / "a.ogg", "CC BY 4.0") == Standing(OWN_AUDIO.id)
    (problem,) = licensing.problems.values()
    assert (problem.path, problem.code, problem.failed) == (licence, "UnknownLicence", False)
    assert "SPDX" in problem.remedy


def test_several_licences_in_one_folder_hold_together(music: Music) -> None:
    music.put("a.ogg")
    music.put("LICENSE", "CC-BY-4.0")
    music.put("COPYING", "GPL-2.0-or-later")
    assert music.standing("a.ogg")[:2] == ("audio-copyleft", "GPL-2.0-or-later AND CC-BY-4.0")


def test_a_document_that_lists_the_file_speaks_before_what_is_said_of_all(music: Music) -> None:
    music.put("a.ogg")
    music.put("b.ogg")
    music.put("LICENSE", "GPL-2.0-or-later")
    files = [{"fileName": "./a.ogg", "licenseConcluded": "CC-BY-4.0"}]
    music.put("album.spdx.json", json.dumps({"spdxVersion": "SPDX-2.3", "files": files}))
    assert (music.terms("a.ogg"), music.terms("b.ogg")) == ("CC-BY-4.0", "GPL-2.0-or-later")


def test_spdx_tags_and_reuse_lists_reach_into_folders_below(music: Music) -> None:
    music.put("deep/er/a.ogg")
    music.put("other/b.ogg")
    music.put("files.spdx", "SPDXVersion: SPDX-2.2\nFileName: ./deep/er/a.ogg\nLicenseConcluded: MIT\n")
    music.put("REUSE.toml", '[[annotations]]\npath = "other/**"\nSPDX-License-Identifier = "CC0-1.0"\n')
    assert (music.terms("deep/er/a.ogg"), music.terms("other/b.ogg")) == ("MIT", "CC0-1.0")


@pytest.mark.parametrize("place", ["copyright", "debian/copyright", ".reuse/dep5"])
def test_debian_copyright_says_file_by_file(music: Music, place: str) -> None:
    music.put("music/a.ogg")
    music.put("sounds/b.ogg")
    text = "\nFiles: *\nLicense: GPL-2+\n\nFiles: music/*\nLicense: CC-BY-SA-3.0\n"
    music.put(place, DEBIAN + text)
    assert (music.terms("music/a.ogg"), music.terms("sounds/b.ogg")) == ("CC-BY-SA-3.0", "GPL-2.0-or-later")


def test_an_unpacked_package_is_spoken_for_by_its_own_copyright(music: Music) -> None:
    music.put("usr/share/games/game/music/a.ogg")
    music.put("usr/share/doc/game/copyright", DEBIAN + "\nFiles: music/*\nLicense: CC-BY-3.0\n")
    assert music.terms("usr/share/games/game/music/a.ogg") == "CC-BY-3.0"
    music.put("usr/share/doc/other/copyright", DEBIAN + "\nFiles: *\nLicense: CC0-1.0\n")
    assert music.terms("usr/share/games/game/music/a.ogg") is None, "of two packages nobody knows whose it is"


def test_what_lies_above_the_scanned_folder_is_not_read(music: Music) -> None:
    music.put("album/a.ogg")
    music.put("LICENSE", "CC0-1.0")
    licensing = Licensing([walk(music.root / "album")])
    assert licensing.standing(music.root / "album" / "a.ogg", None) == Standing(OWN_AUDIO.id)


def test_links_are_followed_within_the_folder_and_not_out_of_it(music: Music, tmp_path: Path) -> None:
    inside, outside = Music(music.root / "music"), music.put("secret.txt", "CC0-1.0")
    inside.put("a/a.ogg")
    inside.put("b/b.ogg")
    inside.put("terms.txt", "CC-BY-4.0")
    (inside.root / "a" / "LICENSE").symlink_to("../terms.txt")
    (inside.root / "b" / "LICENSE").symlink_to(outside)
    (inside.root / "b" / "COPYING").symlink_to("nowhere")
    assert (inside.terms("a/a.ogg"), inside.terms("b/b.ogg")) == ("CC-BY-4.0", None)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("LICENSE", b"x" * (sidecars.LARGEST + 1), "too large"),
        ("LICENSE", b"\x00\xff\xfe\x81" * 50, "no licence that Accord knows"),
        ("a.spdx", b"FileName: ./a.ogg\nLicenseConcluded: MIT\n", "no such document"),
        ("a.spdx.json", b"{" * 5000, "no such document"),
        ("REUSE.toml", b"= [", "no such document"),
        ("a.spdx", b"SPDXVersion: SPDX-2.3\nFileName: ./a.ogg\nLicenseConcluded: LicenseRef-x\n", "LicenseRef-x"),
    ],
)
def test_what_cannot_be_used_is_listed_and_denies(music: Music, name: str, content: bytes, words: str) -> None:
    music.put("a.ogg")
    music.put(name, content)
    licensing = music.licensing()
    assert licensing.standing(music.root / "a.ogg", "CC0") == Standing(OWN_AUDIO.id)
    assert [words in problem.sentence for problem in licensing.problems.values()] == [True]


def test_a_file_that_cannot_be_read_is_listed(music: Music) -> None:
    music.put("a.ogg")
    licence = music.put("LICENSE", "CC0-1.0")
    listing = walk(music.root)
    licence.unlink()
    licensing = Licensing([listing])
    assert licensing.standing(music.root / "a.ogg", None) == Standing(OWN_AUDIO.id)
    assert "cannot be read: No such file" in next(iter(licensing.problems.values())).sentence


def test_bytes_that_are_no_utf8_do_not_hide_a_licence(music: Music) -> None:
    music.put("a.ogg")
    for content in (
        "Für alle: CC BY 4.0".encode("latin-1"),
        "\ufeffCC BY 4.0".encode("utf-16-le"),
        b"\xef\xbb\xbfCC BY 4.0",
    ):
        music.put("LICENSE", content)
        assert music.terms("a.ogg") == "CC-BY-4.0"


def test_only_licences_that_concern_music_are_read(music: Music) -> None:
    music.put("src/LICENSE", "our own terms")
    music.put("src/license.py", "print()")
    music.put("album/a.ogg")
    licensing = music.licensing()
    licensing.standing(music.root / "album" / "a.ogg", None)
    assert licensing.problems == {}


def test_each_file_beside_the_music_is_read_once(music: Music, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        music.put(f"album/{number}.ogg")
    music.put("LICENSE", "CC0-1.0")
    opened: list[str] = []
    really_open = os.open

    def counting(path: str, *arguments: int) -> int:
        opened.append(os.fspath(path))
        return really_open(path, *arguments)

    licensing = music.licensing()
    monkeypatch.setattr(os, "open", counting)
    assert {licensing.standing(music.root / f"album/{number}.ogg", None).terms for number in range(50)} == {"CC0-1.0"}
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("gnu lesser general public license ", "LGPL-2.0-or-later"),
        ("cc by nc sa nd ", None),
        ("creativecommons.org/licenses/by-", None),
        (" \n", None),
    ],
)
def test_a_mebibyte_of_what_looks_like_a_licence_is_read(music: Music, seed: str, expected: str | None) -> None:
    """It would not end if any pattern took time that grows with the square of the length."""
    music.put("a.ogg")
    music.put("LICENSE", (seed * sidecars.LARGEST)[: sidecars.LARGEST])
    assert music.terms("a.ogg") == expected
