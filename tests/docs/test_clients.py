"""The page on clients: each of its programs runs as it is printed, against a real server, and prints what it should."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.clients import node_client
from tests.clients.conftest import NAME, World, node_folder, world
from tests.server.conftest import PASSWORD

__all__ = ["node_folder", "world"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/clients.md").read_text(encoding="utf-8")
NOT_RUN = {"go", "r"}


@dataclass(frozen=True)
class Block:
    """A program on the page."""

    heading: str
    language: str
    text: str

    def filled_in(self, world: World, port: int) -> str:
        """The program with what a reader would put in, and a port that is free now."""
        places = {
            "http://127.0.0.1:8808": world.url,
            "withPort(8808)": f"withPort({httpx.URL(world.url).port})",
            "127.0.0.1:9797": f"127.0.0.1:{port}",
            "CLIENT_ID": world.client_id,
            "CLIENT_SECRET": world.secret,
            "TRACK_ID": world.tracks[0],
        }
        text = self.text
        for written, meant in places.items():
            text = text.replace(written, meant)
        assert "8808" not in text
        return text


def blocks() -> Iterator[Block]:
    heading = ""
    for found in re.finditer(r"^## ([^\n]+)$|^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        heading = found[1] or heading
        if found[2]:
            yield Block(heading, found[2], found[3])


RUN = [block for block in blocks() if block.language not in NOT_RUN]


def of(language: str) -> list[Block]:
    return [block for block in RUN if block.language == language]


def test_every_block_is_run_or_said_not_to_be() -> None:
    assert {block.language for block in RUN} == {"python", "js", "sh"}
    for block in blocks():
        section = PAGE.partition(f"## {block.heading}\n")[2].partition("\n## ")[0]
        assert ("ot run in the tests" in section) == (block.language in NOT_RUN)
    clients = {"spotipy", "tekore", "@spotify/web-api-ts-sdk", "spotify-web-api-node", "requests", "fetch", "curl"}
    assert clients <= {block.heading for block in RUN}


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def tempo(world: World) -> float:
    """What the track's features say, asked without any client."""
    form, auth = {"grant_type": "client_credentials"}, (world.client_id, world.secret)
    token = httpx.post(f"{world.url}/api/token", data=form, auth=auth, timeout=60).json()["access_token"]
    answer = httpx.get(
        f"{world.url}/v1/audio-features/{world.tracks[0]}", headers={"Authorization": f"Bearer {token}"}, timeout=60
    )
    return float(answer.json()["tempo"])


def output(command: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("block", of("python"), ids=lambda block: block.heading)
def test_python(block: Block, world: World, port: int, tempo: float, tmp_path: Path) -> None:
    text = block.filled_in(world, port)
    program = tmp_path / "program.py"
    program.write_text(text)
    acts = {
        "BROWSER": f"{sys.executable} -m tests.docs.person %s &",  # the client that waits for it answers it
        "PYTHONPATH": str(ROOT),
        "TEST_SERVER": world.url,
        "TEST_NAME": NAME,
        "TEST_PASSWORD": PASSWORD,
    }
    said = output([sys.executable, str(program)], tmp_path, **acts)
    assert said == (world.tracks[0] if "top_tracks" in text else str(tempo))


@pytest.mark.parametrize("block", of("js"), ids=lambda block: block.heading)
def test_node(block: Block, world: World, node_folder: Path, port: int, tempo: float) -> None:
    # Beside the clients, where Node.js looks for them.
    program = node_folder / f"program-{os.getpid()}-{RUN.index(block)}.mjs"
    program.write_text(block.filled_in(world, port))
    try:
        said = output([node_client.program("node"), program.name], node_folder, NODE_NO_WARNINGS="1")
    finally:
        program.unlink()
    assert float(said) == tempo


def test_shell(world: World, port: int, tempo: float, tmp_path: Path) -> None:
    create, curl = of("sh")
    accord = tmp_path / "accord"
    accord.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m accord "$@"\n')
    accord.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    said = output(
        ["sh", "-e", "-c", create.filled_in(world, port)], tmp_path, PATH=path, ACCORD_HOME=str(tmp_path / "home")
    )
    assert re.fullmatch(r"client secret  [0-9a-f]{32}", said)
    assert f'"tempo":{tempo},' in output(["sh", "-e", "-c", curl.filled_in(world, port)], tmp_path)
