"""The example programs through ``accord run``, unchanged, in a machine without a network; and their own tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from accord.domain.entities import Listen
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.people import People, open_people
from accord.library.playlists import Playlists
from accord.rights.registry import OWN_LISTENING
from tests.clients import node_client
from tests.clients.scanned import scanned_home
from tests.run import cut_off
from tests.run.cut_off import Command, Done

EXAMPLES = Path(__file__).parents[2] / "examples"
ACCORD = [sys.executable, "-m", "accord"]
NAME, MIX = "Ada", "Evening mix"
TIMES = 9
"""How often each track stands in the playlist: more items than a page holds."""

LATELY = 5
"""So many tracks were heard in the last four weeks."""

BARS = {"Five Stairs": 5, "Carousel for Two": 3}
"""Title -> beats of a bar."""

needs_namespaces = pytest.mark.skipif(not cut_off.is_possible(), reason="there are no network namespaces here")


@dataclass(frozen=True)
class Ran:
    """What each program did, run one after another over the same library."""

    folder: Path
    done: dict[str, Done]
    home: Path
    titles: list[str]
    """Of the tracks, the most played first."""

    def said(self, name: str) -> str:
        done = self.done[name]
        assert done.code == 0, done.err
        return done.out


@pytest.fixture(scope="module")
def home(demo_library: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo library, and a person with a history and a playlist."""
    home = tmp_path_factory.mktemp("run") / "home"
    shutil.copytree(scanned_home(request.config.cache.mkdir("accord-scanned"), demo_library), home)
    return home


@pytest.fixture(scope="module")
def titles(home: Path) -> list[str]:
    with open_people(Settings(home=home)) as people:
        return _give_a_life(people)


def _give_a_life(people: People) -> list[str]:
    """Let a person listen and make a playlist; return the titles of the tracks, the most played first."""
    ids = sorted({file.track_id for file in people.library.known_files(Path("/")).values()})
    tracks = [track for track in people.library.tracks(ids) if track is not None]
    ada, _ = people.listeners.add(NAME)
    people.consents.give(ada.id, Purpose.PERSONALISATION)
    people.listening.add(ada.id, list(_history([(track.artists[0].name, track.title) for track in tracks])))
    playlists = Playlists(people.library)
    mix = playlists.create(ada.id, MIX)
    for _ in range(TIMES):
        playlists.add(mix, ada.id, ids)
    return [track.title for track in tracks]


def _history(names: Sequence[tuple[str, str]]) -> Iterator[Listen]:
    now = int(time.time())
    for rank, (artist, title) in enumerate(names):
        age = 86400 * (1 if rank < LATELY else 60)
        for count in range(len(names) - rank):
            yield Listen(now - age - 7000 * rank - 200 * count, artist, title, None, OWN_LISTENING.id, now)


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples as they are, with the client that the one for Node.js needs."""
    folder = tmp_path_factory.mktemp("examples") / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("node_modules", ".*cache*", ".refresh-token"))
    installed = node_client.installed(request.config.cache.mkdir("accord-jukebox"), EXAMPLES / "jukebox")
    (folder / "jukebox/node_modules").symlink_to(installed / "node_modules")
    return folder


@pytest.fixture(scope="module")
def ran(home: Path, titles: list[str], folder: Path) -> Ran:
    """Run all programs, cut off from every other machine where that is possible."""
    node = node_client.program("node")
    programs = {
        "sorted": ["camelot-playlist", sys.executable, "sort_playlist.py", MIX],
        "sorted again": ["camelot-playlist", sys.executable, "sort_playlist.py", MIX],
        "nothing saved": ["camelot-playlist", sys.executable, "sort_playlist.py"],
        "moods": ["mood-dashboard", sys.executable, "dashboard.py", "--output", "moods.html"],
        "no such track": ["jukebox", node, "jukebox.js", "0" * 22],
    }
    for title in BARS:
        files = ["--svg", f"{title}.svg", "--json", f"{title}.json"]
        programs[title] = ["jukebox", node, "jukebox.js", *title.split(), *files]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = os.environ | {"ACCORD_HOME": str(home), "ACCORD_PORT": str(port), "NODE_NO_WARNINGS": "1"}
    own, *others = (
        Command([*ACCORD, "run", "--yes", "--", *argv], str(folder / where), env) for where, *argv in programs.values()
    )
    # The first has a server started for it, and the others find one.
    serve = Command([*ACCORD, "serve"], str(folder), env)
    done = [*cut_off.run([own]), *cut_off.run(others, beside=serve)]
    return Ran(folder, dict(zip(programs, done, strict=True)), home, titles)


def test_a_playlist_is_sorted_and_written_back(ran: Ran) -> None:
    said = ran.said("sorted")
    rows = re.findall(r"^ *(\d+) [ =~!] +(\d+[AB]) +([\d.]+)  .* – (.+)$", said, re.MULTILINE)
    assert [int(place) for place, *_ in rows] == list(range(1, len(ran.titles) + 1))
    assert min(float(tempo) for _, _, tempo, _ in rows) == float(rows[0][2])
    before, after = map(float, re.findall(r"roughness .*: ([\d.]+) as it was, ([\d.]+) as sorted", said)[0])
    assert 0 < after < before
    name = f"{MIX} (by key)"
    with open_people(Settings(home=ran.home)) as people:
        playlists = Playlists(people.library)
        ada = people.listeners.by_name(NAME)
        owned = playlists.find([id_ for id_, _ in playlists.owned(ada.id)], ada.id)
        (written,) = (one for one in owned if one and one.name == name)
        assert not written.public
        items = playlists.items(written.id, 100, 0)
    # Twice sorted, and still one playlist, with every track once.
    assert [item.track.title for item in items if item.track] == [title for *_, title in rows]
    assert sorted(title for *_, title in rows) == sorted(ran.titles)
    assert ran.said("sorted again").splitlines()[:-1] == said.splitlines()[:-1]


def test_the_sorter_says_what_cannot_be_sorted(ran: Ran) -> None:
    assert ran.done["nothing saved"].code == 1
    assert "nothing to sort in 'Liked Songs'" in ran.done["nothing saved"].err


@pytest.mark.parametrize("title", BARS)
def test_a_track_need_never_end(ran: Ran, title: str) -> None:
    assert "need never end" in ran.said(title)
    found = json.loads((ran.folder / "jukebox" / f"{title}.json").read_text())
    jumps = [to - from_ for from_, to in pairwise(found["path"]) if to != from_ + 1]
    assert len(found["path"]) == 2000 > len(found["beats"])
    assert jumps
    assert {(to - from_) % BARS[title] for from_, to in _ways(found)} == {0}
    picture = ElementTree.parse(ran.folder / "jukebox" / f"{title}.svg").getroot()
    paths = picture.findall("{http://www.w3.org/2000/svg}path")
    assert len(paths) == len(found["beats"]) + len(found["branches"])


def test_branches_lead_to_music_that_is_composed_alike(ran: Ran, demo_library: Path) -> None:
    truth = json.loads((demo_library / "five_stairs.json").read_text())
    found = json.loads((ran.folder / "jukebox/Five Stairs.json").read_text())

    def label(beat: int) -> Any:
        middle = found["beats"][beat]["start"] + found["beats"][beat]["duration"] / 2
        return next(part["label"] for part in truth["sections"] if part["start"] <= middle < part["end"])

    assert all(label(from_) == label(to) for from_, to in _ways(found))


def _ways(found: dict[str, Any]) -> list[tuple[int, int]]:
    return [(branch["from"], branch["to"]) for branch in found["branches"]]


def test_the_jukebox_says_what_is_not_there(ran: Ran) -> None:
    assert ran.done["no such track"].code == 1
    assert "404" in ran.done["no such track"].err


def test_the_dashboard_shows_what_was_played_most(ran: Ran) -> None:
    said = ran.said("moods")
    assert f"Moods of {NAME}" in said
    tracks = [int(count) for count in re.findall(r"(\d+) tracks$", said, re.MULTILINE)]
    assert tracks == [LATELY, len(ran.titles), len(ran.titles)]
    page = (ran.folder / "mood-dashboard/moods.html").read_text()
    shown = re.findall(r"<circle[^>]*><title>.* – (.+)</title>", page)
    assert shown == [*ran.titles[:LATELY], *ran.titles, *ran.titles]


@needs_namespaces
def test_no_other_address_was_tried(ran: Ran) -> None:
    assert {name: done.beyond for name, done in ran.done.items()} == dict.fromkeys(ran.done, 0)


@needs_namespaces
@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.socket().connect(('192.0.2.1', 443))",
        "import socket; socket.socket(socket.AF_INET6).connect(('2001:db8::1', 443))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "import socket; socket.getaddrinfo('api.spotify.com', 443)",
    ],
)
def test_what_is_tried_is_noticed(program: str, tmp_path: Path) -> None:
    (done,) = cut_off.run([Command([sys.executable, "-c", program], str(tmp_path), dict(os.environ))])
    assert done.code != 0
    assert done.beyond


@pytest.mark.parametrize("name", ["camelot-playlist", "mood-dashboard"])
def test_the_tests_of_a_python_example_pass(name: str, folder: Path) -> None:
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(tests, cwd=folder / name, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_tests_of_the_node_example_pass(folder: Path) -> None:
    tests = [node_client.program("node"), "--test"]
    done = subprocess.run(tests, cwd=folder / "jukebox", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_examples_know_nothing_of_accord() -> None:
    code = [path for path in EXAMPLES.glob("*/*") if path.is_file()]
    assert len(code) > 15
    assert not [
        path.name for path in code if re.search(r"accord(?!ing)", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
