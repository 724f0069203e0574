"""Hearing: a peer hears a sound once; a crash costs one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.bench.hearing import hear
from accord.bench.program import Program

SCRIPT = """
import os

def version():
    return "1"

def listen(path):
    with open(path) as file:
        text = file.read()
    with open({log!r}, "a") as log:
        log.write(text)
    if text == "x":
        os._exit(1)
    return {{"key": text}}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))


def written(folder: Path, texts: str) -> list[Path]:
    files = [folder / f"{place}.ogg" for place in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    return files


def program(folder: Path, requirement: str | None) -> tuple[Program, Path]:
    log = folder / "log"
    log.touch()
    (folder / "script.py").write_text(SCRIPT.format(log=str(log)))
    return Program("Tester", "", str(folder / "script.py"), requirement, frozenset({"key"})), log


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_file_that_kills_the_program_does_not_stop_the_others(tmp_path: Path, jobs: int) -> None:
    tester, _ = program(tmp_path, None)
    counted: list[None] = []
    heard = hear(tester, written(tmp_path, "axbxc"), None, jobs, lambda: counted.append(None))
    assert [one.estimates and one.estimates["key"] for one in heard] == ["a", None, "b", None, "c"]
    assert "exit code 1" in (heard[1].problem or "")
    assert len(counted) == 5


def test_a_peer_hears_the_same_sound_once_wherever_it_lies(tmp_path: Path) -> None:
    peer, log = program(tmp_path, "tester")
    first = hear(peer, written(tmp_path, "ab"), None, 1, lambda: None)
    (tmp_path / "moved").mkdir()
    again = hear(peer, written(tmp_path / "moved", "bca"), None, 1, lambda: None)
    assert log.read_text() == "abc"
    assert [one.estimates for one in again] == [first[1].estimates, {"key": "c"}, first[0].estimates]


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    peer, log = program(tmp_path, "tester")
    for _ in range(2):
        hear(peer, written(tmp_path, "x"), None, 1, lambda: None)
    assert log.read_text() == "xx"


def test_another_wrapper_hears_anew(tmp_path: Path) -> None:
    peer, log = program(tmp_path, "tester")
    files = written(tmp_path, "a")
    hear(peer, files, None, 1, lambda: None)
    peer.path.write_text(peer.path.read_text() + "\n# changed\n")
    hear(peer, files, None, 1, lambda: None)
    assert log.read_text() == "aa"


def test_accord_itself_is_always_asked(tmp_path: Path) -> None:
    own, log = program(tmp_path, None)
    for _ in range(2):
        hear(own, written(tmp_path, "a"), None, 1, lambda: None)
    assert log.read_text() == "aa"
