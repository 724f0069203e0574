"""Rows that are no plays are named for what they are; a damaged export gives what came before the damage."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import UnreadableHistory
from accord.domain.history import LeftOut, Played, why_not
from accord.histories.json_rows import objects
from tests.histories import exports
from tests.histories.exports import START, Play
from tests.histories.reading import files, played, rows

PLAY = Play(START)
NAMELESS = {"master_metadata_track_name": None, "master_metadata_album_artist_name": None}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (NAMELESS | {"episode_name": "E", "episode_show_name": "S"}, LeftOut.PODCAST),
        (NAMELESS | {"audiobook_title": "B"}, LeftOut.AUDIOBOOK),
        (NAMELESS, LeftOut.NO_NAMES),
        ({"incognito_mode": True}, LeftOut.PRIVATE),
        ({"ts": None}, LeftOut.NO_TIME),
        ({"ts": "yesterday"}, LeftOut.NO_TIME),
        ({"master_metadata_track_name": ["x"]}, LeftOut.NO_NAMES),
    ],
)
def test_what_spotify_streams_beside_music(more: dict[str, Any], why: LeftOut) -> None:
    data = exports.array([exports.spotify_row(PLAY), exports.spotify_row(PLAY, **more)])
    first, second = rows(data)
    assert isinstance(first, Played)
    assert second is why


@pytest.mark.parametrize(
    ("heard", "more", "why"),
    [
        (29.9, {"reason_end": "fwdbtn"}, LeftOut.SKIPPED),
        (29.9, {"skipped": True, "reason_end": "unknown"}, LeftOut.SKIPPED),
        (29.9, {"reason_end": "unexpected-exit"}, LeftOut.SHORT),
        (12.0, {"reason_end": "trackdone"}, None),
        (30.0, {"reason_end": "fwdbtn"}, None),
        (0.0, {"reason_end": "trackdone"}, LeftOut.NOT_PLAYED),
    ],
)
def test_what_counts_as_heard(heard: float, more: dict[str, Any], why: LeftOut | None) -> None:
    (row,) = played(exports.array([exports.spotify_row(PLAY, heard, **more)]))
    assert why_not(row) is why


def test_other_peoples_rows_are_told_from_the_first_or_from_the_one_that_is_named() -> None:
    users = ("anna", "Anna ", "bert", None, "anna")
    data = exports.array([exports.spotify_row(PLAY, username=user) for user in users])
    assert [row is LeftOut.OTHER_PERSON for row in rows(data)] == [False, False, True, False, False]
    assert [row is LeftOut.OTHER_PERSON for row in rows(data, account="BERT")] == [True, True, False, False, True]
    listens = exports.lines([exports.listen(PLAY, user_name=user) for user in ("anna", "bert")])
    assert [row is LeftOut.OTHER_PERSON for row in rows(listens)] == [False, True]
    apple = exports.apple([PLAY]) + exports.apple([PLAY], **{"Apple ID Number": "2"}).partition(b"\n")[2]
    assert [row is LeftOut.OTHER_PERSON for row in rows(apple)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"Event Type": "LYRIC_DISPLAY"}, LeftOut.NO_PLAY),
        ({"Media Type": "VIDEO"}, LeftOut.VIDEO),
        ({"End Reason Type": "FAILED_TO_LOAD"}, LeftOut.NOT_PLAYED),
        ({"Item Type": "STREAM"}, LeftOut.RADIO),
        ({"Song Name": ""}, LeftOut.NO_NAMES),
        ({"Event Start Timestamp": "", "Event End Timestamp": ""}, LeftOut.NO_TIME),
    ],
)
def test_events_of_apple_music_that_are_no_plays(more: dict[str, Any], why: LeftOut) -> None:
    assert rows(exports.apple([PLAY], **more))[-1] is why


@pytest.mark.parametrize("reason", ["TRACK_SKIPPED_FORWARDS", "MANUALLY_SELECTED_PLAYBACK_OF_A_DIFF_ITEM"])
def test_skips_of_apple_music(reason: str) -> None:
    more: dict[str, Any] = {"End Reason Type": reason, "Play Duration Milliseconds": 5000}
    row = rows(exports.apple([PLAY], **more))[-1]
    assert isinstance(row, Played)
    assert why_not(row) is LeftOut.SKIPPED


def test_an_artist_whom_two_songs_could_mean_is_not_guessed() -> None:
    of = [Play(START, "A", "Same", "One"), Play(START + 999, "B", "Same", "Two")]
    found = [row for row in rows(exports.apple_archive(of)) if isinstance(row, Played)]
    assert [row.artist for row in found] == ["A", "B"], "the album tells them apart"
    found_without = Counter(rows(exports.apple_archive(of, **{"Album Name": ""})))
    assert found_without[LeftOut.NO_NAMES] == 2


def test_daily_tracks_are_spread_over_the_hours_they_name() -> None:
    data = exports.apple_daily([PLAY], count=3).replace(b",22,", b',"21, 22",')
    times = sorted(row.listened_at for row in played(data))
    day = START - START % 86400
    assert times == [day + 21 * 3600, day + 21 * 3600 + 60, day + 22 * 3600]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"details": [{"name": "From Google Ads"}]}, LeftOut.ADVERTISEMENT),
        (
            {"header": "YouTube", "titleUrl": "https://www.youtube.com/watch?v=x", "subtitles": [{"name": "Cats"}]},
            LeftOut.VIDEO,
        ),
        ({"subtitles": []}, LeftOut.NO_NAMES),
        ({"subtitles": None}, LeftOut.NO_NAMES),
        ({"time": "x"}, LeftOut.NO_TIME),
        ({"details": 7, "subtitles": 7, "title": 7}, LeftOut.NO_NAMES),
    ],
)
def test_what_google_tells_beside_music(more: dict[str, Any], why: LeftOut) -> None:
    assert rows(exports.array([exports.youtube_row(PLAY, **more)])) == [why]


def test_a_clip_names_its_artist_in_the_title() -> None:
    clip = exports.youtube_row(
        Play(START, title="Björk - Jóga (Official Music Video) [HD]"), subtitles=[{"name": "bjorktv"}]
    )
    (row,) = played(exports.array([clip]))
    assert (row.artist, row.title) == ("Björk", "Jóga")


def test_a_portable_players_skips_and_alphabet() -> None:
    data = exports.scrobbler_log([PLAY], "S") + "Mötley\tA\tB\t1\t99\tL\t1700000000\t\n".encode("cp1252") + b"x\ty\n"
    skipped, foreign, damaged = rows(data)
    assert isinstance(skipped, Played)
    assert why_not(skipped) is LeftOut.SKIPPED
    assert isinstance(foreign, Played)
    assert foreign.artist == "Mötley"
    assert damaged is LeftOut.DAMAGED


def test_the_loved_tracks_of_pano_scrobbler_are_no_plays() -> None:
    assert rows(exports.pano([PLAY]).replace(b'"scrobble"', b'"love"')) == [LeftOut.NO_PLAY]


def test_deezers_sentinel_for_an_unknown_length_is_none() -> None:
    (row,) = played(exports.deezer([PLAY._replace(length=-1)]))
    assert row.played is None
    assert why_not(row) is None


# Damage

MANY = exports.plays(50)


@pytest.mark.parametrize("write", [exports.spotify, exports.maloja, exports.youtube, exports.spotify_account])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_json_that_is_cut_off_gives_what_came_before(write: Any, part: float) -> None:
    whole = rows(write(MANY))
    data = write(MANY)
    *before, last = rows(data[: int(len(data) * part)])
    assert last is LeftOut.CUT_OFF
    assert before == whole[: len(before)]
    assert abs(len(before) - len(whole) * part) <= 2


def test_a_damaged_line_costs_that_line_alone() -> None:
    lines = exports.listenbrainz(MANY).splitlines(keepends=True)
    lines[10] = lines[10][:50] + b"\n"
    lines[20] = b"7\n"
    lines[30] = b'{"listened_at": 1, "track_metadata": "x"}\n'
    lines[-1] = lines[-1][:50]
    found = rows(b"".join(lines))
    assert [at for at, row in enumerate(found) if row is LeftOut.DAMAGED] == [10, 20, 30]
    assert found[-1] is LeftOut.CUT_OFF
    assert len(found) == 50


def test_a_table_with_short_rows() -> None:
    data = exports.lastfm(MANY)
    found = rows(data[: len(data) - 60])
    assert found[-1] is LeftOut.DAMAGED
    assert sum(isinstance(row, Played) for row in found) == 49


def test_a_member_that_is_damaged_costs_no_other() -> None:
    data = exports.archive({"1.json": exports.spotify(MANY), "2.json": exports.spotify(MANY)})
    middle = data.index(b"2.json") // 2
    damaged = data[:middle] + bytes(40) + data[middle + 40 :]
    _, (first, second) = files({"export.zip": damaged})
    assert first[-1] is LeftOut.CUT_OFF
    assert len(second) == 50


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"[]", "is empty"),
        (b"[\n]\n", "is empty"),
        (b"Hello there", "no listening history"),
        (b'[{"a": 1}]', "no listening history"),
        (b"<!doctype html><html><body>Watch history</body></html>", "web page"),
        (exports.archive({"a.txt": b"Hello"}), "no listening history"),
        (exports.archive({}), "is empty"),
        (exports.archive({"a": exports.spotify(MANY)})[:-40], "cut off or damaged"),
        (exports.deezer(MANY)[:-40], "cut off or damaged"),
        (bytes(range(256)) * 9, "no listening history"),
        (b"[" * 100_000, "no listening history"),
    ],
)
def test_what_is_no_history_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableHistory, match=said):
        rows(data)


@pytest.mark.parametrize("columns", [("a", "b", "c"), ("Song Title", "Artist")])
def test_a_workbook_of_something_else(columns: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableHistory, match="column"):
        rows(exports.deezer(MANY, columns))
    with pytest.raises(UnreadableHistory, match="no sheet"):
        rows(exports.deezer(MANY, sheet="Budget"))


def test_a_history_without_plays_is_no_error() -> None:
    assert rows(exports.lastfm([])) == []
    assert rows(exports.maloja([])) == []
    assert rows(exports.deezer([])) == []


def test_a_packed_file_is_unpacked() -> None:
    assert len(played(gzip.compress(exports.listenbrainz(MANY)))) == 50
    assert rows(gzip.compress(exports.listenbrainz(MANY))[:-99])[-1] is LeftOut.CUT_OFF


def test_an_archive_of_which_nothing_is_unpacked_beyond_what_is_read() -> None:
    """The rows of a member of 200 MB come as they are asked for."""

    class Counting(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            self.asked += size or 0
            return super().read(size)

    file = Counting(b"[" + b",".join([json.dumps(exports.spotify_row(PLAY)).encode()] * 2000) + b"]")
    assert len(list(islice(objects(file), 10))) == 10
    assert file.asked < 1_000_000 < len(file.getvalue())


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    with suppress(UnreadableHistory):
        rows(data)


VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just([]) | st.just({})
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(exports.spotify_row(PLAY))), VALUES), max_size=5))
def test_no_values_break_the_reading_of_spotify(said: list[dict[str, Any]]) -> None:
    rows(exports.array([exports.spotify_row(PLAY), *(exports.spotify_row(PLAY) | one for one in said)]))


@given(st.dictionaries(st.sampled_from(["user_name", "listened_at", "track_metadata"]), VALUES), VALUES, VALUES)
def test_no_values_break_the_reading_of_listenbrainz(said: dict[str, Any], info: Any, name: Any) -> None:
    odd = exports.listen(PLAY)
    odd["track_metadata"] |= {"additional_info": info, "mbid_mapping": info, "artist_name": name}
    assert len(rows(exports.lines([exports.listen(PLAY), odd, exports.listen(PLAY) | said]))) == 3


def test_an_encrypted_member_is_said_to_be_lost() -> None:
    data = bytearray(exports.archive({"1.json": exports.spotify(MANY), "2.json": exports.spotify(MANY)}))
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1  # the flag of encryption, of the second
    export, _ = files({"export.zip": bytes(data)})
    assert export.unread == ("2.json",)
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        assert archive.infolist()[1].flag_bits & 1


@pytest.mark.parametrize(
    ("info", "kept"),
    [
        ({"music_service": "spotify.com", "submission_client": "listenbrainz"}, False),
        ({"listening_from": "spotify"}, False),
        ({"music_service": "spotify.com", "submission_client": "a player of mine"}, True),
        ({"music_service": "bandcamp.com", "submission_client": "listenbrainz"}, True),
    ],
)
def test_what_was_polled_from_the_web_api_is_left_out(info: dict[str, str], kept: bool) -> None:
    said = {"listened_at": 1_700_000_000, "track_metadata": {"artist_name": "A", "track_name": "T"}}
    said["track_metadata"]["additional_info"] = info  # type: ignore[index]
    (row,) = rows(exports.lines([said]))
    assert isinstance(row, Played) is kept
    assert kept or row is LeftOut.POLLED
