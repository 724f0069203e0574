"""A person's history from elsewhere becomes listens of theirs: once, whole, and nothing else changes."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accord.domain.errors import ConsentMissing, UnreadableHistory
from accord.domain.history import LeftOut, Part, Played
from accord.domain.ids import normalise
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.domain.spelling import plain_artist, plain_title
from accord.histories.opening import Histories, Named
from accord.library.erasure import erase
from accord.library.history_intake import HistoryIntake
from accord.library.history_report import Report
from accord.library.listening import EARLIEST
from accord.library.matching import Found, Matching
from accord.library.people import People
from accord.rights.log_entry import LogKind
from accord.rights.registry import OWN_AUDIO
from tests.histories import exports
from tests.histories.exports import START, Play
from tests.library import bytescan
from tests.library.household import opened
from tests.library.shelf import analysis_of, scanned, sound

PLAY = Play(START)


@pytest.fixture
def people(settings: Settings, empty: Path) -> Iterator[People]:
    """Anna, who has three tracks."""
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        people.listeners.add("Anna")
        for file in (
            scanned("/a.ogg", "a", duration=305.0, title="Jóga", artists=("Björk",)),
            scanned("/b.ogg", "b", title="By isrc", artists=("X",), isrc=exports.ISRC.format(0)),
            scanned("/c.ogg", "c", title="By mbid", artists=("Y",), mb_recording_id=exports.MBID.format(1)),
        ):
            people.library.record_file(file, analysis_of(file.path.stem), OWN_AUDIO.id)
        yield people


def anna(people: People) -> str:
    return people.listeners.by_name("Anna").id


def taken_in(people: People, *exported: bytes, account: str | None = None) -> Report:
    """Import files of one export for Anna."""
    with Histories(account) as histories:
        files = []
        for number, data in enumerate(exported):
            file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last reference to it
            file.write(data)
            file.seek(0, io.SEEK_SET)
            files.append(Named(str(number), file))
        export = histories.open(files)
        intake = HistoryIntake(people, people.listeners.by_name("Anna"), Matching(people.library))
        return intake.take_in(export.parts, export.unread)


def made_up(people: People, rows: Iterator[Played | LeftOut]) -> Report:
    """Import rows that no file holds."""
    intake = HistoryIntake(people, people.listeners.by_name("Anna"), Matching(people.library))
    return intake.take_in([Part("rows", "test", "a test", "export-other", rows)])


WRITERS = [
    *(exports.spotify, exports.endsong, exports.spotify_account, exports.listenbrainz, exports.listenbrainz_archive),
    *(
        exports.lastfm,
        exports.librefm,
        exports.scrobbler_log,
        exports.apple,
        exports.apple_archive,
        exports.apple_daily,
    ),
    *(exports.youtube, exports.deezer, exports.maloja, exports.pano),
]


@pytest.mark.parametrize("write", WRITERS)
def test_every_format_is_taken_in_once(people: People, write: object) -> None:
    plays = exports.plays(5)
    data = write(plays)  # type: ignore[operator]
    assert taken_in(people, data).stored == 5
    again = taken_in(people, data)
    assert (again.stored, again.duplicates, again.elsewhere) == (0, 5, 0)
    heard = list(people.listening.own(anna(people)).every())
    assert [(one.artist_name, one.track_name) for one in heard] == [(play.artist, play.title) for play in plays]


def test_what_is_kept_says_where_it_comes_from_and_names_no_platforms_ids(people: People) -> None:
    taken_in(people, exports.spotify([PLAY]))
    (listen,) = people.listening.own(anna(people)).every()
    assert (listen.listened_at, listen.source_id, listen.release_name) == (START, "export-spotify", "Homogenic")
    assert listen.additional_info == {"history_format": "spotify-extended", "duration_played": 305}
    assert "6y0igZArWVi6Iz0rj35c1Y" not in repr(listen)


def test_t1_an_import_states_label_purpose_and_consent_and_leaves_one_entry(people: People) -> None:
    before = people.log.size
    report = taken_in(people, exports.spotify(exports.plays(3)), exports.endsong([PLAY]))
    (record,) = [one for one in people.consents.records(anna(people)) if one.purpose is Purpose.SERVICE]
    (stated,) = report.statement()
    assert stated["source"] == "export-spotify"
    assert stated["purpose"] == "SERVICE"
    assert stated["label"]["subjects"] == [anna(people)]
    assert stated["consents"] == [{"record_id": record.id, "notice_hash": record.notice_hash}]
    entries = [people.log.entry(index) for index in range(before, people.log.size)]
    assert [entry.kind for entry in entries] == [LogKind.USE, LogKind.IMPORT]
    assert dict(entries[-1].facts) == {
        "format": "spotify-extended",
        "source": "export-spotify",
        "files": 2,
        "listens": 4,
        "duplicates": 0,
        "refused": 0,
    }
    assert report.leaf == before + 1


def test_without_consent_to_the_service_nothing_is_read(people: People) -> None:
    with people.library.store.writing() as db:
        db.exec_driver_sql("DELETE FROM consent_records")

    def never() -> Iterator[Played]:
        raise AssertionError("read without consent")
        yield

    with pytest.raises(ConsentMissing):
        made_up(people, never())
    assert people.listening.own(anna(people)).count() == 0


def test_tracks_are_found_by_isrc_id_names_and_spelling_with_reasons_where_not(people: People) -> None:
    rows = [
        Played(START, "Nobody", "Nothing", isrc=exports.ISRC.format(0)),
        Played(START + 1, "Nobody", "Nothing else", recording_mbid=exports.MBID.format(1)),
        Played(START + 2, "björk", "JÓGA "),
        Played(START + 3, "Bjork feat. Nobody", "Joga - Remastered 2015", duration=300.0),
        Played(START + 4, "Björk", "Jóga", duration=400.0),
        Played(START + 5, "Björk", "Jóga (Live)"),
        Played(START + 6, "Somebody else", "Jóga"),
        Played(START + 7, "Somebody else", "Jóga"),
    ]
    report = made_up(people, iter(rows))
    assert report.matched == dict.fromkeys(Found, 1) | {Found.NO_ARTIST: 2}
    assert [(one.artist, one.title, one.plays, one.why) for one in report.missing] == [
        ("Somebody else", "Jóga", 2, Found.NO_ARTIST),
        ("Björk", "Jóga", 1, Found.OTHER_LENGTH),
        ("Björk", "Jóga (Live)", 1, Found.NO_TITLE),
    ]


def test_an_import_that_matches_nothing_leaves_the_catalogue_as_it_is(people: People) -> None:
    def catalogue() -> object:
        with people.library.store.reading() as db:
            return [
                db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
                for table in ("tracks", "artists", "releases", "files", "search_entries", "genres")
            ]

    before = catalogue()
    report = taken_in(people, exports.pano(exports.plays(30)))
    assert report.matched == {Found.NO_ARTIST: 30}
    assert report.stored == 30
    assert catalogue() == before


def test_times_that_cannot_be_true_are_left_out_by_name(people: People) -> None:
    now = people.now()
    at = [0, 1, EARLIEST - 1, EARLIEST, now, now + 1800, now + 7200, 4_102_444_800, 1e300, -1e300]
    report = made_up(people, (Played(time, "A", f"B {number}") for number, time in enumerate(at)))
    assert report.left_out == {LeftOut.TOO_EARLY: 4, LeftOut.FUTURE: 3}
    assert report.stored == 3
    assert report.rows == len(at)


UNSPEAKABLE = {"NUL": "\0", "half of a sign": chr(0xD800), "no sign": chr(0xFFFD), "endless": "x" * 2000}


@pytest.mark.parametrize("name", UNSPEAKABLE)
def test_text_that_cannot_be_kept_is_damaged(people: People, name: str) -> None:
    name = UNSPEAKABLE[name]
    report = made_up(people, iter([Played(START, name, "B"), Played(START, "A", name), Played(START, "A", "B", name)]))
    assert report.left_out == {LeftOut.DAMAGED: 3}


def test_skips_of_tracks_of_the_library_are_kept_as_skips_once(people: People) -> None:
    rows = [exports.spotify_row(PLAY._replace(at=START + 60 * n), 5.0, reason_end="fwdbtn") for n in range(3)]
    rows.append(exports.spotify_row(PLAY._replace(title="Not here"), 5.0, skipped=True))
    report = taken_in(people, exports.array(rows))
    assert (report.stored, report.skips, report.left_out) == (0, 3, {LeftOut.SKIPPED: 4})
    assert people.feedback.skips(anna(people)) == {sound("a"): 3}
    assert taken_in(people, exports.array(rows)).skips == 0


def test_one_track_ten_thousand_times(people: People) -> None:
    report = made_up(people, (Played(START + 400 * n, "A", "B") for n in range(10_000)))
    assert (report.stored, report.matched[Found.NO_ARTIST]) == (10_000, 10_000)
    assert [one.plays for one in report.missing] == [10_000]
    same = made_up(people, (Played(START, "A", "B") for _ in range(10_000)))
    assert (same.stored, same.duplicates) == (0, 10_000)


def test_an_empty_history_is_a_report_of_nothing(people: People) -> None:
    report = taken_in(people, exports.lastfm([]))
    assert (report.rows, report.stored, report.missing) == (0, 0, [])
    assert people.log.entry(people.log.size - 1).kind is LogKind.IMPORT


def test_a_history_that_is_cut_off_keeps_what_came_before_and_goes_on_when_whole(people: People) -> None:
    data = exports.spotify(exports.plays(40))
    first = taken_in(people, data[: len(data) // 2])
    assert first.left_out == {LeftOut.CUT_OFF: 1}
    assert 0 < first.stored < 40
    assert taken_in(people, data).stored == 40 - first.stored


def test_a_file_that_is_not_what_it_looked_like_keeps_what_came_before_and_says_so_in_the_log(people: People) -> None:
    def rows() -> Iterator[Played]:
        yield Played(START, "A", "B")
        raise UnreadableHistory("It is none.")

    parts = [Part("1", "test", "a test", "export-other", iter([Played(START, "A", "A")]))]
    parts.append(Part("2", "test", "a test", "export-other", rows()))
    intake = HistoryIntake(people, people.listeners.by_name("Anna"), Matching(people.library))
    with pytest.raises(UnreadableHistory):
        intake.take_in(parts)
    assert people.listening.own(anna(people)).count() == 1
    assert people.log.entry(people.log.size - 1).facts["listens"] == 1


def test_the_same_play_from_another_service_is_not_counted_twice(people: People) -> None:
    plays = exports.plays(20, every=500)
    assert taken_in(people, exports.spotify(plays)).stored == 20
    for write in (exports.spotify_account, exports.lastfm, exports.listenbrainz, exports.youtube, exports.spotify):
        report = taken_in(people, write(plays))
        assert report.stored == 0
        assert report.elsewhere + report.duplicates == 20
    assert people.listening.own(anna(people)).count() == 20


def test_a_track_played_twice_within_a_minute_is_two_listens_where_one_service_says_so(people: People) -> None:
    plays = [Play(START, length=40), Play(START + 41, length=40), Play(START + 100_000)]
    assert taken_in(people, exports.spotify(plays)).stored == 3
    assert taken_in(people, exports.lastfm([PLAY._replace(at=START + 100_061)])).stored == 1, "a minute is the limit"
    assert taken_in(people, exports.lastfm([PLAY._replace(title="Other")])).stored == 1


def test_files_in_any_order_and_batches_of_any_size_give_the_same(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.library.history_intake.AT_ONCE", 7)
    plays = exports.plays(100, every=86_400)
    report = taken_in(people, exports.spotify(plays[60:]), exports.spotify(plays[::-1]), exports.spotify(plays[:30]))
    assert (report.rows, report.stored, report.duplicates) == (170, 100, 70)
    heard = list(people.listening.own(anna(people)).every())
    assert [one.track_name for one in heard] == [play.title for play in plays]


def test_memory_does_not_grow_with_the_history(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    import tracemalloc

    monkeypatch.setattr("accord.library.history_intake.AT_ONCE", 500)
    monkeypatch.setattr("accord.library.history_intake._REMEMBERED", 500)
    monkeypatch.setattr("accord.library.history_report.MOST_NAMES", 500)

    def peak(count: int, of: int) -> int:
        tracemalloc.reset_peak()
        made_up(people, (Played(START + 3600 * n, f"A {of}", f"B {n % 400}") for n in range(count)))
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        peak(500, 0)
        small, large = peak(1_000, 1), peak(8_000, 2)
    finally:
        tracemalloc.stop()
    assert large < 2 * small


def test_t8_nothing_of_a_history_outlives_its_listener(people: People) -> None:
    canary = [PLAY._replace(artist="Xylohistoria", title="Qq17 Historia")]
    taken_in(people, exports.spotify(canary), exports.maloja(canary))
    rows = [exports.spotify_row(PLAY, 5.0, skipped=True)]
    taken_in(people, exports.array(rows))
    traces = ["Xylohistoria", "Qq17 Historia", anna(people)]
    places = [people.settings.home, people.settings.key_folder]
    assert not bytescan.found(places, traces[:2]), "listens are sealed"
    erase(people, anna(people), "subject")
    assert not bytescan.found(places, traces)


@given(st.text(max_size=30), st.text(max_size=30))
@hypothesis_settings(max_examples=60)
def test_spellings_are_stable_and_never_empty_where_there_is_a_name(one: str, other: str) -> None:
    for plain in (plain_title, plain_artist):
        assert bool(plain(one)) == bool(normalise(one))
        if normalise(one) == normalise(other):
            assert plain(one) == plain(other)
