"""``accord log``: what it prints of a log that holds, and how it ends on one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord import cli
from accord.domain.settings import Settings
from accord.library.log import open_log
from accord.rights.log_entry import LogKind
from tests.docs.test_verify import FUNCTIONS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("ACCORD_HOME", str(home))
    log = open_log(Settings(home=home))
    log.append(LogKind.IMPORT, {"listens": 3})
    log.append(LogKind.GRANT, {"purpose": "dpv:DataAltruism"}, bytes(32))
    return home


def test_a_log_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["log", "show", "--last", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split()[0] == "1"
    assert line.endswith("grant       purpose=dpv:DataAltruism  (about a person)")


def test_a_saved_checkpoint_is_held_against_the_log(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.invoke(["log", "checkpoint"]) == 0
    saved = tmp_path / "saved"
    saved.write_text(capsys.readouterr().out, encoding="utf-8")
    open_log(Settings(home=home)).append(LogKind.EXPORT, {"listens": 3})
    assert cli.invoke(["log", "verify", "--checkpoint", str(saved)]) == 0
    said = capsys.readouterr().out
    assert "3 entries and 5 checkpoints hold" in said
    assert f"begins with the entries that {saved} covers" in said
    assert cli.invoke(["log", "verify", "--checkpoint", str(tmp_path)]) == 2


def test_a_proof_is_checked_without_the_log(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["log", "key"]) == 0
    key = capsys.readouterr().out.strip()
    assert cli.invoke(["log", "prove", "1"]) == 0
    (tmp_path / "proof").write_text(capsys.readouterr().out, encoding="utf-8")
    assert "dpv:DataAltruism" in FUNCTIONS["check_proof"](key, str(tmp_path / "proof"))
    assert cli.invoke(["log", "prove", "2"]) == 3


def test_a_damaged_log_ends_with_its_place_and_exit_code(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "log/entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"listens":3', b'"listens":4'))
    assert cli.invoke(["log", "verify"]) == 11
    assert "Entry 0 is not what was logged" in capsys.readouterr().err
    path.write_bytes(b"")
    assert cli.invoke(["log", "verify"]) == 11
    assert "2 are missing at its end" in capsys.readouterr().err


def test_where_there_is_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "none"))
    assert cli.invoke(["log", "verify"]) == 3
    assert list(tmp_path.iterdir()) == [], "looking makes neither a log nor a key"
