"""Every format gives its sound, whole or in part; what gives none says why in one sentence of the right class."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from accord.analysis.decode import BLOCK, open_audio
from accord.analysis.packets import packets_digest
from accord.domain.entities import Span
from accord.domain.errors import (
    AudioError,
    DamagedAudio,
    EmptyFile,
    FileDenied,
    FileVanished,
    InvalidSamples,
    NoAudioStream,
    NotAudio,
    ProtectedAudio,
    TooShort,
    UnsupportedAudio,
)
from tests.audio_files import (
    FORMATS,
    bits_flipped,
    tone,
    truncated,
    with_headers_twice,
    write_audio,
    write_silent_film,
)

SR = 48000
SECONDS = 3.0


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each format, all of the same sound."""
    folder = tmp_path_factory.mktemp("formats")
    noise = 0.05 * np.random.default_rng(0).standard_normal((round(SR * SECONDS), 2), np.float32)
    y = tone(SR, SECONDS) + noise
    tags = {"title": "A title", "artist": "An artist"}
    return {
        name: write_audio(folder / f"{name}{form.suffix}", y, SR, name, tags=tags) for name, form in FORMATS.items()
    }


@pytest.fixture(scope="module")
def headers_twice(files: dict[str, Path]) -> Path:
    """The Vorbis file as FFmpeg refuses it."""
    return with_headers_twice(files["ogg"], files["ogg"].with_name("twice.ogg"))


def read(file: Path | int, span: Span | None = None) -> tuple[NDArray[np.float32], list[str]]:
    with open_audio(file, span) as stream:
        blocks = list(stream)
        for block in blocks:
            assert block.dtype == np.float32
            assert block.flags.c_contiguous
            assert 1 <= len(block) <= BLOCK
            assert block.shape[1] == stream.info.channels
        return np.concatenate(blocks), stream.problems


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_its_sound(files: dict[str, Path], name: str) -> None:
    form = FORMATS[name]
    with open_audio(files[name]) as stream:
        assert (stream.info.sr, stream.info.channels) == (SR, 2)
        assert stream.info.duration == pytest.approx(SECONDS, abs=0.2)
    y, problems = read(files[name])
    assert problems == []
    assert abs(len(y) - SR * SECONDS) <= form.delay
    spectrum = np.abs(np.fft.rfft(y[:SR] * np.hanning(SR)[:, None], axis=0))
    assert spectrum.argmax(axis=0) == pytest.approx([440, 660], abs=1)  # 1 s: a bin is 1 Hz
    assert np.abs(y[SR : 2 * SR, 0]).max() == pytest.approx(0.65, abs=0.15)


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.lossless])
def test_lossless_formats_are_exact(tmp_path: Path, name: str) -> None:
    y = tone(SR, 0.5)
    decoded, _ = read(write_audio(tmp_path / "exact", y, SR, name))
    np.testing.assert_allclose(decoded, y, atol=2**-16)


def test_content_decides_not_the_name(files: dict[str, Path], tmp_path: Path) -> None:
    for name, path in files.items():
        disguised = tmp_path / f"{name}.txt"
        disguised.write_bytes(path.read_bytes())
        assert len(read(disguised)[0]) > 0


def test_descriptor_is_enough_and_stays_open(files: dict[str, Path]) -> None:
    for path in files.values():
        fd = os.open(path, os.O_RDONLY)
        try:
            os.lseek(fd, 100, os.SEEK_SET)
            np.testing.assert_array_equal(read(fd)[0], read(path)[0])
            os.fstat(fd)
        finally:
            os.close(fd)


SEALED = """
import os, sys
from accord.analysis.decode import open_audio
from accord.analysis.packets import packets_digest
from accord.analysis.tags import read_tags

descriptors = [os.open(path, os.O_RDONLY) for path in sys.argv[1:]]

def forbid(event, arguments):
    if event == "import" or event == "open" and not isinstance(arguments[0], int):
        raise PermissionError(event, arguments[0])

sys.addaudithook(forbid)
for fd in descriptors:
    packets_digest(fd)
    read_tags(fd)
    with open_audio(fd) as stream:
        assert sum(len(block) for block in stream)
"""


def test_nothing_is_opened_but_the_descriptor(files: dict[str, Path], headers_twice: Path) -> None:
    """As in a worker that may open no file: not even a module may be missing when the first file comes."""
    paths = map(str, (*files.values(), headers_twice))
    subprocess.run([sys.executable, "-c", SEALED, *paths], check=True, timeout=120)


@pytest.mark.parametrize("name", FORMATS)
def test_span_is_exact_to_the_sample(files: dict[str, Path], name: str) -> None:
    whole, _ = read(files[name])
    span = Span(1.5 + 1 / SR, 2.25)
    part, problems = read(files[name], span)
    assert problems == []
    np.testing.assert_array_equal(part, whole[round(span.start * SR) : round(2.25 * SR)])
    rest, _ = read(files[name], Span(2.5, None))
    np.testing.assert_array_equal(rest, whole[round(2.5 * SR) :])


def test_headers_that_stand_twice_do_not_matter(files: dict[str, Path], headers_twice: Path) -> None:
    with pytest.raises(av.error.InvalidDataError):
        av.open(str(headers_twice))
    with open_audio(headers_twice) as stream:
        assert (stream.info.codec, stream.info.container, stream.info.decoder) == ("vorbis", "ogg", "libsndfile")
        assert (stream.info.sr, stream.info.channels, stream.info.duration) == (SR, 2, SECONDS)
    y, problems = read(headers_twice)
    assert problems == []
    np.testing.assert_allclose(y, read(files["ogg"])[0], atol=1e-5)  # another decoder, the same samples
    span = Span(1.5 + 1 / SR, 2.25)
    np.testing.assert_array_equal(read(headers_twice, span)[0], y[round(span.start * SR) : round(2.25 * SR)])


def test_headers_that_stand_twice_in_a_file_cut_short(headers_twice: Path, tmp_path: Path) -> None:
    y, problems = read(truncated(headers_twice, tmp_path / "half.ogg", 0.6))
    assert 0.5 < len(y) / SR < 2.5
    assert re.search(r"is cut short at 0:0[12]: more was to follow\.$", problems[-1])
    assert type(refused(truncated(headers_twice, tmp_path / "headers.ogg", 0.2))) is DamagedAudio


def test_spans_tile_the_file(files: dict[str, Path]) -> None:
    whole, _ = read(files["flac"])
    parts = [read(files["flac"], span)[0] for span in (Span(0.0, 1.2), Span(1.2, 2.9), Span(2.9, None))]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


@pytest.mark.parametrize("name", ["wav", "flac", "aiff", "ogg", "mkv"])
@pytest.mark.parametrize("channels", [1, 6, 8])
def test_channels_pass_through(tmp_path: Path, name: str, channels: int) -> None:
    y, _ = read(write_audio(tmp_path / "c", tone(SR, 0.5, channels), SR, name))
    assert y.shape[1] == channels


@pytest.mark.parametrize(("name", "sr"), [(n, sr) for n in ("wav", "flac", "alac") for sr in (8000, 96000, 192000)])
def test_sample_rates_pass_through(tmp_path: Path, name: str, sr: int) -> None:
    path = write_audio(tmp_path / "r", tone(sr, 0.5), sr, name)
    with open_audio(path) as stream:
        assert stream.info.sr == sr
        assert sum(len(block) for block in stream) == sr // 2


@pytest.mark.parametrize("name", ["mp3", "aac", "ogg"])
def test_telephone_rate(tmp_path: Path, name: str) -> None:
    with open_audio(write_audio(tmp_path / "r", tone(8000, 1.0), 8000, name)) as stream:
        assert stream.info.sr == 8000
        assert sum(len(block) for block in stream) >= 8000


@pytest.mark.parametrize("name", ["wav", "wavf32", "aiff", "flac", "mp3", "ogg", "opus", "alac"])
def test_one_sample(tmp_path: Path, name: str) -> None:
    y, problems = read(write_audio(tmp_path / "one", np.full((1, 1), 0.25), SR, name))
    assert 1 <= len(y) <= 2048
    assert problems == []


@pytest.mark.parametrize("name", FORMATS)
def test_digital_silence(tmp_path: Path, name: str) -> None:
    y, problems = read(write_audio(tmp_path / "silence", np.zeros((SR, 2)), SR, name))
    assert np.abs(y).max() < 1e-4
    assert problems == []


def test_beyond_full_scale_is_kept_and_noted(tmp_path: Path) -> None:
    y, problems = read(write_audio(tmp_path / "hot.wav", 4 * tone(SR), SR, "wavf32"))
    assert np.abs(y).max() == pytest.approx(2.0, abs=1e-3)
    assert len(problems) == 1
    assert "+6.0 dBFS" in problems[0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers(tmp_path: Path, bad: float) -> None:
    y = tone(SR, 3.0)
    y[2 * SR + 5, 1] = bad
    with pytest.raises(InvalidSamples, match="first at 0:02"):
        read(write_audio(tmp_path / "nan.wav", y, SR, "wavf32"))


def test_pcm_of_every_width(tmp_path: Path) -> None:
    y = tone(SR, 0.2)
    for subtype, error in (("PCM_U8", 2e-2), ("PCM_16", 1e-4), ("PCM_24", 1e-6), ("PCM_32", 1e-6), ("DOUBLE", 1e-6)):
        soundfile.write(tmp_path / "y.wav", y, SR, subtype=subtype)
        np.testing.assert_allclose(read(tmp_path / "y.wav")[0], y, atol=error)


def refused(file: Path | int, span: Span | None = None) -> AudioError:
    """Return the error that reading gives, after a look at its sentence."""
    with pytest.raises(AudioError) as caught:
        read(file, span)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert str(file) in sentence or isinstance(file, int)
    if span is None and not isinstance(caught.value, InvalidSamples | UnsupportedAudio):
        with pytest.raises(type(caught.value)):  # hashing comes before decoding in a scan, and must say the same
            packets_digest(file)
    return caught.value


def test_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    assert type(refused(tmp_path / "empty.mp3")) is EmptyFile


@pytest.mark.parametrize(
    "content",
    [
        b"Dear diary, today I bought no music.\n" * 2000,
        b"\x00" * 50_000,
        b"\xff" * 50_000,
        b"\xff\xfb\x90\x00" * 20,
        b"%PDF-1.7\n" + bytes(range(256)) * 100,
        b"PK\x03\x04" + bytes(range(256)) * 100,
        b"#EXTM3U\nhttp://localhost/stream.mp3\n",
        b"ffconcat version 1.0\nfile other.wav\n",
        b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"words " * 5000,
        np.random.default_rng(1).bytes(200_000),
        b"x",
    ],
    ids=["text", "zeros", "ones", "headers", "pdf", "zip", "playlist", "concat", "tagged", "noise", "one"],
)
def test_not_audio(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(content)
    assert type(refused(path)) is NotAudio


def test_film_without_sound(tmp_path: Path) -> None:
    assert type(refused(write_silent_film(tmp_path / "film.mp4"))) is NoAudioStream


@pytest.mark.parametrize("entry", [b"drms", b"enca", b"aavd"])
def test_protected_mp4(files: dict[str, Path], tmp_path: Path, entry: bytes) -> None:
    path = tmp_path / "bought.m4p"
    path.write_bytes(files["m4a"].read_bytes().replace(b"mp4a", entry))
    assert type(refused(path)) is ProtectedAudio


def test_protected_wma(files: dict[str, Path], tmp_path: Path) -> None:
    data = files["wma"].read_bytes()
    encryption = bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e") + (24).to_bytes(8, "little")
    path = tmp_path / "bought.wma"
    path.write_bytes(data[:30] + encryption + data[30:])
    assert type(refused(path)) is ProtectedAudio


def test_no_sound(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), SR)
    assert type(refused(tmp_path / "none.wav")) is TooShort


def test_span_behind_the_end(files: dict[str, Path]) -> None:
    for name in ("wav", "flac", "ogg"):
        assert isinstance(refused(files[name], Span(60.0, None)), TooShort | DamagedAudio)


def test_gone(tmp_path: Path) -> None:
    assert type(refused(tmp_path / "gone.flac")) is FileVanished


def test_folder(tmp_path: Path) -> None:
    assert type(refused(tmp_path)) is AudioError


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_without_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    assert type(refused(tmp_path / "pipe.mp3")) is AudioError


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_denied(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "mine.flac"
    path.write_bytes(files["flac"].read_bytes())
    path.chmod(0)
    assert type(refused(path)) is FileDenied


def test_denied_by_the_system(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("accord.analysis.decode_file.io.FileIO", refuse)
    assert type(refused(files["flac"])) is FileDenied


def test_name_that_is_not_utf8(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.wav")
    path.write_bytes(b"")
    with pytest.raises(EmptyFile) as caught:
        read(path)
    str(caught.value).encode("utf-8")
    path.write_bytes(files["wav"].read_bytes())
    assert len(read(path)[0]) == SR * SECONDS


def test_rate_that_changes_midway(tmp_path: Path) -> None:
    first = write_audio(tmp_path / "a.mp3", tone(44100, 3.0), 44100, "mp3").read_bytes()
    second = write_audio(tmp_path / "b.mp3", tone(22050, 6.0), 22050, "mp3").read_bytes()
    (tmp_path / "both.mp3").write_bytes(first + second)
    error = refused(tmp_path / "both.mp3")
    assert type(error) is UnsupportedAudio
    assert "44100 Hz" in str(error)
    assert "22050 Hz" in str(error)


@pytest.mark.parametrize("name", FORMATS)
def test_cut_short(files: dict[str, Path], tmp_path: Path, name: str) -> None:
    half = truncated(files[name], tmp_path / "half", 0.5)
    if name in {"m4a", "alac", "mp4"}:  # the index, at the end, is gone
        assert type(refused(half)) is DamagedAudio
        return
    y, problems = read(half)
    assert 0.5 < len(y) / SR < 2.0
    assert any("cut short" in sentence or "incomplete" in sentence or "damaged" in sentence for sentence in problems)


def test_cut_short_says_how_much(files: dict[str, Path], tmp_path: Path) -> None:
    for name in ("wav", "wav24", "aiff", "mp3", "webm"):
        _, problems = read(truncated(files[name], tmp_path / "half", 0.5))
        assert re.search(r"is cut short: 1\.\d\d s of 3\.0\d s could be read\.$", problems[-1]), name


def test_damaged_packets_cost_only_themselves(files: dict[str, Path], tmp_path: Path) -> None:
    data = bytearray(files["flac"].read_bytes())
    middle = len(data) // 2
    data[middle : middle + 10] = bytes(10)
    (tmp_path / "hurt.flac").write_bytes(data)
    y, problems = read(tmp_path / "hurt.flac")
    assert SECONDS - 0.3 < len(y) / SR < SECONDS
    assert len(problems) >= 1
    assert f"{len(y) / SR:.2f} s of 3.00 s could be read" in problems[-1]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), count=st.sampled_from([1, 10, 100, 2000]), share=st.floats(0.01, 1.0))
def test_no_damage_crashes(files: dict[str, Path], name: str, seed: int, count: int, share: float) -> None:
    """Whatever bits flip and wherever the file ends: finite sound, or an error of ours."""
    hurt = files[name].with_name(f"{name}-hurt")
    bits_flipped(truncated(files[name], hurt, share), hurt, count, seed)
    try:
        y, problems = read(hurt)
    except AudioError:
        return
    assert np.isfinite(y).all()
    assert len(y) < 10 * SR * SECONDS
    assert all(sentence.endswith(".") for sentence in problems)
