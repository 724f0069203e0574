"""``accord doctor`` tells who answers where the server would, what the hosts mean here, and which models there are."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

import accord
from accord import cli
from accord.cli import doctor_server
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library
from accord.run.hosts import PORT_VARIABLE
from accord.run.wall import Wall
from tests.server.conftest import serving


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ACCORD_PORT", "9")  # the discard service, which nobody runs
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.invoke(["doctor"]) == 0
    return " ".join(capsys.readouterr().out.split())


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    """A program that says the same to whoever asks."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_no_server(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "note server: none runs at http://127.0.0.1:9. `accord serve` starts it" in said(capsys)


@pytest.mark.parametrize("body", [b"<html>Hello", b"[]", b'{"info": {"title": "Another", "version": "1"}}'])
def test_another_program(
    body: bytes, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(body) as port:
        monkeypatch.setenv("ACCORD_PORT", str(port))
        assert f"note server: what listens at http://127.0.0.1:{port} is not Accord. End that program" in said(capsys)


def test_a_server_of_another_version(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(json.dumps({"info": {"title": "Accord", "version": "0.0.1"}}).encode()) as port:
        monkeypatch.setenv("ACCORD_PORT", str(port))
        assert f"This is Accord {accord.__version__}: end the server and start it again." in said(capsys)


def test_a_server_of_this_library_and_of_another(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_library(Settings(home=home)) as library:
        app, secret = Apps(library.store, 3600).register("accord run")
    keep = home / "run-app.json"
    with serving(home) as (url, _):
        monkeypatch.setenv("ACCORD_PORT", str(httpx.URL(url).port))
        for kept in (None, secret):
            if kept:
                keep.write_text(json.dumps({"client_id": app.client_id, "secret": kept}))
            assert f"ok server: Accord {accord.__version__} answers at {url}. ok" in said(capsys)
        keep.write_text(json.dumps({"client_id": app.client_id, "secret": "of another"}))
        assert f"answers at {url}. It has another library open. End it" in said(capsys)


def test_the_hosts(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hosts"
    monkeypatch.setattr(doctor_server, "HOSTS_FILE", file)
    real = "the real one; for programs in `accord run -- COMMAND`, Accord."
    out = said(capsys)
    assert f"ok api.spotify.com: {real} ok accounts.spotify.com: {real}" in out
    file.write_text(
        "127.0.0.1 localhost\n127.0.0.1  x API.spotify.com. # led by hand\n# 127.0.0.1 accounts.spotify.com\n"
    )
    out = said(capsys)
    assert f"note api.spotify.com: 127.0.0.1, by {file}. Remove the line from {file}" in out
    assert f"ok accounts.spotify.com: {real}" in out
    monkeypatch.setenv(PORT_VARIABLE, "4711")
    assert "ok api.spotify.com: Accord's stand-in on port 4711" in said(capsys)


def test_a_machine_without_the_wall(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Wall, "available", staticmethod(lambda: "The kernel has none."))
    assert "note programs are kept by: hooks alone. The kernel has none. `accord run --hooks-only`" in said(capsys)


def test_models(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offer = "`accord models add musicnn-mtt` adds 50 tags: instruments, voices, genres."
    assert f"ok models: none; the features need none. {offer}" in said(capsys)
    (home / "models/tagger").mkdir(parents=True)
    out = said(capsys)
    assert "note models: tagger is refused: tagger has no manifest that can be read (No such file or directory)." in out
    assert f"Correct its manifest, or remove {home / 'models/tagger'}." in out
