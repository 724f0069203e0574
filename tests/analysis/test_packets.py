"""A track's identity: golden digests, and all that must not change them."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import struct
from pathlib import Path

import av
import av.error
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.analysis.packets import packets_digest
from accord.domain.entities import Span
from accord.domain.errors import AudioError, NotAudio, TooShort
from accord.domain.ids import track_id
from tests.audio_files import ogg_pages, retagged, tone, truncated, with_headers_twice, write_audio

TONES = Path(__file__).parents[1] / "data" / "tones"
"""A fifth of a second of a sine in each format, 8 kHz mono, made by ``audio_files.write_audio``; CC0-1.0."""
GOLDEN = {
    "wav.wav": "c9fc773d6eec40ba833ebc0a98f27732eed5c84ea529fd1a966254e90d289d6a",
    "aiff.aiff": "53a41550152674532552a248d287c3d93c0ad810833e9cc373db72b3ed62ecf6",
    "flac.flac": "37f46db579d9b14d565baea351c8fa88082d98a1cb4e1577708e33d91acdc78e",
    "mp3.mp3": "7f5c42487588b5ad6aa5b84eab34506168780675713585b319236bd6fc8cbd82",
    "ogg.ogg": "064b41bdc7cced1e077274ec9829742f8dc56e21739e439dc37fc77434b76102",
    "opus.opus": "7e571f233c92a57fea2bde6a075dcc1ed7dff553fe76f8263874a7075410e648",
    "m4a.m4a": "c19e3f3574a8fc4e77cb5485aad33d883d32c98f9f6e0c47c128a3557f70d919",
    "alac.m4a": "cdb01ccc00b38ac76fe5da904ae19caa8376c6a19cd3946910dd87beb7cb5f44",
    "aac.aac": "2aca765c7fc33e314432d0eb6a4a7d3b1672d9f9b5889b227cbf4232839181da",
    "wma.wma": "4ead5a7a8c3f2602c2c1eecb381c18d21c4b27377e945887d4b0ceb62818e01e",
    "oga.oga": "37f46db579d9b14d565baea351c8fa88082d98a1cb4e1577708e33d91acdc78e",
    "mkv.mkv": "37f46db579d9b14d565baea351c8fa88082d98a1cb4e1577708e33d91acdc78e",
    "webm.webm": "7e571f233c92a57fea2bde6a075dcc1ed7dff553fe76f8263874a7075410e648",
}
"""Digests by rule 1. A change here changes every id in every library: it needs a new rule, not a new value."""


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert packets_digest(TONES / name).hex() == GOLDEN[name]


def test_id_is_the_digest_in_base62() -> None:
    assert len(track_id(packets_digest(TONES / "flac.flac"))) == 22


def test_wav_payload_is_its_samples() -> None:
    data = (TONES / "wav.wav").read_bytes()
    place = data.index(b"data")
    length = int.from_bytes(data[place + 4 : place + 8], "little")
    assert packets_digest(TONES / "wav.wav") == hashlib.sha256(data[place + 8 : place + 8 + length]).digest()


@pytest.mark.parametrize("name", GOLDEN)
def test_moving_renaming_and_descriptors_change_nothing(tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copy(TONES / name, tmp_path / "renamed.bin"))
    assert packets_digest(copy).hex() == GOLDEN[name]
    fd = os.open(copy, os.O_RDONLY)
    try:
        assert packets_digest(fd).hex() == GOLDEN[name]
        assert packets_digest(fd).hex() == GOLDEN[name]
    finally:
        os.close(fd)


@pytest.mark.parametrize("name", GOLDEN)
def test_other_tags_in_a_new_container_change_nothing(tmp_path: Path, name: str) -> None:
    copy = retagged(TONES / name, tmp_path / name, {"title": "Another", "artist": "Somebody " * 50})
    assert packets_digest(copy).hex() == GOLDEN[name]


def id3v2(size: int) -> bytes:
    return b"ID3\x04\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"TIT2".ljust(size, b"\x00")


def ape(header: bool) -> bytes:
    item = struct.pack("<II", 4, 0) + b"Title\x00Tone"
    footer = b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 1 << 31 if header else 0) + bytes(8)
    front = b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 0xA0000000) + bytes(8)
    return (front if header else b"") + item + footer


ID3V1 = b"TAG" + b"Tone".ljust(125, b"\x00")
LYRICS = b"LYRICSBEGIN" + b"LYR00004la la"[:13] + b"000024LYRICS200"


@pytest.mark.parametrize("name", ["mp3.mp3", "aac.aac", "flac.flac", "ogg.ogg"])
@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    front=st.lists(st.integers(10, 200_000).map(id3v2), max_size=2),
    back=st.lists(st.sampled_from([ID3V1, ape(header=True), ape(header=False), LYRICS]), max_size=3),
)
def test_tags_around_the_sound_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, name: str, front: list[bytes], back: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"tagged-{name}"
    path.write_bytes(b"".join(front) + (TONES / name).read_bytes() + b"".join(back))
    assert packets_digest(path).hex() == GOLDEN[name]


def test_flac_padding_changes_nothing(tmp_path: Path) -> None:
    data = (TONES / "flac.flac").read_bytes()
    padding = b"\x01" + (5000).to_bytes(3, "big") + bytes(5000)
    info_end = 4 + 4 + 34
    (tmp_path / "padded.flac").write_bytes(data[:info_end] + padding + data[info_end:])
    assert packets_digest(tmp_path / "padded.flac").hex() == GOLDEN["flac.flac"]


def test_index_before_the_sound_changes_nothing(tmp_path: Path) -> None:
    """An MP4 file whose moov atom was moved to the front."""
    with (
        av.open(str(TONES / "m4a.m4a")) as old,
        av.open(str(tmp_path / "fast.m4a"), "w", format="ipod", options={"movflags": "faststart"}) as new,
    ):
        copy = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(audio=0):
            if packet.size:
                packet.stream = copy
                new.mux(packet)
    data = (tmp_path / "fast.m4a").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert packets_digest(tmp_path / "fast.m4a").hex() == GOLDEN["m4a.m4a"]


def ffmpeg_digest(path: Path) -> str:
    """The digest by rule 1 of what FFmpeg takes for the packets."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for packet in container.demux(audio=0):
            digest.update(bytes(packet))
    return digest.hexdigest()


OGG = ("ogg", "opus", "oga")


@pytest.mark.parametrize("codec", OGG)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    frames=st.integers(1, 100_000),
    channels=st.sampled_from([1, 2, 6]),
    title=st.integers(1, 150_000),
    share=st.sampled_from([1.0, 1.0, 0.9]),
)
def test_ogg_packets_are_those_of_ffmpeg(
    tmp_path_factory: pytest.TempPathFactory,
    codec: str,
    seed: int,
    frames: int,
    channels: int,
    title: int,
    share: float,
) -> None:
    """However many pages the headers fill and wherever packets cross from page to page."""
    folder = tmp_path_factory.getbasetemp()
    y = 0.1 * np.random.default_rng(seed).standard_normal((frames, channels))
    path = write_audio(folder / f"own-{codec}", y, 48000, codec, tags={"title": "T" * title})
    path = truncated(path, folder / f"cut-{codec}", share)
    try:
        expected = ffmpeg_digest(path)
    except av.error.FFmpegError:
        return  # cut within the headers
    if expected != hashlib.sha256().hexdigest():
        assert packets_digest(path).hex() == expected


@pytest.mark.parametrize("codec", OGG)
def test_chained_ogg_streams_are_one(tmp_path: Path, codec: str) -> None:
    rng = np.random.default_rng(4)
    parts = [0.1 * rng.standard_normal((48000 * seconds, 1)) for seconds in (1, 2)]
    first, second = (write_audio(tmp_path / str(n), y, 48000, codec) for n, y in enumerate(parts))
    chain = tmp_path / "chain"
    chain.write_bytes(first.read_bytes() + second.read_bytes())
    assert packets_digest(chain).hex() == ffmpeg_digest(chain)
    assert len({packets_digest(path) for path in (first, second, chain)}) == 3


@pytest.mark.parametrize("codecs", [("ogg", "opus"), ("opus", "ogg"), ("opus", "opus"), ("oga", "opus")])
def test_first_of_ogg_streams_side_by_side(tmp_path: Path, codecs: tuple[str, str]) -> None:
    """Pages of two streams in turn, behind the first page of one that is no sound."""
    rng = np.random.default_rng(5)
    first, second = (
        write_audio(tmp_path / f"{c}{n}", rng.uniform(-0.1, 0.1, (96000, 1)), 48000, c) for n, c in enumerate(codecs)
    )
    streams = [[b"".join(page) for page in ogg_pages(path.read_bytes())] for path in (first, second)]
    other = b"OggS\0\2" + bytes(8) + b"none" + bytes(8) + b"\1\10fishhead"
    in_turn = [page for pair in itertools.zip_longest(*streams, fillvalue=b"") for page in pair]
    (tmp_path / "both").write_bytes(b"".join((other, *in_turn)))
    assert packets_digest(tmp_path / "both") == packets_digest(first)


def test_headers_that_stand_twice_change_nothing(tmp_path: Path) -> None:
    path = with_headers_twice(TONES / "ogg.ogg", tmp_path / "twice.ogg")
    with pytest.raises(av.error.InvalidDataError):
        av.open(str(path))
    assert packets_digest(path).hex() == GOLDEN["ogg.ogg"]


def test_other_sound_is_another_track(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "other.flac", tone(8000, 0.2, 1, hz=441), 8000, "flac")
    assert packets_digest(path).hex() != GOLDEN["flac.flac"]


def test_container_is_no_part_of_identity() -> None:
    assert GOLDEN["mkv.mkv"] == GOLDEN["oga.oga"] == GOLDEN["flac.flac"]
    assert GOLDEN["webm.webm"] == GOLDEN["opus.opus"]
    assert len(set(GOLDEN.values())) == len(GOLDEN) - 3


def test_one_changed_byte_of_sound_is_another_track(tmp_path: Path) -> None:
    data = bytearray((TONES / "mp3.mp3").read_bytes())
    data[-100] ^= 1
    (tmp_path / "changed.mp3").write_bytes(data)
    assert packets_digest(tmp_path / "changed.mp3").hex() != GOLDEN["mp3.mp3"]


def test_spans_of_samples_are_cut_exactly(tmp_path: Path) -> None:
    sr = 8000
    y = np.concatenate([tone(sr, 1.0, 1, hz) for hz in (300, 400, 500)])
    album = write_audio(tmp_path / "album.wav", y, sr, "wav")
    alone = write_audio(tmp_path / "alone.wav", tone(sr, 1.0, 1, 400), sr, "wav")
    assert packets_digest(album, Span(1.0, 2.0)) == packets_digest(alone)
    assert packets_digest(album, Span(1.0, 2.0)) != packets_digest(album, Span(1.0, 2.0 + 1 / sr))


@pytest.mark.parametrize("codec", ["flac", "mp3", "ogg", "m4a"])
def test_spans_are_tracks_of_their_own(tmp_path: Path, codec: str) -> None:
    rng = np.random.default_rng(3)
    path = write_audio(tmp_path / "album", 0.2 * rng.standard_normal((44100 * 3, 1)), 44100, codec)
    spans = [None, Span(0.0, 1.0), Span(1.0, 2.0), Span(2.0, None)]
    assert len({packets_digest(path, span) for span in spans}) == 4
    assert packets_digest(path, Span(0.0, None)) == packets_digest(path)


def test_errors(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("no sound\n" * 100)
    with pytest.raises(NotAudio):
        packets_digest(tmp_path / "text.mp3")
    with pytest.raises(TooShort):
        packets_digest(TONES / "flac.flac", Span(60.0, None))


def test_cut_files_never_crash(tmp_path: Path) -> None:
    for name in GOLDEN:
        for share in (0.05, 0.3, 0.6):
            try:
                digest = packets_digest(truncated(TONES / name, tmp_path / name, share))
            except AudioError:
                continue
            assert digest.hex() != GOLDEN[name]
