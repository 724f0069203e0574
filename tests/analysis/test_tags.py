"""Tags of every format, as players and taggers write them, and broken ones."""

from __future__ import annotations

import base64
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis import tags_values
from accord.analysis.tags import read_tags
from accord.domain.entities import Tags
from accord.domain.errors import EmptyFile, FileVanished
from tests.audio_files import FORMATS, bits_flipped, retagged, tone, with_headers_twice, write_audio

TONES = Path(__file__).parents[1] / "data" / "tones"
RECORDING, RELEASE = "0383dadf-2a4e-4d10-a46a-e9e041da8eb3", "f4a31f0a-51dd-4fa7-986d-3095c40c5ed9"
GROUP, ARTIST = "b1392450-e666-3926-a536-22c65f834433", "a74b1b7f-71a5-4011-9441-d0b5e4122711"
GUEST = "ba550d0e-adac-4864-b88b-407cab5e76af"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def frame(name: str, content: bytes) -> bytes:
    size = len(content)
    return name.encode() + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"\x00\x00" + content


def text(name: str, *values: str, encoding: int = 3) -> bytes:
    codec = ("latin-1", "utf-16", "utf-16-be", "utf-8")[encoding]
    zero = b"\x00\x00" if encoding in (1, 2) else b"\x00"
    return frame(name, bytes([encoding]) + zero.join(value.encode(codec) for value in values))


def custom(name: str, value: str) -> bytes:
    return text("TXXX", name, value)


def picture(kind: int, data: bytes = PNG, media_type: str = "image/png") -> bytes:
    return frame("APIC", b"\x00" + media_type.encode() + b"\x00" + bytes([kind]) + b"\x00" + data)


def with_id3(path: Path, *frames: bytes, version: int = 4, behind: bytes = b"") -> Path:
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3" + bytes([version, 0, 0]) + size + body + untagged() + behind)
    return path


def untagged() -> bytes:
    data = (TONES / "mp3.mp3").read_bytes()
    return data[10 + (data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]) :]


def with_vorbis_comments(path: Path, *comments: str) -> Path:
    """Put a comment block in place of a FLAC file's own."""
    data = (TONES / "flac.flac").read_bytes()
    info, end = data[4 + 4 : 4 + 4 + 34], 4
    while True:
        last, size = data[end] & 0x80, int.from_bytes(data[end + 1 : end + 4], "big")
        end += 4 + size
        if last:
            break
    block = struct.pack("<I", 0) + struct.pack("<I", len(comments))
    for comment in comments:
        block += struct.pack("<I", len(comment.encode())) + comment.encode()
    head = b"fLaC\x00" + len(info).to_bytes(3, "big") + info + b"\x84" + len(block).to_bytes(3, "big") + block
    path.write_bytes(head + data[end:])
    return path


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "aac"])
def test_every_format_has_its_tags_read(tmp_path: Path, name: str) -> None:
    tags = {"title": "Über", "artist": "Ännchen", "album": "Songs", "date": "2020-03-01", "genre": "Jazz"}
    path = write_audio(tmp_path / f"t{FORMATS[name].suffix}", tone(48000, 0.1), 48000, name, tags=tags)
    read = read_tags(path, path.name)
    assert (read.title, read.artists, read.album) == ("Über", ("Ännchen",), "Songs")
    assert (read.date, read.genres, read.problems) == ("2020-03-01", ("Jazz",), ())


@pytest.mark.parametrize("name", ["aiff", "flac", "mp3", "opus", "wma", "mkv", "webm"])
def test_formats_with_free_fields(tmp_path: Path, name: str) -> None:
    tags = {
        "title": "T",
        "album_artist": "AA",
        "track": "3/7",
        "ISRC": "us-rc1-76-07839",
        "LICENSE": "CC0-1.0",
        "REPLAYGAIN_TRACK_GAIN": "-3.25 dB",
        "MUSICBRAINZ_TRACKID": RECORDING,
    }
    read = read_tags(write_audio(tmp_path / "t", tone(48000, 0.1), 48000, name, tags=tags))
    assert read.album_artists == ("AA",)
    assert (read.track_number, read.track_total) == (3, 7)
    assert read.isrc == "USRC17607839"
    assert read.licence == "CC0-1.0"
    assert read.replaygain_track_gain == -3.25
    assert read.mb_recording_id == RECORDING


def test_id3_in_front_of_aac(tmp_path: Path) -> None:
    size = len(text("TIT2", "Streamed"))
    head = b"ID3\x04\x00\x00" + bytes([0, 0, 0, size]) + text("TIT2", "Streamed")
    (tmp_path / "t.aac").write_bytes(head + (TONES / "aac.aac").read_bytes())
    assert read_tags(tmp_path / "t.aac").title == "Streamed"


def test_all_of_id3(tmp_path: Path) -> None:
    path = with_id3(
        tmp_path / "t.mp3",
        text("TIT2", "Title"),
        text("TPE1", "One feat. Two", "Three"),
        text("TALB", "Album"),
        text("TPE2", "Various"),
        text("TDRC", "2004-11-05T10:00:00"),
        text("TCON", "17", "Eurodisco"),
        text("TRCK", "03/12"),
        text("TPOS", "1/2"),
        text("TSRC", "GB-AYE-69-00531"),
        frame("UFID", b"http://musicbrainz.org\x00" + RECORDING.encode()),
        custom("MusicBrainz Album Id", RELEASE),
        custom("MusicBrainz Release Group Id", GROUP),
        custom("MusicBrainz Artist Id", f"{ARTIST}/{GUEST}"),
        custom("MusicBrainz Album Artist Id", ARTIST.upper()),
        custom("replaygain_track_gain", "+1.50 dB"),
        custom("replaygain_track_peak", "0.988"),
        custom("REPLAYGAIN_ALBUM_GAIN", "-2,5 dB"),
        frame("WCOP", b"https://creativecommons.org/licenses/by/4.0/"),
        text("TCOP", "2004 Somebody"),
        frame("COMM", b"\x03eng\x00A remark"),
        picture(4),
        picture(3),
    )
    assert read_tags(path, path.name) == Tags(
        title="Title",
        artists=("One feat. Two", "Three"),
        album="Album",
        album_artists=("Various",),
        date="2004-11-05",
        genres=("Rock", "Eurodisco"),
        track_number=3,
        track_total=12,
        disc_number=1,
        disc_total=2,
        isrc="GBAYE6900531",
        mb_recording_id=RECORDING,
        mb_release_id=RELEASE,
        mb_release_group_id=GROUP,
        mb_artist_ids=(ARTIST, GUEST),
        mb_album_artist_ids=(ARTIST,),
        replaygain_track_gain=1.5,
        replaygain_track_peak=0.988,
        replaygain_album_gain=-2.5,
        licence="https://creativecommons.org/licenses/by/4.0/",
        comment="A remark",
        cover=read_tags(path).cover,
        problems=(),
    )


@pytest.mark.parametrize("encoding", [0, 1, 2, 3])
def test_encodings_of_id3(tmp_path: Path, encoding: int) -> None:
    path = with_id3(tmp_path / "t.mp3", text("TIT2", "Übermut", encoding=encoding))
    assert read_tags(path).title == "Übermut"


def test_day_and_month_of_old_id3(tmp_path: Path) -> None:
    path = with_id3(tmp_path / "t.mp3", text("TYER", "1999", encoding=0), text("TDAT", "3112", encoding=0), version=3)
    assert read_tags(path).date == "1999-12-31"


def test_id3v1_and_its_genres(tmp_path: Path) -> None:
    tag = b"TAG" + b"Old title".ljust(30, b"\0") + b"Somebody".ljust(30) + b"Album".ljust(30, b"\0") + b"1987"
    tag += b"remark".ljust(28, b"\0") + b"\0\x05" + bytes([8])
    (tmp_path / "t.mp3").write_bytes(untagged() + tag)
    read = read_tags(tmp_path / "t.mp3")
    assert (read.title, read.artists, read.date) == ("Old title", ("Somebody",), "1987")
    assert (read.track_number, read.genres) == (5, ("Jazz",))


def test_ape_tag_behind_mp3(tmp_path: Path) -> None:
    items = b""
    for name, content in ((b"REPLAYGAIN_TRACK_GAIN", b"-4.00 dB"), (b"Title", b"From APE"), (b"Artist", b"A\x00B")):
        items += struct.pack("<II", len(content), 0) + name + b"\x00" + content
    footer = b"APETAGEX" + struct.pack("<IIII", 2000, len(items) + 32, 3, 0) + bytes(8)
    path = with_id3(tmp_path / "t.mp3", text("TIT2", "From ID3"), behind=items + footer + b"TAG".ljust(128, b"\0"))
    read = read_tags(path)
    assert read.title == "From ID3"
    assert read.artists == ("A", "B")
    assert read.replaygain_track_gain == -4.0


def test_vorbis_comments(tmp_path: Path) -> None:
    read = read_tags(
        with_vorbis_comments(
            tmp_path / "t.flac",
            "ARTIST=Nina & Ray",
            "ARTISTS=Nina",
            "ARTISTS=Ray",
            "ALBUMARTIST=Nina",
            "GENRE=Soul; Funk",
            "genre=Jazz",
            "DATE=1969",
            "TRACKNUMBER=07",
            "TRACKTOTAL=9",
            "DISCNUMBER=2",
            f"MUSICBRAINZ_ARTISTID={ARTIST}",
            f"MUSICBRAINZ_ARTISTID={GUEST}",
            "COPYRIGHT=1969 Label",
            "LICENSE=https://creativecommons.org/publicdomain/zero/1.0/",
        )
    )
    assert read.artists == ("Nina", "Ray")
    assert read.genres == ("Soul", "Funk", "Jazz")
    assert (read.track_number, read.track_total, read.disc_number, read.disc_total) == (7, 9, 2, None)
    assert read.mb_artist_ids == (ARTIST, GUEST)
    assert read.licence == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_opus_gain_becomes_replaygain(tmp_path: Path) -> None:
    path = retagged(TONES / "opus.opus", tmp_path / "t.opus", {"R128_TRACK_GAIN": "-1280", "R128_ALBUM_GAIN": "256"})
    read = read_tags(path)
    assert read.replaygain_track_gain == 0.0  # -5 dB against -23 LUFS is 0 dB against -18 LUFS
    assert read.replaygain_album_gain == 6.0


def test_vorbis_headers_that_stand_twice(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "once", tone(8000, 0.1), 8000, "ogg", tags={"title": "T", "date": "2018"})
    assert read_tags(with_headers_twice(path, tmp_path / "twice")) == Tags(title="T", date="2018")


def test_mp4_atoms(tmp_path: Path) -> None:
    def atom(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + name + body

    def data(kind: int, body: bytes) -> bytes:
        return atom(b"data", struct.pack(">II", kind, 0) + body)

    def freeform(name: str, *values: str) -> bytes:
        body = atom(b"mean", b"\0\0\0\0com.apple.iTunes") + atom(b"name", b"\0\0\0\0" + name.encode())
        return atom(b"----", body + b"".join(data(1, value.encode()) for value in values))

    items = (
        atom(b"\xa9nam", data(1, b"Title"))
        + atom(b"\xa9ART", data(1, b"One") + data(1, b"Two"))
        + atom(b"\xa9day", data(1, b"2011-07-08T07:00:00Z"))
        + atom(b"trkn", data(0, struct.pack(">4H", 0, 4, 10, 0)))
        + atom(b"disk", data(0, struct.pack(">3H", 0, 1, 2)))
        + atom(b"gnre", data(0, struct.pack(">H", 18)))
        + atom(b"covr", data(14, PNG))
        + freeform("ISRC", "DEAB11100001")
        + freeform("MusicBrainz Track Id", RECORDING)
        + freeform("MusicBrainz Album Artist Id", ARTIST, GUEST)
        + freeform("LICENSE", "CC-BY-4.0")
        + freeform("replaygain_track_gain", "-1.00 dB")
    )
    hdlr = atom(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    moov = atom(b"moov", atom(b"udta", atom(b"meta", bytes(4) + hdlr + atom(b"ilst", items))))
    (tmp_path / "t.m4a").write_bytes(atom(b"ftyp", b"M4A \0\0\0\0") + moov)
    read = read_tags(tmp_path / "t.m4a")
    assert (read.title, read.artists, read.date) == ("Title", ("One", "Two"), "2011-07-08")
    assert (read.track_number, read.track_total, read.disc_number, read.disc_total) == (4, 10, 1, 2)
    assert (read.genres, read.isrc, read.licence) == (("Rock",), "DEAB11100001", "CC-BY-4.0")
    assert read.mb_recording_id == RECORDING
    assert read.mb_album_artist_ids == (ARTIST, GUEST)
    assert read.replaygain_track_gain == -1.0
    assert read.cover is not None
    assert read.cover.media_type == "image/png"


def test_front_cover_is_preferred(tmp_path: Path) -> None:
    jpeg = b"\xff\xd8\xff\xe0" + b"front" * 10
    read = read_tags(with_id3(tmp_path / "t.mp3", picture(4), picture(3, jpeg, "image/jpeg")))
    assert read.cover is not None
    assert (read.cover.media_type, read.cover.data) == ("image/jpeg", jpeg)
    only_back = read_tags(with_id3(tmp_path / "b.mp3", picture(4)))
    assert only_back.cover is not None
    assert only_back.cover.data == PNG


def test_unusable_values_are_named(tmp_path: Path) -> None:
    read = read_tags(
        with_id3(
            tmp_path / "t.mp3",
            text("TIT2", "Kept"),
            text("TSRC", "NOT-AN-ISRC"),
            text("TDRC", "yesterday"),
            custom("MusicBrainz Album Id", "42"),
            custom("REPLAYGAIN_TRACK_GAIN", "loud"),
            picture(3, b"no picture at all"),
        )
    )
    assert read.title == "Kept"
    assert (read.isrc, read.date, read.mb_release_id, read.replaygain_track_gain, read.cover) == (None,) * 5
    assert len(read.problems) == 5
    assert all(sentence.endswith(".") for sentence in read.problems)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1999", "1999"),
        ("1999-07", "1999-07"),
        ("1999-07-03", "1999-07-03"),
        ("19990703", "1999-07-03"),
        ("1999/07/03", "1999-07-03"),
        ("1999-07-03 12:00", "1999-07-03"),
        ("1999-00-00", "1999"),
        ("1999-13-01", "1999"),
        ("03.07.1999", "1999"),
        ("(c) 1999", "1999"),
        ("0000", None),
    ],
)
def test_dates(written: str, meant: str | None) -> None:
    problems: list[str] = []
    assert tags_values.date(written, problems) == meant
    assert problems == []


def test_missing_and_empty_values_are_absent(tmp_path: Path) -> None:
    read = read_tags(with_vorbis_comments(tmp_path / "t.flac", "TITLE=", "ARTIST= ", "TRACKNUMBER=0", "no equals sign"))
    assert read == Tags()


def test_descriptor_is_enough(tmp_path: Path) -> None:
    path = with_id3(tmp_path / "t.mp3", text("TIT2", "Title"))
    fd = os.open(path, os.O_RDONLY)
    try:
        os.lseek(fd, 50, os.SEEK_SET)
        assert read_tags(fd, "t.mp3") == read_tags(path)
    finally:
        os.close(fd)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    with pytest.raises(EmptyFile):
        read_tags(tmp_path / "empty.mp3")
    with pytest.raises(FileVanished):
        read_tags(tmp_path / "gone.mp3")


@pytest.mark.parametrize("content", [b"x", b"text\n" * 1000, b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"fLaC\xff\xff\xff\xff"])
def test_what_is_no_audio_has_no_tags(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.mp3").write_bytes(content)
    assert read_tags(tmp_path / "t.mp3", "t.mp3").title is None


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), count=st.sampled_from([1, 10, 200]))
def test_broken_tags_never_fail_a_file(
    tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, count: int
) -> None:
    path = tmp_path_factory.getbasetemp() / f"tags-{name}"
    if not path.exists():
        tags = {"title": "T" * 40, "artist": "A", "date": "2001", "ISRC": "USRC17607839", "track": "1/2"}
        write_audio(path, np.zeros((2400, 1)), 48000, name, tags=tags)
    read = read_tags(bits_flipped(path, path.with_suffix(".hurt"), count, seed), f"t{FORMATS[name].suffix}")
    assert all(sentence.endswith(".") for sentence in read.problems)
    assert all((*read.artists, *read.genres, read.title is None or read.title))


@pytest.mark.parametrize(
    ("comments", "licence"),
    [
        (("COPYRIGHT=2010 Label",), "© 2010 Label"),
        (("COPYRIGHT=(C) 2010 Label",), "(C) 2010 Label"),
        (("COPYRIGHT=2010 Label", "LICENSE=CC BY 4.0"), "CC BY 4.0"),
        (
            ("LICENSE=CC BY 4.0", "LICENSE_URL=http://creativecommons.org/licenses/by-nc/4.0/"),
            "http://creativecommons.org/licenses/by-nc/4.0/",
        ),
        (("LICENSE=CC BY 4.0", "LICENSE_URL=http://label.example/"), "CC BY 4.0"),
        (("LICENSE_URL=http://label.example/", "COPYRIGHT=2010 Label"), "http://label.example/"),
    ],
)
def test_a_licence_comes_before_a_copyright_and_a_well_known_url_before_words(
    tmp_path: Path, comments: tuple[str, ...], licence: str
) -> None:
    assert read_tags(with_vorbis_comments(tmp_path / "t.flac", *comments)).licence == licence


def test_the_url_frame_of_id3_comes_before_its_words(tmp_path: Path) -> None:
    url = "https://creativecommons.org/licenses/by/4.0/"
    frames = (text("TCOP", "2010 Label"), custom("LICENSE", "CC BY-NC 4.0"), frame("WCOP", url.encode()))
    assert read_tags(with_id3(tmp_path / "t.mp3", *frames)).licence == url
    assert read_tags(with_id3(tmp_path / "t.mp3", *frames[:2])).licence == "CC BY-NC 4.0"
    assert read_tags(with_id3(tmp_path / "t.mp3", *frames[:1])).licence == "© 2010 Label"
