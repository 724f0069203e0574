"""A browser app is served with the two hosts led elsewhere; its files stay, and nothing beside them is given out."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from accord.domain.errors import AddressTaken, NoSite
from accord.domain.settings import Settings
from accord.run.page_html import prepared
from accord.run.page_policy import widened
from accord.run.rewriting import Places
from accord.run.site_files import SiteFiles
from accord.run.site_serving import opened
from accord.run.static_site import StaticSite
from accord.run.surroundings import Wishes

PLACES = Places("127.0.0.1:4711", "localhost:4711")
API, ACCOUNTS = PLACES.origins
APP = {
    "index.html": '<!doctype html>\n<html lang="de"><head><meta charset="utf-8">'
    '<script src="app.js" integrity="sha256-x"></script>'
    '<script src="https://unpkg.com/x.js" integrity="sha256-y"></script></head><body>Hör zu',
    "app.js": "const redirectUri = 'http://localhost:5501/callback';\nfetch('https://api.spotify.com/v1/me')",
    "worker.js": "fetch('https://api.spotify.com/v1/markets')",
    "app.js.map": '{"sourcesContent": ["https:\\/\\/accounts.spotify.com"]}',
    "style.css": "a { background: url(https://api.spotify.com/x) }",
    "about.html": "<p>https://api.genius.com/songs",
    "sub/index.html": "<p>Below",
    "sub/module.mjs": "export const host = 'api.spotify.com'",
    ".env": "SECRET=1",
    ".git/config": "[core]",
    "secret.d/.hidden/x.js": "1",
}


def make(site: Path) -> Path:
    for name, text in APP.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    (site / "sound.mp3").write_bytes(bytes(range(256)) * 8)
    (site.parent / "outside.js").write_text("'not yours'")
    (site / "link.js").symlink_to(site.parent / "outside.js")
    return site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One that a test may change."""
    return make(tmp_path / "site")


@pytest.fixture(scope="module")
def served_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("served") / "site")


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def web(served_folder: Path, said: list[str]) -> Iterator[httpx.Client]:
    with visiting(served_folder, said) as client:
        yield client


@contextlib.contextmanager
def visiting(folder: Path, said: list[str]) -> Iterator[httpx.Client]:
    files = SiteFiles(folder)
    app = StaticSite(files, files.survey(), PLACES, said.append).app()
    with serving(app) as port, httpx.Client(base_url=f"http://localhost:{port}", timeout=60) as client:
        yield client


@contextlib.contextmanager
def serving(app: Any) -> Iterator[int]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def test_the_hosts_are_rewritten_and_the_files_stay(web: httpx.Client, served_folder: Path) -> None:
    for name in ("app.js", "worker.js", "app.js.map", "style.css", "sub/module.mjs"):
        answer = web.get(f"/{name}")
        assert answer.status_code == 200
        assert "spotify" not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    for name, text in APP.items():
        assert (served_folder / name).read_text(encoding="utf-8") == text


def test_a_page_is_prepared(web: httpx.Client) -> None:
    page = web.get("/")
    assert page.headers["content-type"] == "text/html"
    assert page.text.index("/.accord/redirect.js") < page.text.index("<meta")
    assert "sha256-x" not in page.text, "the script is another one now"
    assert "sha256-y" in page.text
    assert "Hör zu" in page.content.decode()
    script = web.get("/.accord/redirect.js")
    assert json.dumps({"api.spotify.com": API, "accounts.spotify.com": ACCOUNTS}) in script.text


def test_a_worker_begins_with_the_script(web: httpx.Client) -> None:
    plain = web.get("/worker.js")
    assert plain.text == f"fetch('{API}/v1/markets')"
    for kind in ("worker", "sharedworker", "serviceworker"):
        answer = web.get("/worker.js", headers={"Sec-Fetch-Dest": kind})
        assert answer.text.startswith("// Runs in a page")
        assert answer.text.endswith(plain.text)
        assert "connect-src" in answer.headers["content-security-policy"]


def test_the_policy_names_what_the_app_names_and_never_the_hosts(web: httpx.Client) -> None:
    sources = web.get("/").headers["content-security-policy"]
    assert {API, ACCOUNTS, "https://api.genius.com", "https://unpkg.com"} <= set(sources.replace(";", " ").split())
    assert "spotify" not in sources
    assert " * " not in sources
    assert "https: " not in sources


def test_what_a_page_was_refused_it_may_later_but_for_the_hosts(web: httpx.Client, said: list[str]) -> None:
    def report(url: object) -> int:
        body, kind = json.dumps({"csp-report": {"blocked-uri": url}}), {"Content-Type": "application/csp-report"}
        return web.post("/.accord/refused", content=body, headers=kind).status_code

    for url in ("https://ws.audioscrobbler.com/2.0/?x", "https://api.spotify.com/v1", "https://api.spotify.com/v2"):
        assert report(url) == 204
    assert said == [
        "The page asked https://ws.audioscrobbler.com, which its files do not name: reload it, it may from now on.",
        "Refused: the page asked api.spotify.com itself.",
    ]
    sources = web.get("/").headers["content-security-policy"]
    assert "https://ws.audioscrobbler.com" in sources
    assert "spotify" not in sources
    assert report(7) == report("inline") == 204
    assert web.post("/.accord/refused", content="https://evil.example").status_code == 400
    assert len(said) == 2


@pytest.mark.parametrize(
    ("path", "text"),
    [("/about", "https://api.genius.com"), ("/sub/", "Below"), ("/callback?code=1", "Hör zu"), ("/a/b", "Hör zu")],
)
def test_pages_by_other_names(web: httpx.Client, path: str, text: str) -> None:
    answer = web.get(path)
    assert (answer.status_code, text in answer.content.decode()) == (200, True)


def test_an_app_with_a_page_for_what_is_not_there(folder: Path) -> None:
    (folder / "404.html").write_text("<p>Lost")
    with visiting(folder, []) as web:
        answer = web.get("/callback")
        assert answer.status_code == 404
        assert "Lost" in answer.text
        assert web.get("/nothing.js").text == "There is no file /nothing.js."


def test_a_folder_is_led_to_its_page(web: httpx.Client) -> None:
    answer = web.get("/sub?x=1")
    assert (answer.status_code, answer.headers["location"]) == (307, "/sub/?x=1")
    assert web.get("//evil.example/..").status_code in (200, 404)
    assert "location" not in web.get("//evil.example").headers


@pytest.mark.parametrize(
    "path",
    [
        "/.env",
        "/.git/config",
        "/secret.d/.hidden/x.js",
        "/%2e%2e/outside.js",
        "/..%2foutside.js",
        "/sub/../../outside.js",
        "/..%5coutside.js",
        "/link.js",
        "/x%00.js",
        "/nothing.js",
        f"/{'x' * 300}.js",
    ],
)
def test_nothing_else_is_given_out(web: httpx.Client, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert "yours" not in answer.text


def test_what_is_no_text_comes_as_it_is_and_in_parts(web: httpx.Client, served_folder: Path) -> None:
    answer = web.get("/sound.mp3", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, bytes(range(10, 20)))
    assert web.get("/sound.mp3").content == (served_folder / "sound.mp3").read_bytes()
    assert web.head("/app.js").status_code == 200
    assert web.post("/app.js").status_code == 405


def test_another_name_reads_nothing(web: httpx.Client) -> None:
    assert web.get("/app.js", headers={"Host": "evil.example"}).status_code == 421
    assert web.get("/app.js", headers={"Host": "[::1]:5501"}).status_code == 200


def test_a_file_that_may_not_be_read_is_said(web: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    answer = web.get("/app.js")
    assert (answer.status_code, answer.text) == (403, "/app.js cannot be read: Permission denied.")


def test_where_the_app_has_people_sent_back(folder: Path) -> None:
    assert SiteFiles(folder).survey().home == ("localhost", 5501)
    (folder / "app.js").write_text(
        "const redirect_uri = encodeURI(location.origin); fetch('http://localhost:3000/api')"
    )
    assert SiteFiles(folder).survey().home is None
    (folder / "app.js").write_text('a.href = "?redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcb"')
    assert SiteFiles(folder).survey().home == ("127.0.0.1", 8080)


def test_where_an_app_from_elsewhere_is_sent_back(folder: Path) -> None:
    (folder / "callback.html").write_text("<p>Welcome")
    files = SiteFiles(folder)
    for path in ("/callback.html", "/mix/callback.html", "/a/b/callback.html?x=1"):
        assert files.path_of(f"https://ada.example{path}") == "/callback.html"
    for path in ("", "/", "/mix/", "/mix", "/../outside.js", "/.env"):
        assert files.path_of(f"https://ada.example{path}") == "/"


def test_folders_that_are_no_site(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSite, match="There is no folder"):
        SiteFiles(tmp_path / "nothing")
    with pytest.raises(NoSite, match="is no folder"):
        SiteFiles(folder / "app.js")
    shutil.move(folder, tmp_path / "project" / "dist")
    with pytest.raises(NoSite, match=r"project holds no page; .*dist does\."):
        SiteFiles(tmp_path / "project")


def test_a_port_that_is_taken_is_said_before_anything_starts(folder: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (folder / "app.js").write_text(f"const REDIRECT_URI = 'http://localhost:{port}/callback'")
        for asked in (port, None):
            with pytest.raises(AddressTaken, match=f"on port {port}"), opened(folder, asked, settings, Wishes(), print):
                pass
    assert not settings.home.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<head>", "<meta charset=utf-8><title>x</title>"),
        ("<!DOCTYPE html>\n<!-- a <head> in words -->\n<html lang=en>\n<head data-x='1'>", "<title>"),
        ("\ufeff<!doctype html>", "<title>x"),
        ("", "<header>x</header>"),
        ("", ""),
    ],
)
def test_the_script_comes_first(before: str, after: str) -> None:
    assert prepared(before + after, PLACES) == f'{before}<script src="/.accord/redirect.js"></script>{after}'


def test_the_apps_own_policy_is_widened() -> None:
    policy = "default-src 'self'; connect-src https://*.spotify.com; upgrade-insecure-requests; img-src https: data:"
    wide = (
        f"default-src 'self'; connect-src https://*.spotify.com {API} {ACCOUNTS}; img-src https: data: {API} {ACCOUNTS}"
    )
    assert widened(policy, PLACES) == wide
    page = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    escaped = wide.replace("'", "&#x27;")
    assert f'content="{escaped}"' in prepared(page, PLACES)
    assert f'content="{escaped}"' in prepared(page.replace("'", "&#39;"), PLACES)
