"""CUE sheets as rippers write them, and as they go wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis.cue import read_cue
from accord.analysis.decode import open_audio
from accord.domain.entities import Span
from accord.domain.errors import AudioError, CueError, EmptyFile, FileVanished
from tests.audio_files import tone, write_audio

SHEET = """REM GENRE "Chamber Music"
REM DATE 1998
REM DISCNUMBER 2
REM TOTALDISCS 3
REM COMMENT "ExactAudioCopy v1.0"
PERFORMER "Quartet"
TITLE "Evening Songs"
FILE "Evening Songs.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Déjà vu"
    ISRC DEAB19800001
    INDEX 00 00:00:00
    INDEX 01 00:00:33
  TRACK 02 AUDIO
    TITLE "Second"
    PERFORMER "Quartet & Guest"
    FLAGS DCP
    REM REPLAYGAIN_TRACK_GAIN -3.50 dB
    INDEX 00 00:01:00
    INDEX 01 00:01:15
  TRACK 03 AUDIO
    TITLE "Third"
    ISRC wrong
    INDEX 01 00:02:00
"""


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Write a sheet beside its sound, three seconds in three pitches."""
    (tmp_path / "album.cue").write_text(SHEET, encoding="utf-8")
    y = np.concatenate([tone(44100, 1.0, 2, hz) for hz in (300, 400, 500)])
    write_audio(tmp_path / "Evening Songs.wav", y, 44100, "wav")
    return tmp_path / "album.cue"


def test_tracks_reach_from_index_01_to_the_next(album: Path) -> None:
    tracks = read_cue(album)
    assert [track.span for track in tracks] == [Span(33 / 75, 1.2), Span(1.2, 2.0), Span(2.0, None)]
    assert {track.path for track in tracks} == {album.parent / "Evening Songs.wav"}


def test_tags_of_sheet_and_track(album: Path) -> None:
    first, second, third = (track.tags for track in read_cue(album))
    assert (first.title, first.artists, first.album) == ("Déjà vu", ("Quartet",), "Evening Songs")
    assert (first.album_artists, first.date, first.genres) == (("Quartet",), "1998", ("Chamber Music",))
    assert (first.track_number, first.track_total, first.disc_number, first.disc_total) == (1, 3, 2, 3)
    assert first.isrc == "DEAB19800001"
    assert second.artists == ("Quartet & Guest",)
    assert second.replaygain_track_gain == -3.5
    assert third.isrc is None
    assert "wrong" in third.problems[0]


def test_spans_are_exact_to_the_sample(album: Path) -> None:
    lengths = []
    for track in read_cue(album):
        with open_audio(track.path, track.span) as stream:
            lengths.append(sum(len(block) for block in stream))
    assert lengths == [52920 - 33 * 588, 88200 - 52920, 132300 - 88200]  # a CD frame is 588 samples


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings(album: Path, encoding: str, newline: str) -> None:
    album.write_bytes(SHEET.replace("\n", newline).encode(encoding))
    assert read_cue(album)[0].tags.title == "Déjà vu"


@pytest.mark.parametrize("present", ["evening songs.WAV", "Evening Songs.flac", "EVENING SONGS.Ape", "album.flac"])
def test_sound_under_another_name(album: Path, present: str) -> None:
    (album.parent / "Evening Songs.wav").rename(album.parent / present)
    (album.parent / "booklet.pdf").write_bytes(b"%PDF")
    assert read_cue(album)[0].path.name == present


@pytest.mark.parametrize("line", ["FILE C:\\Rips\\Evening Songs.wav WAVE", 'FILE "../Evening Songs.wav" MP3'])
def test_folders_in_the_sheet_are_ignored(album: Path, line: str) -> None:
    album.write_text(SHEET.replace('FILE "Evening Songs.wav" WAVE', line))
    assert read_cue(album)[0].path == album.parent / "Evening Songs.wav"


def test_several_files(tmp_path: Path) -> None:
    for name in ("a.flac", "b.flac"):
        write_audio(tmp_path / name, tone(44100, 0.1), 44100, "flac")
    (tmp_path / "two.cue").write_text(
        'FILE "a.wav" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nFILE "b.wav" WAVE\nTRACK 02 AUDIO\nINDEX 01 00:00:00\n'
    )
    tracks = read_cue(tmp_path / "two.cue")
    assert [(track.path.name, track.span) for track in tracks] == [
        ("a.flac", Span(0.0, None)),
        ("b.flac", Span(0.0, None)),
    ]


def test_data_tracks_are_left_out(album: Path) -> None:
    album.write_text(SHEET.replace("TRACK 03 AUDIO", "TRACK 03 MODE1/2352"))
    tracks = read_cue(album)
    assert len(tracks) == 2
    assert tracks[-1].tags.track_total == 2


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    INDEX 01 00:01:15\n", "", "line 14: track 2 has no INDEX 01"),
        ("00:01:15", "00:01:75", "line 20: INDEX needs a number and a time mm:ss:ff"),
        ("00:01:15", "a minute", "line 20: INDEX needs a number and a time mm:ss:ff"),
        ("00:02:00", "00:01:00", "line 21: this track begins before the one above it"),
        ("TRACK 02 AUDIO", "TRACK two AUDIO", "line 14: TRACK needs a number and a type"),
        ('FILE "Evening Songs.wav" WAVE\n', "", "line 8: TRACK comes before any FILE"),
        ('"Evening Songs.wav"', '"Morning Songs.wav"', "line 8: there is no Morning Songs.wav beside the sheet"),
        ('"Evening Songs.wav" WAVE', "", "line 8: FILE names no file"),
        ("  TRACK 01 AUDIO\n", "", "line 11: INDEX comes before any TRACK"),
        (SHEET, "REM nothing\n", "names no audio track"),
    ],
)
def test_what_is_wrong_and_where(album: Path, old: str, new: str, sentence: str) -> None:
    assert old in SHEET
    album.write_text(SHEET.replace(old, new))
    with pytest.raises(CueError) as caught:
        read_cue(album)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
    assert str(album) in str(caught.value)


def test_sheets_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(FileVanished):
        read_cue(tmp_path / "gone.cue")
    (tmp_path / "empty.cue").touch()
    with pytest.raises(EmptyFile):
        read_cue(tmp_path / "empty.cue")
    (tmp_path / "huge.cue").write_bytes(b"REM x\n" * 400_000)
    with pytest.raises(CueError, match="too long"):
        read_cue(tmp_path / "huge.cue")


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_sheet_crashes(album: Path, data: st.DataObject) -> None:
    lines = SHEET.splitlines()
    words = st.sampled_from(["FILE", "TRACK", "INDEX", "01", "AUDIO", "00:00:00", '"', "REM", "99:99:99", "\x00", "ß"])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = " ".join(data.draw(st.lists(words, max_size=5)))
    album.write_text("\n".join(lines), encoding="utf-8")
    try:
        tracks = read_cue(album)
    except (CueError, AudioError):
        return
    assert all(track.span.end is None or track.span.start < track.span.end for track in tracks)
