"""Rendering: what an outside renderer does wrong is bounded and said. A script stands in for fluidsynth itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from accord.bench import render
from accord.bench.accuracy import audible
from accord.bench.truth import Music
from accord.domain.errors import MissingTool, PeerFailed


@pytest.fixture
def midi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(render, "SOUNDFONT_FOLDERS", [str(tmp_path)])
    monkeypatch.setattr(render, "LONGEST", 3.0)
    (tmp_path / render.SOUNDFONT).touch()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    song = tmp_path / "song.mid"
    song.write_bytes(b"MThd")
    return song


def stand_in(midi: Path, script: str) -> None:
    program = midi.parent / "bin" / "fluidsynth"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_rendering_without_end_is_cut_and_faded(midi: Path) -> None:
    stand_in(midi, "yes aaaaaaaaaaaaaaa")
    y, sr = soundfile.read(render.rendered(midi), dtype="int16")
    assert (y.shape, sr) == ((3 * render.SR, 2), render.SR)
    assert np.abs(y[: 2 * sr]).max() > 20_000
    assert np.abs(y[-10:]).max() < 10


def test_elsewhere_another_font_plays_in_a_room(midi: Path) -> None:
    stand_in(midi, "head -c 4000 /dev/zero; yes aaaaaaaaaaaaaaa | head -c 40000; head -c 200000 /dev/zero")
    with pytest.raises(MissingTool, match=r"TimGM6mb"):
        render.rendered(midi, elsewhere=True)
    (midi.parent / render.OTHER_SOUNDFONTS[0]).touch()
    dry, room = (soundfile.read(render.rendered(midi, elsewhere=elsewhere))[0] for elsewhere in (False, True))
    assert dry.shape == room.shape
    tail = slice(20_000, 30_000)
    assert np.abs(dry[tail]).max() == 0.0
    assert 10 ** (render.NOISE / 20) < np.sqrt((room[tail] ** 2).mean()) < np.sqrt((room[:11_000] ** 2).mean())
    assert len({path.read_bytes() for path in (midi.parent / "cache").rglob("*.flac")}) == 2


def test_a_short_rendering_is_kept_as_it_is_and_made_once(midi: Path) -> None:
    stand_in(midi, "head -c 400 /dev/zero; echo >> $0.runs")
    assert len(soundfile.read(render.rendered(midi))[0]) == 100
    render.rendered(midi)
    assert (midi.parent / "bin" / "fluidsynth.runs").read_text() == "\n"


def test_a_renderer_that_fails_leaves_nothing_behind(midi: Path) -> None:
    stand_in(midi, "head -c 400 /dev/zero; exit 2")
    with pytest.raises(PeerFailed, match="exit code 2"):
        render.rendered(midi)
    assert not list((midi.parent / "cache").rglob("*.flac"))


def test_without_a_renderer_midi_is_left_out_and_said_so(midi: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(midi.parent))
    with pytest.raises(MissingTool, match="fluidsynth"):
        render.renderer()
    pieces, left_out = audible([Music("a", midi), Music("b", midi.with_suffix(".ogg"))], 1)
    assert [piece.title for piece in pieces] == ["b"]
    assert left_out == ["MIDI files cannot be rendered: the program fluidsynth is not on this machine."]


def test_without_the_soundfont_midi_is_left_out(midi: Path) -> None:
    stand_in(midi, "exit 0")
    (midi.parent / render.SOUNDFONT).unlink()
    with pytest.raises(MissingTool, match="soundfont"):
        render.renderer()
