"""A real server for the measurements of rights: started on a data folder, asked over one connection."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from accord.bench.commands import accord_command, complaint
from accord.bench.throughput import PROC
from accord.domain.errors import MissingTool, PeerFailed

PATIENCE = 600.0
"""Seconds that an answer may take."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A server that runs, and a connection to it that stays open."""

    connection: http.client.HTTPConnection
    pid: int

    def cpu(self) -> float:
        """Return the CPU seconds that the server has used (``proc(5)``, fields 14 and 15 of ``stat``).

        Raises
        ------
        MissingTool
            If the system has no ``/proc``.
        """
        stat = PROC / str(self.pid) / "stat"
        if not stat.exists():
            raise MissingTool("What a request costs the server can only be measured where there is a /proc.")
        fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, method: str, path: str, token: str, body: Any = None) -> float:
        """Send a request; return the seconds until its whole answer was here.

        Raises
        ------
        PeerFailed
            If the answer is no success.
        """
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        began = time.perf_counter()
        self.connection.request(method, path, sent, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        took = time.perf_counter() - began
        if answer.status >= 300:
            raise PeerFailed(f"{method} {path} was answered with {answer.status}: {said[:200]!r}")
        return took


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[Asked]:
    """Run ``accord serve`` on a data folder.

    Raises
    ------
    PeerFailed
        If it does not start.
    """
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            accord_command("serve", "--port", "0"),
            env=_environment(home) | environment,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            if found is None:
                complaints.seek(0)
                raise PeerFailed(f"accord serve did not start: {complaint(complaints.read())}")
            connection = http.client.HTTPConnection(urlsplit(found[0]).netloc, timeout=PATIENCE)
            yield Asked(connection, process.pid)
            connection.close()
        finally:
            process.terminate()
            process.communicate()


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACCORD_")}
    return kept | {"ACCORD_HOME": str(home)}
