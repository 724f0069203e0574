"""Files come, change, move and go; a track's id, and what was found out about it, stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from accord.domain.entities import Cover, ScanProblem, Span
from accord.domain.errors import UnknownSource
from accord.library.catalogue import KnownFile
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO
from tests.library.shelf import Shelf, analysis_of, scanned, sound

MUSIC = Path("/music")


def _problem(path: str, sentence: str = "It is text.", failed: bool = True, mtime_ns: int = 1) -> ScanProblem:
    return ScanProblem(Path(path), "NotAudio", sentence, "Rename it.", failed, 1000, mtime_ns)


def test_what_was_recorded_is_answered(shelf: Shelf) -> None:
    track = shelf.add(
        "/music/a/1.ogg",
        "so what",
        title="So What",
        artists=("Miles Davis",),
        album="Kind of Blue",
        isrc="USSM15900113",
    )
    assert (track.id, track.title, track.isrc, track.duration) == (sound("so what"), "So What", "USSM15900113", 60.0)
    assert [artist.name for artist in track.artists] == ["Miles Davis"]
    assert track.release.title == "Kind of Blue"
    assert shelf.library.features_documents([sound("nothing"), track.id]) == [None, b"features so what 1"]
    assert shelf.library.analysis_document(track.id) == b"document so what 1"
    assert shelf.library.analysis_document(sound("nothing")) is None


def test_a_name_that_is_not_utf8_is_kept_byte_for_byte(shelf: Shelf) -> None:
    path = Path(os.fsdecode(b"/music/caf\xe9/\xff\xfe.ogg"))
    track = shelf.add(path, "cafe")
    assert list(shelf.library.known_files(MUSIC)) == [(path, None)]
    assert (track.title, track.release.title) == ("\ufffd\ufffd", "caf\ufffd")
    assert shelf.library.forget_missing(MUSIC, {path}) == 0


def test_retagging_changes_the_tags_alone(shelf: Shelf) -> None:
    before = shelf.add("/music/1.ogg", "x", title="Old", artists=("A",))
    shelf.library.record_file(scanned("/music/1.ogg", "x", title="New", artists=("B",)), None, OWN_AUDIO.id)
    after = shelf.track("x")
    assert (after.id, after.title, after.artists[0].name) == (before.id, "New", "B")
    assert shelf.library.features_documents([after.id]) == [b"features x 1"], "no analysis given leaves the old one"
    assert shelf.library.artists([before.artists[0].id]) == [None], "nobody plays here any more"
    assert (shelf.titles("old"), shelf.titles("new")) == ([], ["New"])
    assert shelf.library.counts().files == 1


def test_a_moved_file_is_the_same_track(shelf: Shelf) -> None:
    before = shelf.add("/music/a/1.ogg", "x", title="T", album="Mixed Tape", artists=("A",))
    shelf.add("/music/b/1.ogg", "x", title="T", album="Mixed Tape", artists=("A",))
    assert shelf.library.forget_missing(MUSIC, {Path("/music/b/1.ogg")}) == 1
    assert shelf.track("x") == before


def test_what_is_gone_is_not_answered_and_comes_back_the_same(shelf: Shelf) -> None:
    before = shelf.add("/music/a/1.ogg", "x", title="Lost", artists=("A",), album="B", genres=("Rock",))
    assert shelf.library.forget_missing(MUSIC, set()) == 1
    library = shelf.library
    assert library.tracks([before.id]) == [None]
    assert library.releases([before.release.id]) == [None]
    assert library.artists([before.artists[0].id]) == [None]
    assert shelf.titles("lost") == []
    assert library.any_tracks(5) == []
    assert library.analysed([before.id], "1") == {before.id}, "the work is kept"
    counts = library.counts()
    assert (counts.tracks, counts.files, counts.artists, counts.releases, counts.analyses) == (0, 0, 0, 0, 1)
    library.record_file(
        scanned("/music/z/9.ogg", "x", title="Lost", artists=("A",), album="B", genres=("Rock",)), None, OWN_AUDIO.id
    )
    assert shelf.track("x") == before
    assert library.any_tracks(5) == [before]


def test_forgetting_stays_below_the_folder(shelf: Shelf) -> None:
    for number, path in enumerate(["/music/a/1.ogg", "/music/ab/2.ogg", "/music/a.ogg", "/music/a/b/3.ogg"]):
        shelf.add(path, str(number))
    assert shelf.library.forget_missing(Path("/music/a"), set()) == 2
    assert {path for path, _ in shelf.library.known_files(Path("/"))} == {Path("/music/ab/2.ogg"), Path("/music/a.ogg")}
    assert shelf.library.forget_missing(Path("/music/a.ogg"), set()) == 1, "a root may be a file"


def test_forgetting_more_than_one_transaction_takes(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.library.catalogue.FORGOTTEN_AT_ONCE", 2)
    for number in range(5):
        shelf.add(f"/music/{number}.ogg", str(number), album="One")
    assert shelf.library.forget_missing(MUSIC, {Path("/music/3.ogg")}) == 4
    assert shelf.track("3").release.total_tracks == 1


def test_the_best_tagged_file_speaks_for_the_track(shelf: Shelf) -> None:
    shelf.add("/music/a.ogg", "x", title="bare")
    assert shelf.track("x").title == "bare"
    shelf.add("/music/b.ogg", "x", title="Rich", artists=("A",), album="B")
    shelf.add("/music/c.ogg", "x", title="Some", artists=("A",))
    assert shelf.track("x").title == "Rich"
    assert shelf.library.counts().files == 3
    assert shelf.library.counts().tracks == 1
    shelf.library.forget_missing(MUSIC, {Path("/music/a.ogg"), Path("/music/c.ogg")})
    assert shelf.track("x").title == "Some"


def test_equally_tagged_files_speak_by_path_whoever_came_first(shelf: Shelf) -> None:
    shelf.add("/music/b.ogg", "x", title="second")
    shelf.add("/music/a.ogg", "x", title="first")
    assert shelf.track("x").title == "first"


def test_a_file_with_another_sound_is_another_track(shelf: Shelf) -> None:
    shelf.add("/music/1.ogg", "old take", title="T")
    shelf.add("/music/1.ogg", "new take", title="T")
    assert shelf.library.tracks([sound("old take")]) == [None]
    assert shelf.track("new take").title == "T"
    assert shelf.library.counts().files == 1


def test_a_cue_sheet_splits_and_rejoins_a_file(shelf: Shelf) -> None:
    shelf.add("/music/live.flac", "whole", title="All of it")
    first, second = Span(0.0, 183.23), Span(183.23, None)
    shelf.add("/music/live.flac", "one", span=first, title="One")
    shelf.add("/music/live.flac", "two", span=second, title="Two")
    assert set(shelf.library.known_files(MUSIC)) == {(MUSIC / "live.flac", first), (MUSIC / "live.flac", second)}
    assert shelf.library.tracks([sound("whole")]) == [None]
    shelf.add("/music/live.flac", "whole", title="All of it")
    assert set(shelf.library.known_files(MUSIC)) == {(MUSIC / "live.flac", None)}
    assert shelf.library.tracks([sound("one"), sound("two")]) == [None, None]


def test_known_files_tell_what_a_scan_compares(shelf: Shelf) -> None:
    shelf.add("/music/1.ogg", "x")
    assert shelf.library.known_files(MUSIC) == {
        (MUSIC / "1.ogg", None): KnownFile(1000, 1, sound("x"), OWN_AUDIO.id, None, None)
    }
    assert shelf.library.known_files(Path("/elsewhere")) == {}


def test_a_newer_analysis_answers_and_the_older_is_kept(shelf: Shelf) -> None:
    track = shelf.add("/music/1.ogg", "x")
    for version in ("2", "1", "2"):
        shelf.library.record_file(scanned("/music/1.ogg", "x"), analysis_of("x", version), OWN_AUDIO.id)
        assert shelf.library.features_documents([track.id]) == [f"features x {version}".encode()]
        assert shelf.library.features_documents([track.id] * 2) == [f"features x {version}".encode()] * 2
        assert shelf.library.analysis_document(track.id) == f"document x {version}".encode()
    assert shelf.library.analysed([track.id, sound("y")], "1") == {track.id}
    assert shelf.library.analysed([track.id], "3") == set()


def test_covers_are_kept_once(shelf: Shelf) -> None:
    picture = Cover("image/png", b"\x89PNG")
    first = shelf.add("/music/1.ogg", "x", album="A", cover=picture)
    second = shelf.add("/music/2.ogg", "y", album="B", cover=Cover("image/png", b"\x89PNG"))
    assert first.release.cover_id == second.release.cover_id is not None
    assert shelf.library.cover(first.release.cover_id or "") == picture
    assert shelf.library.cover("0" * 64) is None


def test_problems_come_and_go_with_the_state_of_the_file(shelf: Shelf) -> None:
    library = shelf.library
    library.record_problem(_problem("/music/b.mp3", failed=False), OWN_AUDIO.id)
    library.record_problem(_problem("/music/b.mp3", "Its end is missing."), OWN_AUDIO.id)
    library.record_problem(_problem("/music/a.mp3"), OWN_AUDIO.id)
    library.record_problem(_problem("/music/a.mp3"), OWN_AUDIO.id)
    assert [(problem.path.name, problem.failed) for problem in library.problems()] == [
        ("a.mp3", True),
        ("b.mp3", True),
        ("b.mp3", False),
    ]
    assert library.counts().problems == 2
    assert library.known_problems(MUSIC) == {MUSIC / "a.mp3": (1000, 1, True), MUSIC / "b.mp3": (1000, 1, True)}
    library.record_problem(_problem("/music/b.mp3", failed=False, mtime_ns=2), OWN_AUDIO.id)
    assert library.known_problems(MUSIC)[MUSIC / "b.mp3"] == (1000, 2, False)
    shelf.add("/music/a.mp3", "mended")
    library.forget_missing(MUSIC, {MUSIC / "a.mp3"})
    assert library.problems() == []


def test_a_span_leaves_the_problems_of_its_neighbours(shelf: Shelf) -> None:
    shelf.library.record_problem(_problem("/music/live.flac"), OWN_AUDIO.id)
    shelf.add("/music/live.flac", "one", span=Span(0.0, 1.0))
    assert len(shelf.library.problems()) == 1
    shelf.library.record_problem(_problem("/music/live.flac", mtime_ns=0), OWN_AUDIO.id)
    shelf.add("/music/live.flac", "two", span=Span(1.0, None))
    assert shelf.library.problems() == []


def test_nothing_is_stored_of_an_unknown_source(shelf: Shelf) -> None:
    with pytest.raises(UnknownSource):
        shelf.library.record_file(scanned("/music/1.ogg", "x"), analysis_of("x"), "hearsay")
    with pytest.raises(UnknownSource):
        shelf.library.record_problem(_problem("/music/a.mp3"), "hearsay")
    counts = shelf.library.counts()
    assert (counts.files, counts.artists, counts.analyses, counts.problems) == (0, 0, 0, 0)


def test_rows_carry_the_source_they_came_from(shelf: Shelf) -> None:
    shelf.library.record_file(scanned("/demo/1.ogg", "x", genres=("Rock",)), analysis_of("x"), DEMO_LIBRARY.id)
    with shelf.library.store.reading() as db:
        for table in ("tracks", "files", "credits", "file_genres", "releases", "analyses", "search_entries"):
            sources = db.exec_driver_sql(f"SELECT DISTINCT source_id FROM {table}").scalars().all()
            assert sources == [DEMO_LIBRARY.id]
