"""``accord start``, from an empty data folder to the answer that its printed program gets."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from accord.cli import serve, start
from accord.domain.errors import NotFound
from accord.domain.settings import load_settings
from accord.library.catalogue import open_library


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, with a space in its name, that holds eight seconds of clicks at 120 BPM on a chord."""
    folder = tmp_path_factory.mktemp("my music")
    time = np.arange(8 * 22050) / 22050
    chord = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220.0, 261.63, 329.63))
    clicks = np.exp(-60 * (time % 0.5)) * np.random.default_rng(0).uniform(-1, 1, len(time))
    soundfile.write(folder / "clicks.wav", 0.1 * chord + 0.4 * clicks, 22050)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    with serve.listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    return os.environ | {"ACCORD_HOME": str(home), "ACCORD_PORT": str(port), "ACCORD_WORKERS": "1"}


@pytest.fixture(scope="module")
def started(music: Path, environment: dict[str, str]) -> Iterator[str]:
    """What ``accord start`` prints until it serves; it goes on serving."""
    command = [sys.executable, "-m", "accord", "start", str(music)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Accord serves" in line:
            break
    yield "".join(lines)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


def test_the_printed_program_gets_an_answer(started: str) -> None:
    assert "Accord serves 1 tracks" in started
    program = "".join(re.findall(r"^(?:import|auth|sp|print).*\n", started, re.MULTILINE))
    assert len(program.splitlines()) == 6
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "'type': 'audio_features'" in done.stdout, done.stderr
    assert "'duration_ms': 8000" in done.stdout


def test_a_second_start_prints_the_same_program(
    started: str, music: Path, home: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("ACCORD_HOME", "ACCORD_PORT"):
        monkeypatch.setenv(name, environment[name])
    again = start.what_to_try(load_settings(), music)
    assert again in started
    assert (home / "first-app.json").stat().st_mode & 0o077 == 0, "the secret is for its owner only"


def test_the_printed_paths_survive_a_shell(started: str, music: Path) -> None:
    (quoted,) = re.findall(r"accord explain danceability (.*)", started)
    said = subprocess.run(["sh", "-c", f"printf %s {quoted}"], capture_output=True, text=True, check=True).stdout
    assert said == str(music / "clicks.wav")


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    settings = load_settings()
    open_library(settings).close()
    with pytest.raises(NotFound, match="No track below"):
        start.what_to_try(settings, tmp_path)
