"""The program that is run: found as a shell finds it, told of signals, and its end passed on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from accord.domain.errors import NoSuchProgram, NotExecutable

FORWARDED = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2") if hasattr(signal, name)
)
"""Signals that reach this process alone."""

FROM_TERMINAL = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))
"""Signals that a terminal sends to the program as well."""


class Spawn(Protocol):
    """Starts a program: ``spawn`` here, or that of a wall."""

    def __call__(self, argv: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start ``argv`` with ``env`` as its environment; its standard streams are those of this process."""
        ...


def spawn(argv: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program with no wall around it."""
    return subprocess.Popen(argv, env=env)


def find(name: str, env: Mapping[str, str] = os.environ) -> str:
    """Return the path of a program.

    Parameters
    ----------
    name : str
        A path, or a name that is looked for in ``PATH``.
    env : mapping of str to str
        The environment that the program will have.

    Returns
    -------
    str

    Raises
    ------
    NoSuchProgram
        If there is none.
    NotExecutable
        If it may not be run.
    """
    found = shutil.which(name, path=env.get("PATH", os.defpath))
    if found:
        return found
    if os.path.dirname(name) and os.path.exists(name):
        what = "is a folder" if os.path.isdir(name) else "may not be run: it is not executable"
        raise NotExecutable(f"{name} {what}.")
    raise NoSuchProgram(f"There is no program {name!r}.")


def run(argv: Sequence[str], env: Mapping[str, str], start: Spawn = spawn) -> int:
    """Run a program until it ends.

    Parameters
    ----------
    argv : sequence of str
        The program and its arguments.
    env : mapping of str to str
        Its environment.
    start : Spawn
        Starts it.

    Returns
    -------
    int
        Its exit code; 128 and the number of the signal that ended it.

    Raises
    ------
    NoSuchProgram
        If there is none, or the interpreter that it names in its first line is missing.
    NotExecutable
        If it may not be run.
    """
    path = find(argv[0], env)
    children: list[subprocess.Popen[bytes]] = []
    with _signals_to(children):
        try:
            child = start([path, *argv[1:]], env)
        except FileNotFoundError as error:
            raise NoSuchProgram(f"{path} cannot be run: the interpreter that it names is missing.") from error
        except OSError as error:
            raise NotExecutable(f"{path} cannot be run: {error.strerror or error}.") from error
        children.append(child)
        code = child.wait()
    return 128 - code if code < 0 else code


@contextmanager
def _signals_to(children: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """Let the program decide what signals mean, as long as it runs."""

    def pass_on(number: int, _: FrameType | None) -> None:
        # A terminal sends Ctrl-C to all in its foreground: the program has it already, and shall not get it twice.
        if number in FROM_TERMINAL and _in_foreground():
            return
        for child in children:
            child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (*FROM_TERMINAL, *FORWARDED)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_foreground() -> bool:
    """Return whether this process is in the foreground of a terminal."""
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False
