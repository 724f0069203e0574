"""Old programs in every way that Python programs ask: each finds Accord where it looks for the two hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.run.conftest import at
from tests.run.running import PYTHON, WAYS, Place, program

CLIENTS = ("requests", "urllib", "urllib3", "httpx", "aiohttp", "spotipy", "tekore")

EACH = """
import json, subprocess, sys
running = {path: subprocess.Popen([sys.executable, path], stdout=-1, stderr=-1, text=True) for path in sys.argv[1:]}
print(json.dumps([process.communicate() for process in running.values()]))
"""


@pytest.fixture(scope="module", params=WAYS)
def said(request: pytest.FixtureRequest, library: Path, served: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What each program says and complains of, all run as children of one."""
    place = at(library, served, tmp_path_factory.mktemp("clients"), request.param)
    paths = [program(f"with_{client}")[1] for client in CLIENTS]
    return dict(zip(CLIENTS, json.loads(place.said(PYTHON, "-c", EACH, *paths)), strict=True))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_is_answered(client: str, said: dict[str, tuple[str, str]]) -> None:
    out, complaints = said[client]
    assert not complaints
    track, tempo = out.splitlines()
    assert len(track) == 22
    assert 40 < float(tempo) < 250


def test_a_shell_between_makes_no_difference(place: Place) -> None:
    python, path = program("with_requests")
    assert len(place.said("sh", "-c", f"cd / && exec {python} {path}").splitlines()) == 2


def test_a_sitecustomize_of_ones_own_runs_as_well(place: Place, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.greeting = 'there already'")
    script = "import sitecustomize, socket; print(greeting, socket.getaddrinfo('api.spotify.com', 443)[0][4][0])"
    place = place.given(PYTHONPATH=str(tmp_path))
    assert place.said(PYTHON, "-c", script) == "there already 127.83.112.1"


def test_nothing_of_accord_is_to_be_imported(place: Place) -> None:
    script = "import sys; print([entry for entry in sys.path if 'hooks' in entry])"
    assert place.said(PYTHON, "-c", script) == "[]"


def test_names_are_answered_without_a_look_up(either_place: Place) -> None:
    script = """
import asyncio, socket
names = "api.spotify.com", "API.Spotify.com.", b"accounts.spotify.com"
print([socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)[0][4] for name in names])
print(socket.gethostbyname("api.spotify.com"), socket.gethostbyname_ex("accounts.spotify.com")[2])
try:
    print(socket.getaddrinfo("api.spotify.com", 443, socket.AF_INET6))
except socket.gaierror:
    print("not over IPv6")
with socket.create_connection(("api.spotify.com", 443)) as one, socket.socket() as other:
    print(one.getpeername()[0], other.connect_ex(("accounts.spotify.com", 443)))
print(socket.getaddrinfo("localhost", 80, socket.AF_INET)[0][4])
"""
    api, accounts = "127.83.112.1", "127.83.112.2"
    assert either_place.said(PYTHON, "-c", script).splitlines() == [
        str([(api, 443), (api, 443), (accounts, 443)]),
        f"{api} ['{accounts}']",
        "not over IPv6",
        "127.0.0.1 0",
        "('127.0.0.1', 80)",
    ]
