"""The log over HTTP: what a stranger fetches without a token is what the independent verifier accepts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.library.log import open_log
from accord.rights.log_entry import LogKind
from tests.server.conftest import serving

VERIFIER = Path(__file__).parents[2] / "docs/verify.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("logged") / "home"
    settings = Settings(home=home)
    open_library(settings).close()
    open_log(settings).append_all([(LogKind.IMPORT, {"records": number}, None) for number in range(1500)])
    return home


@pytest.fixture(scope="module")
def web(home: Path) -> Iterator[httpx.Client]:
    with serving(home) as (url, _), httpx.Client(base_url=f"{url}/accord/v1/log", timeout=60) as client:
        yield client


def run(web: httpx.Client, *words: Path | str) -> subprocess.CompletedProcess[str]:
    key = web.get("/key").text.strip()
    command = [sys.executable, "-I", VERIFIER, key, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_stranger_verifies_the_whole_log(web: httpx.Client, home: Path, tmp_path: Path) -> None:
    old = web.get("/checkpoint")
    assert old.headers["content-type"].startswith("text/plain")
    open_log(Settings(home=home)).append(LogKind.USE, {"what": "test"})
    new = web.get("/checkpoint").text
    old_size, size = (int(note.split("\n")[1]) for note in (old.text, new))
    assert size == old_size + 1
    lines: list[bytes] = []
    while page := web.get("/entries", params={"start": len(lines)}).content.splitlines(keepends=True):
        assert len(page) <= 1000
        lines += page
    assert len(lines) == size
    (tmp_path / "entries").write_bytes(b"".join(lines))
    (tmp_path / "old").write_text(old.text, encoding="utf-8")
    (tmp_path / "new").write_text(new, encoding="utf-8")
    done = run(web, "log", tmp_path / "entries", tmp_path / "old", tmp_path / "new")
    assert done.stdout == f"{size} entries are what 2 checkpoints cover.\n", done.stderr
    proof = web.get("/consistency", params={"old": old_size, "new": size})
    (tmp_path / "proof").write_bytes(proof.content)
    done = run(web, "consistency", tmp_path / "old", tmp_path / "new", tmp_path / "proof")
    assert done.stdout == f"{old_size} entries became {size}.\n", done.stderr


def test_a_stranger_verifies_one_entry(web: httpx.Client, tmp_path: Path) -> None:
    (entry,) = web.get("/entries", params={"start": 700, "end": 701}).text.splitlines()
    (tmp_path / "proof").write_bytes(web.get("/entries/700/proof").content)
    done = run(web, "proof", tmp_path / "proof")
    assert done.stdout == f"Entry 700: {entry}\n", done.stderr
    proof = web.get("/proof", params={"index": 700, "size": 1024}).json()
    assert (proof["index"], proof["size"], len(proof["proof"])) == (700, 1024, 10)


def test_what_is_not_there(web: httpx.Client) -> None:
    assert web.get("/entries", params={"start": 10**9}).content == b""
    for path in ("/entries/1000000/proof", "/proof?index=1000000", "/consistency?old=1&new=1000000"):
        answer = web.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NotFound")
    assert web.get("/consistency?old=2&new=1").status_code == 400
    assert web.get("/proof").status_code == 400
