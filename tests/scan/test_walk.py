"""What lies below a folder: links, loops, odd names, refused folders."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from accord.analysis.walk import Listing, walk
from accord.domain.errors import BadInput, NotFound


def touch(path: Path, data: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(listing: Listing) -> list[str]:
    return [str(found.path.relative_to(listing.root)) for found in listing.audio]


def test_extensions_in_any_case_and_the_rest_counted(tmp_path: Path) -> None:
    for name in ("a.mp3", "b.FLAC", "c.Ogg", "d.jpg", "e", "deep/er/f.opus", "g.txt", "h.cue", "._a.mp3"):
        touch(tmp_path / name)
    listing = walk(tmp_path)
    assert names(listing) == ["a.mp3", "b.FLAC", "c.Ogg", "deep/er/f.opus"]
    assert [sheet.path.name for sheet in listing.sheets] == ["h.cue"]
    assert listing.others == 4
    assert listing.problems == []
    assert listing.audio[0].size == 1
    assert listing.audio[0].mtime_ns == (tmp_path / "a.mp3").stat().st_mtime_ns


def test_names_that_begin_with_a_dot_are_music_and_the_systems_folders_are_not(tmp_path: Path) -> None:
    for name in ("...And Justice for All/one.mp3", ".38 Special/two.mp3", ".Trash-1000/x.mp3", "@eaDir/y.mp3"):
        touch(tmp_path / name)
    assert names(walk(tmp_path)) == ["...And Justice for All/one.mp3", ".38 Special/two.mp3"]


@pytest.mark.skipif(sys.platform == "darwin", reason="this file system takes UTF-8 names only")
def test_a_name_that_is_not_utf8_keeps_its_bytes(tmp_path: Path) -> None:
    name = b"Mot\xf6rhead.mp3"
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(b"x")
    (found,) = walk(tmp_path).audio
    assert os.fsencode(found.path.name) == name


def test_a_file_reached_twice_is_found_once_under_its_real_path(tmp_path: Path) -> None:
    touch(tmp_path / "z" / "song.mp3")
    (tmp_path / "a").symlink_to(tmp_path / "z")
    (tmp_path / "b.mp3").symlink_to(tmp_path / "z" / "song.mp3")
    listing = walk(tmp_path)
    assert names(listing) == ["z/song.mp3"]
    assert listing.problems == []


def test_links_out_of_the_folder_are_followed(tmp_path: Path) -> None:
    touch(tmp_path / "elsewhere" / "album" / "song.mp3")
    touch(tmp_path / "elsewhere" / "single.mp3")
    root = tmp_path / "music"
    root.mkdir()
    (root / "album").symlink_to(tmp_path / "elsewhere" / "album")
    (root / "single.mp3").symlink_to(tmp_path / "elsewhere" / "single.mp3")
    assert names(walk(root)) == ["album/song.mp3", "single.mp3"]


def test_links_that_loop_are_listed_and_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "music"
    touch(root / "album" / "song.mp3")
    touch(tmp_path / "outside.mp3")
    (root / "album" / "up").symlink_to(root)
    (root / "album" / "out").symlink_to(tmp_path)
    (root / "self.mp3").symlink_to(root / "self.mp3")
    listing = walk(root)
    assert names(listing) == ["album/song.mp3"]
    found = {problem.path.name: (problem.code, problem.sentence) for problem in listing.problems}
    assert found["up"] == ("LinkLoop", f"It is a link back to {root}, a folder it lies in.")
    assert found["out"] == ("LinkLoop", f"It is a link back to {tmp_path}, a folder it lies in.")
    assert found["self.mp3"] == ("LinkLoop", "It is a link that leads, by other links, back to itself.")


def test_two_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "one.mp3")
    touch(tmp_path / "b" / "two.mp3")
    (tmp_path / "a" / "to-b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "to-a").symlink_to(tmp_path / "a")
    assert names(walk(tmp_path)) == ["a/one.mp3", "b/two.mp3"]


def test_a_link_to_nothing_is_listed(tmp_path: Path) -> None:
    (tmp_path / "gone.mp3").symlink_to(tmp_path / "nothing")
    (problem,) = walk(tmp_path).problems
    assert (problem.code, problem.sentence) == ("FileVanished", "It is a link that leads to nothing.")


def test_what_is_no_file_is_counted(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "socket.mp3"))
        listing = walk(tmp_path)
    assert listing.audio == []
    assert listing.others == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_may_not_be_listed_is_listed_as_a_problem(tmp_path: Path) -> None:
    touch(tmp_path / "closed" / "song.mp3")
    touch(tmp_path / "open.mp3")
    (tmp_path / "closed").chmod(0)
    try:
        listing = walk(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o755)
    assert names(listing) == ["open.mp3"]
    assert listing.unlisted == [tmp_path / "closed"]
    assert [problem.code for problem in listing.problems] == ["FileDenied"]


def test_the_root_may_be_a_link_and_is_stored_as_it_is(tmp_path: Path) -> None:
    touch(tmp_path / "real" / "song.mp3")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert walk(tmp_path / "link").root == tmp_path / "real"
    assert names(walk(tmp_path / "link")) == ["song.mp3"]


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no folder .*missing\."):
        walk(tmp_path / "missing")
    with pytest.raises(BadInput, match="is not a folder"):
        walk(touch(tmp_path / "file.mp3"))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(BadInput, match="cannot be reached"):
        walk(tmp_path / "loop")
