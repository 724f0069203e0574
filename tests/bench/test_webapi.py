"""The bench of the Web API: libraries are made alike, what is asked is there, and a small one is measured for real."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

import pytest

from accord.bench import webapi
from accord.bench.big_library import fill, make_library, real_analyses
from accord.bench.invented_tags import invented_albums
from accord.bench.report import requests_table
from accord.bench.webapi_load import loads
from accord.domain.errors import InvalidParameter, MissingTool
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.rights.registry import DEMO_LIBRARY


@pytest.fixture(scope="module")
def home(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of sixty tracks from two pieces."""
    home = tmp_path_factory.mktemp("big")
    reports = real_analyses(sorted(demo_library.glob("*.flac"))[:2], lambda _: None)
    with open_library(Settings(home=home)) as library:
        fill(library, reports, 60, 1, DEMO_LIBRARY, lambda _: None)
    return home


def test_the_same_seed_invents_the_same_albums() -> None:
    one, again, other = (list(islice(invented_albums(seed), 50)) for seed in (1, 1, 2))
    assert one == again != other
    assert {tags.track_number for tags in one[0]} == set(range(1, len(one[0]) + 1))
    isrcs = [tags.isrc for album in one for tags in album]
    assert len(set(isrcs)) == len(isrcs)
    assert any(album[0].album_artists == ("Various Artists",) for album in one)


def test_every_track_has_the_analysis_of_a_real_one_under_its_own_id(home: Path) -> None:
    with open_library(Settings(home=home)) as library:
        tracks = library.any_tracks(100)
        assert len(tracks) == 60
        features = library.features_documents([track.id for track in tracks])
        assert all(document and track.id.encode() in document for track, document in zip(tracks, features, strict=True))
        assert len({round(track.duration) for track in tracks}) == 3
        assert {round(track.duration) for track in tracks} > {240}
        asked, again = loads(tracks, 1), loads(tracks, 1)
        assert [load.paths for load in asked] == [load.paths for load in again]


@pytest.mark.skipif(not shutil.which("wrk") or not shutil.which("taskset"), reason="needs wrk and taskset")
def test_a_small_library_is_measured(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webapi, "kept_library", lambda size, seed, say: home)
    served = webapi.measure(60, 1, 1, lambda _: None)
    assert len(served.answered) == 4
    assert all(run.failed == 0 and run.rate > 0 and run.p99 >= run.p50 > 0 for run in served.answered.values())
    assert 0 < served.start < webapi.PATIENCE
    assert served.peak > 10e6
    assert "audio-features/{id}" in requests_table(served)


def test_without_its_tools_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingTool, match="wrk"):
        webapi.measure(60, 1, 1, lambda _: None)


def test_a_library_with_music_is_not_added_to(home: Path, demo_library: Path) -> None:
    with pytest.raises(InvalidParameter, match="already"):
        make_library(home, sorted(demo_library.glob("*.flac"))[:1], 5, 1, DEMO_LIBRARY, lambda _: None)
