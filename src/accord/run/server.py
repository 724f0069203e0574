"""The server that a program is to speak to: the one of this library that runs already, or one for this run."""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import platform
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from accord.domain.errors import NoServer
from accord.domain.settings import Settings

PATIENCE = 5.0
"""Seconds that a server that runs already has to answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of this library."""

    url: str
    """Where it listens; without a slash at the end."""
    public_url: str
    """Where people's browsers reach it, and how the links in its answers begin."""
    started: bool
    """Whether it was started for this run."""


@contextmanager
def found_or_started(settings: Settings, client_id: str, secret: str, *, implicit: bool = False) -> Iterator[Server]:
    """Give the server of a library; one that was started ends with the block.

    Parameters
    ----------
    settings : Settings
        Name the data folder, and where a server of it would listen.
    client_id, secret : str
        Those of an app of this library: a server that gives it a token has opened the same one.
    implicit : bool
        Whether it is to give browser apps tokens in the address: then one is started that does.

    Yields
    ------
    Server

    Raises
    ------
    NoServer
        If one was to be started, and did not start.
    """
    url = address(settings)
    if not implicit and is_of_this_library(url, client_id, secret):
        yield Server(url, settings.base_url or url, started=False)
        return
    with _started(settings, implicit) as url:
        yield Server(url, settings.base_url or url, started=True)


def address(settings: Settings) -> str:
    """Return where a server with these settings would be reached from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def is_of_this_library(url: str, client_id: str, secret: str) -> bool:
    """Return whether a server answers at a URL, and knows an app of this library."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    request = urllib.request.Request(f"{url}/api/token", urllib.parse.urlencode(form).encode())
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=PATIENCE) as answer:
            return "access_token" in json.load(answer)
    except (OSError, http.client.HTTPException, ValueError, urllib.error.URLError):
        return False  # nothing listens there, or something else, or the server of another library


_LIBC = ctypes.CDLL(None)
_SET_PARENT_DEATH_SIGNAL = 1


def _end_with_parent() -> None:
    """Have a server that was started end even where its parent has no time to see to it (``prctl(2)``)."""
    _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


@contextmanager
def _started(settings: Settings, implicit: bool) -> Iterator[str]:
    command = [sys.executable, "-m", "accord", "serve", "--host", "127.0.0.1", "--port", "0"]
    # In a session of its own: Ctrl-C is for the program, which may still have something to ask as it ends.
    process = subprocess.Popen(
        command,
        env=os.environ | {"ACCORD_HOME": str(settings.home)} | ({"ACCORD_IMPLICIT_GRANT": "true"} if implicit else {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_end_with_parent if platform.system() == "Linux" else None,
    )
    try:
        assert process.stdout
        greeting = process.stdout.readline()
        found = re.search(r"http://\S+", greeting)
        if found is None:
            raise NoServer("The server did not start; what it said stands above.")
        yield found[0]
    finally:
        process.terminate()
        try:
            process.communicate(timeout=2 * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
