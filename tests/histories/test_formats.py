"""Each format is known by its content, and says of each play what its service knew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from accord.domain.history import Played
from accord.histories.format import HEAD, Head
from accord.histories.formats import FORMATS
from tests.histories import exports
from tests.histories.exports import ISRC, MBID, Play
from tests.histories.reading import files, played, rows

PLAYS = exports.plays()


class Told(NamedTuple):
    """What a format tells."""

    format: str
    write: Callable[[Sequence[Play]], bytes]
    fields: frozenset[str]
    """What of a play it tells beside artist and title."""
    within: float = 0.0
    """Seconds by which its times may be off."""


def told(format_: str, write: Callable[[Sequence[Play]], bytes], fields: str, within: float = 0.0) -> Told:
    return Told(format_, write, frozenset(fields.split()), within)


TOLD = {
    "Spotify, extended": told("spotify-extended", exports.spotify, "album played"),
    "Spotify, endsong": told("spotify-extended", exports.endsong, "album played"),
    "Spotify, account data": told("spotify-account", exports.spotify_account, "played", 60),
    "ListenBrainz": told("listenbrainz", exports.listenbrainz, "album isrc recording_mbid duration"),
    "ListenBrainz, archive": told("listenbrainz", exports.listenbrainz_archive, "album isrc recording_mbid duration"),
    "Last.fm": told("lastfm", exports.lastfm, "album recording_mbid"),
    "Libre.fm": told("librefm", exports.librefm, "album"),
    "scrobbler.log": told("scrobbler-log", exports.scrobbler_log, "album recording_mbid duration"),
    "Apple Music 2018": told("apple-music", lambda of: exports.apple(of, exports.APPLE_2018), "played duration", 0.2),
    "Apple Music 2021": told("apple-music", exports.apple, "played duration", 0.2),
    "Apple Music 2023": told("apple-music", exports.apple_archive, "album played duration", 0.2),
    "Apple Music, daily": told("apple-music-daily", exports.apple_daily, "played", 3600),
    "YouTube Music": told("youtube-music", exports.youtube, "", 0.3),
    "Deezer": told("deezer", exports.deezer, "album isrc played"),
    "Deezer, French": told("deezer", lambda of: exports.deezer(of, exports.DEEZER_FRENCH), "album isrc played"),
    "Deezer, Polish": told("deezer", lambda of: exports.deezer(of, exports.DEEZER_POLISH), "album isrc played"),
    "Maloja": told("maloja", exports.maloja, "album duration"),
    "Pano Scrobbler": told("pano-scrobbler", exports.pano, "album duration"),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_play_comes_back_as_it_was(name: str) -> None:
    format_, write, fields, within = TOLD[name]
    export, parts = files({"a": write(PLAYS)})
    assert {part.format for part in export.parts} == {format_}
    found = [row for part in parts for row in part if isinstance(row, Played)]
    for play, row in zip(PLAYS, sorted(found), strict=True):
        assert (row.artist, row.title) == (play.artist, play.title)
        assert abs(row.listened_at - play.at) <= within
        assert row.album == (play.album if "album" in fields else None)
        assert row.isrc == (ISRC.format(play.number) if "isrc" in fields else None)
        assert row.recording_mbid == (MBID.format(play.number) if "recording_mbid" in fields else None)
        assert row.duration == (play.length if "duration" in fields else None)
        assert row.played == (play.length if "played" in fields else None)
        assert not row.skipped
        assert "6y0igZArWVi6Iz0rj35c1Y" not in str(row)


def test_every_format_has_a_fixture() -> None:
    assert {one.format for one in TOLD.values()} == {format_.id for format_ in FORMATS}


@pytest.mark.parametrize("name", TOLD)
def test_no_format_is_taken_for_another(name: str) -> None:
    data = TOLD[name].write(PLAYS)
    if not data.startswith(b"PK") or name.startswith("Deezer"):
        assert [format_.id for format_ in FORMATS if format_.claims(Head(data[:HEAD]))] == [TOLD[name].format]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["Last.fm", "Spotify, extended", "Maloja", "Apple Music 2021", "Libre.fm"])
def test_a_file_that_an_editor_saved_in_another_encoding(name: str, encoding: str) -> None:
    text = TOLD[name].write(PLAYS).decode("utf-8-sig")
    found = [row for row in rows(text.encode(encoding)) if isinstance(row, Played)]
    assert sorted(row.title for row in found) == [play.title for play in PLAYS]


def test_an_export_may_come_in_several_files_of_several_formats() -> None:
    old, new = PLAYS[:1], PLAYS[1:]
    export, found = files({"Audio_10.json": exports.spotify(new), "Audio_9.json": exports.endsong(old), "x.txt": b"Hi"})
    assert [part.name for part in export.parts] == ["Audio_9.json", "Audio_10.json"]
    assert [len(part) for part in found] == [1, 2]
    assert export.unread == ("x.txt",)


def test_signs_of_libre_fm_are_shifted_back() -> None:
    (row,) = played(exports.librefm([Play(exports.START, "Simon & Garfunkel", "1 + 1")]))
    assert (row.artist, row.title) == ("Simon & Garfunkel", "1 + 1")


@pytest.mark.parametrize("words", ["Watched {}", "{} angesehen", "Vous avez regardé {}", "{} を視聴しました", "{}"])
def test_the_words_around_titles_are_learnt_in_any_language(words: str) -> None:
    titles = [f"{'ABCDEFGHIJ'[n % 10]}{n} song {'xyz'[n % 3]}" for n in range(40)]
    of = [Play(exports.START + n, title=title) for n, title in enumerate(titles)]
    assert sorted(row.title for row in played(exports.youtube(of, words))) == sorted(titles)


def test_a_single_english_title_is_known() -> None:
    assert [row.title for row in played(exports.youtube([Play(exports.START, title="Watched You")]))] == ["Watched You"]
