"""Programs that act for a person: the browser is led to Accord's own pages, or the person said yes beforehand."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from accord.domain.errors import UnknownListener
from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.run.consenting import operator
from tests.run.conftest import NAME
from tests.run.running import PYTHON, Place, program
from tests.server.browser import Browser
from tests.server.conftest import PASSWORD

SAID = f"{NAME} 3"


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def test_with_yes_no_browser_is_needed(either_place: Place) -> None:
    assert either_place.said(*program("for_a_person"), free_port(), options=["--yes"]) == SAID


def test_the_session_of_a_run_ends_with_it(place: Place) -> None:
    place.said(*program("for_a_person"), free_port(), options=["--yes", "--as", NAME])
    database = Settings(home=place.home).database
    with sqlite3.connect(database) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


def test_a_browser_is_led_to_the_login_page(place: Place, served: str, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o700)
    process = place.given(BROWSER=str(browser)).start(*program("for_a_person"), free_port())
    while not opened.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    address = opened.read_text().strip()
    assert urlsplit(address).hostname == "127.0.0.1"
    shown = httpx.get(address, timeout=60)
    assert shown.is_redirect
    assert shown.headers["location"].startswith(f"{served}/authorize?")
    person = Browser(served).open(shown.headers["location"]).log_in(NAME, PASSWORD).submit("allow")
    httpx.get(person.sent_to, timeout=60)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.strip()) == (0, SAID), err


def test_what_a_web_app_sends_and_says_names_the_stand_in(either_place: Place) -> None:
    process = either_place.start(*program("web_app"), options=["--yes"])
    assert process.stdout
    port, said = process.stdout.readline().strip(), process.stdout.readline().strip()
    assert re.fullmatch(rf"or open http://127\.0\.0\.1:\d+/_*/authorize\?port={port}", said)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as web:
        page = web.get("/")
        assert len(page.content) == int(page.headers["content-length"])
        assert "spotify" not in page.text
        back = web.get("/login", follow_redirects=True)
        assert [urlsplit(str(step.url)).port for step in (*back.history, back)].count(int(port)) == 2
        assert re.fullmatch(r"came back with code=[\w-]+", back.text)
        api = re.search(r'fetch\("([^"]+)"', page.text)
        assert api
        assert httpx.get(api[1], timeout=60).json()["error"]["message"] == "No token provided"
    process.terminate()
    assert process.wait(30) == 128 + 15


def test_people_are_sent_nowhere_else(place: Place) -> None:
    script = """
import urllib.request
asked = "client_id=x&response_type=code&redirect_uri=https://elsewhere.example/back"
try:
    urllib.request.build_opener(type("Stay", (urllib.request.HTTPRedirectHandler,), {
        "redirect_request": lambda *_: None})).open("https://accounts.spotify.com/authorize?" + asked)
except urllib.error.HTTPError as answer:
    print(answer.code, answer.headers["Location"])
"""
    refused = place.run(PYTHON, "-c", script, options=["--yes"])
    assert refused.stdout.strip() == "400 None", refused.stderr
    assert "https://elsewhere.example/back" in refused.stderr
    allowed = place.said(*(PYTHON, "-c", script), options=["--yes", "--redirect-uri", "https://elsewhere.example/back"])
    assert re.fullmatch(r"302 https://elsewhere\.example/back\?code=\S+", allowed)


def test_pages_of_other_sites_are_given_nothing(place: Place) -> None:
    script = """
import os, requests
ways = [{}, {"Origin": "http://localhost:5500"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
        {"Host": "evil.example"}, {"Host": "evil.example:8000"}, {"Host": "127.0.0.1.evil.example"}]
for headers in ways:
    form = {"grant_type": "client_credentials", "client_id": "any", "client_secret": "any"}
    print(requests.post(os.environ["ACCORD_BASE_URL"] + "/api/token", form, headers=headers).status_code)
"""
    assert place.said(PYTHON, "-c", script).split() == ["200", "200", *["403"] * 5]


def test_a_token_from_elsewhere_is_named(place: Place) -> None:
    script = """
import requests
form = {"grant_type": "refresh_token", "refresh_token": "AQD-from-another-service"}
answer = requests.post("https://accounts.spotify.com/api/token", form, auth=("x", "y"))
print(answer.status_code, answer.json()["error"])
"""
    done = place.run(PYTHON, "-c", script)
    assert done.stdout.strip() == "400 invalid_grant"
    assert done.stderr.count("keeps one from elsewhere") == 1


def test_yes_is_said_for_one_person_alone(tmp_path: Path) -> None:
    with open_people(Settings(home=tmp_path / "home")) as people:
        made = operator(people, None)
        assert operator(people, None) == operator(people, made.name) == made
        people.listeners.add("Somebody else")
        with pytest.raises(UnknownListener, match="--as NAME"):
            operator(people, None)
        assert operator(people, made.name) == made
        with pytest.raises(UnknownListener, match="no listener 'Nobody'"):
            operator(people, "Nobody")


@pytest.mark.parametrize("command", ["xdg-open", "open"])
def test_other_arguments_go_to_the_command_itself(command: str, place: Place, tmp_path: Path) -> None:
    tool = tmp_path / "bin" / command
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\necho "really $@"\n')
    tool.chmod(0o700)
    place = place.given(PATH=f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
    assert place.said(command, "a file.pdf") == "really a file.pdf"
