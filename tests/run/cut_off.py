"""Runs commands in a machine of their own that has nothing but its loopback, and counts what they try beyond it.

Linux counts every packet and connection for which there is no route, in each network namespace by itself: what tries to
reach another address leaves a trace there, whichever language it is written in and whatever stands between. Where there
are no such namespaces the commands run all the same, and nothing is counted.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

NAMESPACE = ("unshare", "--user", "--map-root-user", "--net")
ALONE = "alone"
"""Tells the driver that it has a namespace of its own."""

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
"""As linux/sockios.h and linux/if.h number them."""

PATIENCE = 120.0
"""Seconds for a command; a failing test shall not wait for ever."""


@dataclass(frozen=True)
class Command:
    """What is to be run."""

    argv: Sequence[str]
    cwd: str
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What came of it."""

    code: int
    out: str
    err: str
    beyond: int | None
    """Attempts to reach an address that is not on this machine; ``None`` where they are not counted."""


@cache
def is_possible() -> bool:
    """Whether this machine lets its users make network namespaces."""
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run(commands: Sequence[Command], beside: Command | None = None) -> list[Done]:
    """Run commands one after another, all in the same namespace where there may be one.

    Parameters
    ----------
    commands : sequence of Command
    beside : Command, optional
        Runs all the while; the others begin when it says its first line.
    """
    asked = json.dumps({"commands": [asdict(one) for one in commands], "beside": beside and asdict(beside)})
    driver = [*NAMESPACE, sys.executable, __file__, ALONE] if is_possible() else [sys.executable, __file__]
    done = subprocess.run(driver, input=asked, stdout=subprocess.PIPE, text=True, check=True)
    return [Done(**one) for one in json.loads(done.stdout)]


def _set_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", 0)
        flags = struct.unpack("16sh22x", fcntl.ioctl(any_socket, GET_FLAGS, request))[1]
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh22x", b"lo", flags | UP))


def _without_route() -> int:
    """Return how often there was no route, in this namespace, up to now."""
    names, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:"))
    v6 = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"]) + int(v6["Ip6OutNoRoutes"])


def _run_here(argv: Sequence[str], cwd: str, env: dict[str, str]) -> Done:
    before = _without_route() if ALONE in sys.argv else None
    done = subprocess.run(
        argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    beyond = None if before is None else _without_route() - before
    return Done(done.returncode, done.stdout, done.stderr, beyond)


@contextmanager
def _running(argv: Sequence[str], cwd: str, env: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(argv, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()


def _drive() -> None:
    if ALONE in sys.argv:
        _set_up_loopback()
    asked = json.load(sys.stdin)
    with _running(**asked["beside"]) if asked["beside"] else nullcontext():
        done = [_run_here(**command) for command in asked["commands"]]
    json.dump([asdict(one) for one in done], sys.stdout)


if __name__ == "__main__":
    _drive()
