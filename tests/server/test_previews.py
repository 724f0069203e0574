"""Previews: from real audio, by a real server, heard with another decoder; and who may not hear them."""

from __future__ import annotations

import io
import os
import platform
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import orjson
import pytest
import soundfile
from numpy.typing import NDArray

from accord.analysis.analyze import analyze
from accord.analysis.decode import open_audio
from accord.analysis.document import analysis_json, store_form
from accord.analysis.packets import packets_digest
from accord.analysis.preview_cutter import PreviewCutter
from accord.domain.entities import ScannedFile, Span, Tags
from accord.domain.errors import LinkRefused, NotAudio, SoundGone
from accord.domain.ids import track_id
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.catalogue import Library, open_library
from accord.library.preview_files import PreviewFiles
from accord.recommend.typical_section import typical_section
from accord.rights.registry import OWN_AUDIO
from accord.server.passes import WEEK, Passes
from accord.server.previews import Previews
from tests.audio_files import tone, write_audio
from tests.server import contract
from tests.server.conftest import serving

SR = 44100
FRAME = 1152 / SR
"""Seconds of a frame of MP3."""
STRETCH = Span(10.0, 55.0)
"""Of a file that a CUE sheet splits."""
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Shelf:
    """A library of real audio."""

    settings: Settings
    music: Path
    ids: dict[str, str]
    excerpts: dict[str, Span]
    """Where in its file the preview of an analysed track has to be from."""


def _recorded(library: Library, path: Path, span: Span | None = None, *, analysed: bool = True) -> tuple[str, Span]:
    """Record a file as a scan does; return its id and the excerpt."""
    with path.open("rb") as file:
        id_ = track_id(packets_digest(file.fileno(), span))
    with open_audio(path, span) as stream:
        analysis = analyze(stream) if analysed else None
    duration = analysis.duration if analysis else soundfile.info(str(path)).duration
    status, tags = path.stat(), Tags(title=path.stem, artists=("Accord",), album="Previews")
    file_ = ScannedFile(path, status.st_size, status.st_mtime_ns, span, id_, duration, "flac", "flac", SR, 2, tags)
    library.record_file(file_, store_form(id_, analysis) if analysis else None, OWN_AUDIO.id)
    excerpt = typical_section(orjson.loads(analysis_json(analysis))) if analysis else Span(0.0, 0.0)
    start = span.start if span else 0.0
    return id_, Span(start + excerpt.start, start + (excerpt.end or 0.0))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, demo_library: Path) -> Shelf:
    """A song, a stretch of a file, a short sound, one never analysed, one whose file is gone, one that is text now."""
    folder = tmp_path_factory.mktemp("previews")
    settings, music = Settings(home=folder / "home"), folder / "music"
    music.mkdir()
    for name in ("song", "stretch"):
        shutil.copy(
            demo_library / f"{'glass_motorway' if name == 'song' else 'slow_market'}.flac", music / f"{name}.flac"
        )
    for number, name in enumerate(("short", "plain", "gone", "text"), start=1):
        write_audio(
            music / f"{name}.flac", 1.9 * tone(SR, 40.0 if name == "plain" else 4.0, hz=200.0 * number), SR, "flac"
        )
    found = {}
    with open_library(settings) as library:
        for name in ("song", "short", "plain", "gone", "text"):
            found[name] = _recorded(library, music / f"{name}.flac", analysed=name in ("song", "short"))
        found["stretch"] = _recorded(library, music / "stretch.flac", STRETCH)
    (music / "gone.flac").unlink()
    (music / "text.flac").write_text("This was music once.")
    ids = {name: id_ for name, (id_, _) in found.items()}
    return Shelf(settings, music, ids, {name: excerpt for name, (_, excerpt) in found.items()})


@dataclass(frozen=True)
class Listening:
    """A server, and the addresses that it gave out."""

    url: str
    web: httpx.Client
    api: httpx.Client
    """Has a token."""
    urls: dict[str, str]
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def server(shelf: Shelf) -> Iterator[Listening]:
    with open_library(shelf.settings) as library:
        app, secret = Apps(library.store, 3600).register("previews")
    with serving(shelf.settings.home) as (url, process), httpx.Client(base_url=url, timeout=60.0) as web:
        form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": secret}
        bearer = {"Authorization": f"Bearer {web.post('/api/token', data=form).json()['access_token']}"}
        api = httpx.Client(base_url=url, headers=bearer)
        answer = api.get("/v1/tracks", params={"ids": ",".join(shelf.ids.values())})
        contract.check(str(answer.url), answer.status_code, answer.json())
        tracks = dict(zip(shelf.ids, answer.json()["tracks"], strict=True))
        yield Listening(url, web, api, {name: track["preview_url"] for name, track in tracks.items()}, process)


def heard(data: bytes) -> Samples:
    """The sound of an MP3, as libsndfile decodes it."""
    y, sr = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    assert sr == SR
    return np.asarray(y)


def original(path: Path, span: Span) -> Samples:
    y, _ = soundfile.read(
        path, start=round(span.start * SR), stop=round((span.end or 0) * SR), dtype="float32", always_2d=True
    )
    return np.asarray(y)


@pytest.mark.parametrize("name", ["song", "stretch"])
def test_a_preview_is_the_typical_thirty_seconds_of_its_track(server: Listening, shelf: Shelf, name: str) -> None:
    answer = server.web.get(server.urls[name])  # without a token, as <audio> asks
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    y, excerpt = heard(answer.content), shelf.excerpts[name]
    x = original(shelf.music / f"{name}.flac", excerpt)
    assert abs(len(y) / SR - 30.0) <= FRAME
    n = min(len(x), len(y))
    inside = slice(SR // 10, n - SR)  # between the fades
    assert np.corrcoef(x[inside, 0], y[inside, 0])[0, 1] > 0.99
    assert np.corrcoef(x[inside, 1], y[inside, 1])[0, 1] > 0.99
    if name == "stretch":
        assert STRETCH.start <= excerpt.start < (excerpt.end or 0) <= (STRETCH.end or 0)


def test_a_preview_fades_at_both_ends_and_never_clips(server: Listening) -> None:
    y = heard(server.web.get(server.urls["short"]).content)
    assert abs(len(y) / SR - 4.0) <= FRAME  # the whole of it
    level = [float(np.abs(part).max()) for part in (y[: SR // 1000], y[SR : 2 * SR], y[-SR // 100 :])]
    assert level[1] == pytest.approx(10 ** (-2 / 20), abs=0.05)  # the original reaches 0.95 of full scale
    assert level[0] < 0.2
    assert level[2] < 0.02
    assert np.abs(y).max() < 1.0


def test_a_track_without_an_analysis_is_heard_from_its_middle(server: Listening, shelf: Shelf) -> None:
    y = heard(server.web.get(server.urls["plain"]).content)
    x = original(shelf.music / "plain.flac", Span(5.0, 35.0))
    assert abs(len(y) / SR - 30.0) <= FRAME
    assert np.corrcoef(x[SR:-SR, 0], y[SR : len(x) - SR, 0])[0, 1] > 0.99


def test_browsers_can_ask_for_a_range_and_keep_what_they_got(server: Listening) -> None:
    whole = server.web.get(server.urls["song"])
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["cache-control"].startswith("private, max-age=")
    part = server.web.get(server.urls["song"], headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, whole.content[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(whole.content)}"
    assert server.web.get(server.urls["song"], headers={"Range": "bytes=-100"}).content == whole.content[-100:]
    assert server.web.get(server.urls["song"], headers={"Range": "bytes=99999999-"}).status_code == 416
    head = server.web.head(server.urls["song"])
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(whole.content)), b"")
    resumed = {"Range": "bytes=5-9", "If-Range": whole.headers["etag"]}
    assert server.web.get(server.urls["song"], headers=resumed).status_code == 206
    assert "content-encoding" not in server.web.get(server.urls["song"], headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize("name", ["song", "short"])  # sent in pieces, and in one
def test_browsers_ask_whether_they_have_it_still(server: Listening, name: str) -> None:
    whole = server.web.get(server.urls[name])
    tags = [value for header, value in whole.headers.multi_items() if header == "etag"]
    assert len(tags) == 1
    again = server.web.get(server.urls[name], headers={"If-None-Match": tags[0]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tags[0])
    assert again.headers["cache-control"] == whole.headers["cache-control"]
    assert server.web.get(server.urls[name], headers={"If-None-Match": '"other"'}).content == whole.content


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=x", "bytes=9-5", "bytes", "bytes=-", "bytes=1-2,x"])
def test_a_range_that_is_none_is_ignored(server: Listening, asked: str) -> None:
    answer = server.web.get(server.urls["short"], headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")


def test_an_id_alone_opens_nothing(server: Listening, shelf: Shelf) -> None:
    song = server.urls["song"]
    found = re.fullmatch(rf"{server.url}/previews/([0-9]+)\.([\w-]{{22}})/{shelf.ids['song']}\.mp3", song)
    assert found, song
    week, signature = found.groups()
    altered = f"{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    for address in (
        song.replace(signature, altered),
        song.replace(f"/{week}.", f"/{int(week) + 1}."),
        song.replace(shelf.ids["song"], shelf.ids["plain"]),
        song.replace(f"{week}.{signature}", "x"),
    ):
        answer = server.web.get(address)
        assert answer.status_code == 403, address
        assert answer.json()["error"]["status"] == 403
    assert server.web.get(f"/previews/{shelf.ids['song']}.mp3").status_code == 404
    assert server.web.get(song.replace(shelf.ids["song"], "short")).status_code == 400


def test_a_file_that_is_gone_is_not_found_and_one_that_is_damaged_says_so(server: Listening, shelf: Shelf) -> None:
    gone = server.web.get(server.urls["gone"])
    assert gone.status_code == 404
    assert "is no longer there" in gone.json()["error"]["message"]
    text = server.web.get(server.urls["text"])
    assert text.status_code == 422
    assert "no audio" in text.json()["error"]["message"]
    assert server.web.get(server.urls["song"]).status_code == 200
    now = server.api.get("/v1/tracks", params={"ids": ",".join(shelf.ids.values())}).json()["tracks"]
    silent = {name for name, track in zip(shelf.ids, now, strict=True) if track["preview_url"] is None}
    assert silent == {"gone", "text"}, "what was asked for in vain has no address any more"


def test_the_profile_is_asked_before_anything_is_sent(server: Listening, shelf: Shelf) -> None:
    ready = server.web.get(server.urls["song"])
    with serving(shelf.settings.home, ACCORD_PROFILE="commercial") as (url, _):
        refused = httpx.get(server.urls["song"].replace(server.url, url), timeout=60)
    assert (ready.status_code, refused.status_code) == (200, 403)
    assert "profile commercial" in refused.json()["error"]["message"]


def test_the_server_itself_decodes_nothing(server: Listening, shelf: Shelf) -> None:
    server.web.get(server.urls["song"])
    if platform.system() == "Linux":
        loaded = Path(f"/proc/{server.process.pid}/maps").read_text()
        assert "sqlite" in loaded
        assert not re.search("libavcodec|libmp3lame|libsndfile|libsoxr", loaded)


def test_what_is_kept_is_the_owners_alone(server: Listening, shelf: Shelf) -> None:
    key = shelf.settings.key_folder / "previews.key"
    assert (key.stat().st_mode & 0o777, len(key.read_bytes())) == (0o600, 32)
    server.web.get(server.urls["song"])
    kept = list((shelf.settings.home / "previews").iterdir())
    assert any(path.name.startswith(shelf.ids["song"]) for path in kept)
    assert all(path.suffix == ".mp3" for path in kept)


class Counting(PreviewCutter):
    """Counts what it cuts."""

    cuts = 0

    def cut(self, path: Path, span: Span) -> bytes:
        self.cuts += 1
        return super().cut(path, span)


@pytest.fixture
def cutter() -> Counting:
    return Counting(timeout=60.0)


def test_a_preview_that_many_ask_for_is_made_once(shelf: Shelf, tmp_path: Path, cutter: Counting) -> None:
    with open_library(shelf.settings) as library, ThreadPoolExecutor(4) as pool:
        previews = Previews(library, PreviewFiles(tmp_path), cutter, Passes(b"k" * 32))
        asked = list(pool.map(previews.made, [shelf.ids["short"]] * 6))
        paths = {future.result(60) for future in asked}
        assert cutter.cuts == 1
        assert paths == {previews.ready(shelf.ids["short"])}


def test_one_bad_file_does_not_keep_others_from_being_heard(shelf: Shelf, tmp_path: Path, cutter: Counting) -> None:
    with open_library(shelf.settings) as library:
        previews = Previews(library, PreviewFiles(tmp_path), cutter, Passes(b"k" * 32))
        asked = [previews.made(shelf.ids[name]) for name in ("text", "gone", "short")]
        assert isinstance(asked[0].exception(60), NotAudio)
        assert isinstance(asked[1].exception(60), SoundGone)
        assert asked[2].result(60).stat().st_size > 10_000


def test_a_decoder_that_crashes_is_an_answer_and_another_is_started(shelf: Shelf) -> None:
    cutter = PreviewCutter(timeout=60.0, idle=0.2)
    path = shelf.music / "short.flac"

    def crash() -> bytes:
        cutter.cut(path, Span(0.0, 1.0))
        worker = cutter._worker
        assert worker is not None
        worker._process.terminate()
        worker._process.wait()
        return cutter.cut(path, Span(0.0, 1.0))

    first, again = cutter.order(crash), cutter.order(lambda: cutter.cut(path, Span(1.0, 2.0)))
    assert len(heard(first.result(60))) == pytest.approx(SR, abs=1152)
    assert len(heard(again.result(60))) == pytest.approx(SR, abs=1152)
    for _ in range(100):
        if cutter._worker is None:
            break
        time.sleep(0.1)
    assert cutter._worker is None, "a worker that nobody needs is ended"
    broken = PreviewCutter(timeout=60.0, command=("/bin/sh", "-c", "exit 3"))
    assert "does not start" in str(broken.order(lambda: broken.cut(path, Span(0.0, 1.0))).exception(60))


def test_a_pass_is_good_for_a_week_at_least_and_two_at_most() -> None:
    now = [1000 * WEEK + 5.0]
    passes = Passes(b"k" * 32, lambda: now[0])
    given = passes.give("A" * 22)
    now[0] += WEEK
    passes.require("A" * 22, given)
    now[0] += WEEK
    with pytest.raises(LinkRefused, match="past its time"):
        passes.require("A" * 22, given)
    with pytest.raises(LinkRefused, match="not given out"):
        Passes(b"other" * 7, lambda: 0.0).require("A" * 22, given)


def test_the_least_recently_used_make_room(tmp_path: Path) -> None:
    files = PreviewFiles(tmp_path / "previews", most_bytes=300)
    for name in ("a", "b", "c"):
        files.keep(name, bytes(100))
        time.sleep(0.002)
    assert files.find("a") is not None  # used again
    files.keep("d", bytes(100))
    assert {path.name for path in (tmp_path / "previews").iterdir()} == {"a", "c", "d"}
    files.keep("large", bytes(1000))
    assert {path.name for path in (tmp_path / "previews").iterdir()} == {"large"}
    before = os.stat(tmp_path / "previews" / "large").st_mtime_ns
    files.find("large")
    assert os.stat(tmp_path / "previews" / "large").st_mtime_ns == before
