"""The library as files: the same bytes every time, tags that others can read, nothing touched without need."""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from tinytag import TinyTag
from typer.testing import CliRunner

from accord.cli.demo import app
from accord.demo import compose, load, piece_names, render
from accord.demo.albums import LICENCE, albums, comments
from accord.demo.cover import SIZE, cover, png
from accord.demo.flac import encoded, tagged
from accord.domain.ids import isrc


def test_rendering_again_gives_the_same_bytes(demo_library: Path) -> None:
    piece = load("harbour_lullaby")
    y, _ = render(piece)
    again = tagged(encoded(y, 44100), comments(piece), cover(albums()[piece.album]), SIZE)
    before = (demo_library / "harbour_lullaby.flac").read_bytes()
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(before).hexdigest()


def test_tags_are_read_by_another_program(demo_library: Path) -> None:
    tag = TinyTag.get(demo_library / "clockmaker.flac", image=True)
    assert tag.title == "The Clockmaker Explains"
    assert (tag.artist, tag.other["artist"]) == ("Velvet Abacus", ["Odo Lantern"])
    assert (tag.album, tag.albumartist, tag.year) == ("Arithmetic of Rooms", "Velvet Abacus", "2026-05-08")
    assert (tag.track, tag.track_total, tag.disc, tag.disc_total) == (2, 3, 1, 1)
    assert (tag.genre, tag.other["genre"]) == ("Spoken Word", ["Jazz"])
    assert tag.other["license"] == [LICENCE]
    assert isrc(tag.other["isrc"][0]) == "XXACC2600104"
    assert tag.samplerate == 44100
    assert tag.bitdepth == 16
    image = tag.images.front_cover
    assert image is not None
    assert image.mime_type == "image/png"
    assert image.data == cover(albums()["arithmetic-of-rooms"])


def test_no_two_pieces_share_an_isrc() -> None:
    numbers = [dict(comments(load(name)))["ISRC"] for name in piece_names()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", sorted(albums()))
def test_a_cover_is_a_small_square_png_of_several_colours(name: str) -> None:
    data = cover(albums()[name])
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(data) < 100_000
    at, bodies = 8, {}
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        bodies[kind] = data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + bodies[kind]) == int.from_bytes(data[at + 8 + length : at + 12 + length], "big")
        at += 12 + length
    assert struct.unpack(">IIBB", bodies[b"IHDR"][:10]) == (SIZE, SIZE, 8, 2)
    rows = np.frombuffer(zlib.decompress(bodies[b"IDAT"]), np.uint8).reshape(SIZE, 1 + 3 * SIZE)
    assert (rows[:, 0] == 0).all()
    assert len(np.unique(rows[:, 1:].reshape(-1, 3), axis=0)) >= 4


def test_png_keeps_the_pixels() -> None:
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    data = png(pixels)
    start = data.index(b"IDAT") + 4
    rows = np.frombuffer(zlib.decompress(data[start:-16]), np.uint8).reshape(2, 10)
    assert (rows[:, 1:].reshape(2, 3, 3) == pixels).all()


def test_flac_keeps_the_samples_and_only_our_metadata() -> None:
    y = np.random.Generator(np.random.PCG64(1)).uniform(-1, 1, (5000, 2)).astype(np.float32)
    data = tagged(encoded(y, 44100), [("TITLE", "Größe"), ("ARTIST", "A"), ("ARTIST", "B")], b"png", 1)
    read, sr = sf.read(io.BytesIO(data), dtype="float32")
    assert sr == 44100
    np.testing.assert_allclose(read, y, atol=1 / 32768)
    assert "TITLE=Größe".encode() in data
    assert b"libFLAC" not in data


def test_composing_again_touches_nothing_and_mends_what_is_gone(demo_library: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_library, tmp_path, dirs_exist_ok=True)
    (tmp_path / "mine.flac").write_bytes(b"mine")
    (tmp_path / "clockmaker.flac").unlink()
    (tmp_path / "five_stairs.json").write_text("{}")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    told: list[tuple[int, int]] = []
    truths = compose(tmp_path, progress=lambda title, done, total: told.append((done, total)))
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    changed = {name for name, time in after.items() if before.get(name) != time}
    assert changed == {"clockmaker.flac", "clockmaker.json", "five_stairs.flac", "five_stairs.json"}
    assert [truth.name for truth in truths] == piece_names()
    assert told == [(done, len(truths)) for done in range(1, len(truths) + 1)]
    for name in ("clockmaker.flac", "five_stairs.flac"):
        assert (tmp_path / name).read_bytes() == (demo_library / name).read_bytes()


def test_the_command_says_what_is_there(demo_library: Path) -> None:
    result = CliRunner().invoke(app, [str(demo_library)])
    assert result.exit_code == 0
    assert result.output.strip() == f"{len(piece_names())} pieces, 13 minutes, in {demo_library}"
