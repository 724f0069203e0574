"""The front door: the table of commands, help, errors as sentences and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from accord import __version__, cli
from accord.domain.errors import CueError, NotFound, StoreFull


def accord(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "accord", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
        check=False,
    )


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """A command ``probe`` of this module, to which a test adds what it does."""
    monkeypatch.setitem(cli.COMMANDS, "probe", (__name__, "A command of the tests."))
    app = typer.Typer()
    monkeypatch.setattr(sys.modules[__name__], "app", app, raising=False)
    return app


def test_help_lists_every_command_and_imports_none() -> None:
    program = "import sys; sys.argv = ['accord', '--help']\nfrom accord.cli import main\ntry: main()\nfinally:\n"
    program += " print(sorted(set(sys.modules) & {'typer', 'rich', 'numpy', 'pydantic'}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for name, (_, line) in cli.COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert line in done.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"accord {name}" in shown


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke([option]) == 0
    assert capsys.readouterr().out == f"accord {__version__}\n"


def test_an_unknown_command_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["analyse", "x.flac"]) == 2
    said = capsys.readouterr()
    assert "'analyse' is no command; did you mean 'analyze'?" in said.err
    assert said.out == ""


def test_an_unknown_option_is_exit_2(command: typer.Typer, capsys: pytest.CaptureFixture[str]) -> None:
    command.command()(lambda: None)
    assert cli.invoke(["probe", "--nonsense"]) == 2
    assert "--nonsense" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error", [NotFound("There is no file X."), CueError("Line 3 names no file."), StoreFull("Full.")]
)
def test_an_error_is_a_sentence_a_remedy_and_its_exit_code(
    error: NotFound | CueError | StoreFull, command: typer.Typer, capsys: pytest.CaptureFixture[str]
) -> None:
    @command.command()
    def fail() -> None:
        raise error

    assert cli.invoke(["probe"]) == error.exit_code
    said = capsys.readouterr()
    assert said.err == f"accord: {error}\n  {error.remedy}\n"
    assert said.out == ""


def test_an_interrupted_command_is_exit_130(command: typer.Typer) -> None:
    @command.command()
    def wait() -> None:
        raise KeyboardInterrupt

    assert cli.invoke(["probe"]) == 130


def test_an_exit_code_of_the_command_is_kept(command: typer.Typer) -> None:
    @command.command()
    def leave() -> None:
        raise typer.Exit(9)

    assert cli.invoke(["probe"]) == 9


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"'{sys.executable}' -m accord --help | true"
    for _ in range(3):
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert done.stderr == ""


def test_a_wrong_setting_names_itself(tmp_path: Path) -> None:
    done = accord("doctor", ACCORD_HOME=str(tmp_path), ACCORD_PORT="http")
    assert done.returncode == 2
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr
