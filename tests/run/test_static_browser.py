"""Old browser apps in a real browser, served by ``accord run --static``: they work, and reach nothing else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.rights.registry import OWN_LISTENING
from tests.clients.scanned import scanned_home
from tests.run import chromium

APP = Path(__file__).with_name("browser_app")
HEARD = 3

pytestmark = pytest.mark.skipif(not chromium.installed(), reason="there is no Chromium on this machine")


@dataclass(frozen=True)
class Visit:
    """A tab before an app that is served."""

    tab: chromium.Tab
    url: str
    errors: Path
    """What ``accord run`` says beside."""
    titles: list[str]
    """What Ada heard, most often first."""


@pytest.fixture(scope="module")
def visit(
    demo_library: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("static")
    home, errors = folder / "home", folder / "errors"
    shutil.copytree(scanned_home(request.config.cache.mkdir("accord-scanned"), demo_library), home)
    titles = history(home)
    command = [sys.executable, "-m", "accord", "run", "--yes", "--static", str(APP)]
    with errors.open("w") as stderr, chromium.tab(folder / "profile") as tab:
        process = subprocess.Popen(
            command, env=os.environ | {"ACCORD_HOME": str(home)}, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
        try:
            assert process.stdout
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, errors.read_text()
            yield Visit(tab, found[0], errors, titles)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 130


def history(home: Path) -> list[str]:
    """Let Ada have heard three tracks; return their titles."""
    with open_people(Settings(home=home)) as people:
        ada, _ = people.listeners.add("Ada")
        people.consents.give(ada.id, Purpose.PERSONALISATION)
        ids = sorted(file.track_id for file in people.library.known_files(Path("/")).values())[:HEARD]
        tracks = [track for track in people.library.tracks(ids) if track]
        now = int(time.time())
        heard = [track for rank, track in enumerate(tracks) for _ in range(HEARD - rank)]
        people.listening.add(
            ada.id,
            [
                Listen(now - 600 * count, track.artists[0].name, track.title, None, OWN_LISTENING.id, now)
                for count, track in enumerate(heard, start=1)
            ],
        )
        return [track.title for track in tracks]


def test_an_app_with_pkce(visit: Visit, tmp_path: Path) -> None:
    text = visit.tab.open(f"{visit.url}/", "Done")
    assert "Hello Ada" in text
    places = [text.index(title) for title in visit.titles]
    assert places == sorted(places)
    assert text.count("BPM") == HEARD
    assert visit.tab.value("[...document.querySelectorAll('meter')].every((bar) => bar.value > 0)")
    visit.tab.screenshot(Path(os.environ.get("SCREENSHOT", tmp_path / "page.png")))
    reached_only_this_machine(visit)


def test_an_app_with_the_implicit_grant_and_addresses_in_pieces(visit: Visit) -> None:
    text = visit.tab.open(f"{visit.url}/old.html", "Done")
    said = dict(re.findall(r"(\w+)=(\w+)", text))
    assert said["album"] == "1"
    assert int(said["worker"]) > 100
    assert said["beyond"] == "held"
    assert "Refused: the page asked api.spotify.com itself." in visit.errors.read_text()


def reached_only_this_machine(visit: Visit) -> None:
    assert len(visit.tab.asked) > 5
    hosts = {re.sub(r"^\w+://([^/:]*).*", r"\1", url) for url in visit.tab.asked}
    assert hosts <= {"127.0.0.1", "localhost"}, visit.tab.asked
