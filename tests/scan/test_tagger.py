"""A network that was added takes part in analyses; one that is missing, edited or foreign is refused by name."""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from accord.analysis.analyze import analysis_version
from accord.analysis.scan import Summary, scan_folders
from accord.analysis.tagger import Tagger, open_tagger, tagger_identity, tagger_note
from accord.bench.similarity_music import tagged
from accord.cli import invoke
from accord.domain.errors import AddedNetworkRefused
from accord.domain.labels import Profile, Purpose
from accord.domain.settings import Settings
from accord.features.tag_network import EMBEDDING, NAME, TAGS
from accord.library.catalogue import open_library
from accord.library.published.added import add, remove
from accord.library.published.onnx_model import Graph
from accord.library.weights import manifest_text
from accord.rights.registry import DEMO_LIBRARY
from tests.audio_files import tone, write_audio
from tests.checkpoints import invented_package
from tests.sounds import noise


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a network of invented numbers."""
    home = tmp_path_factory.mktemp("home")
    wanted, file = invented_package(home)
    add(wanted, home, file)
    return home


@pytest.fixture
def home(added: Path, tmp_path: Path) -> Path:
    shutil.copytree(added / "models", tmp_path / "home" / "models")
    return tmp_path / "home"


def refused(home: Path, profile: Profile = Profile.PERSONAL) -> str:
    found = open_tagger(home, profile)
    assert isinstance(found, AddedNetworkRefused)
    assert tagger_identity(found) == f"{NAME}:none"
    assert str(found) in str(tagger_note(found))
    return str(found)


def test_it_hears_tags(added: Path) -> None:
    tagger = open_tagger(added, Profile.PERSONAL)
    assert isinstance(tagger, Tagger)
    heard = tagger.hear(noise(7.0))
    assert heard is not None
    assert (heard.source, heard.names) == (NAME, TAGS)
    assert ((heard.probabilities > 0.0) & (heard.probabilities < 1.0)).all()
    assert heard.embedding.shape == (EMBEDDING,)
    assert tagger_note(tagger) is None


def test_analyses_with_it_have_another_version(added: Path, tmp_path: Path) -> None:
    assert analysis_version(open_tagger(added, Profile.PERSONAL)) != analysis_version(None)
    assert open_tagger(tmp_path, Profile.PERSONAL) is None
    assert tagger_note(None) is None


def test_an_edited_file_is_refused(home: Path) -> None:
    file = home / "models" / NAME / "weights.onnx"
    content = bytearray(file.read_bytes())
    content[9000] ^= 1
    file.write_bytes(content)
    assert "weights.onnx of musicnn-mtt is not the one that its manifest means" in refused(home)
    file.unlink()
    assert "cannot be read: No such file" in refused(home)


def test_a_foreign_network_is_refused(home: Path) -> None:
    graph = Graph("foreign")
    mel = graph.input("mel", "patches", "frames", 96)
    graph.output("tags", graph.node("ReduceMean", mel, axes=[1], keepdims=0), "patches", 96)
    graph.output("embedding", mel, "patches", "frames", 96)
    for content, why in ((graph.model(), "another network"), (b"no network", "cannot be run")):
        replaced(home, content)
        assert why in refused(home)


def test_it_may_not_be_used_where_money_is_earned(home: Path) -> None:
    assert "musicnn-mtt may not be used for" in refused(home, Profile.COMMERCIAL)


def test_a_scan_keeps_tags_under_their_terms(home: Path) -> None:
    settings = Settings(home=home, workers=1)
    assert scanned(settings).problems == []
    with open_library(settings) as library:
        (track,) = library.any_tracks(10)
        (tags,) = library.heard_tags([track.id])
        assert tags is not None
        assert tags.source == NAME
        assert sorted(tags.probabilities) == sorted(TAGS)
        shares = list(tags.probabilities.values())
        assert shares == sorted(shares, reverse=True)
        with library.door.reading(Purpose.COMMERCIAL) as db:
            assert db.rows("SELECT id FROM analyses") == []
    remove(NAME, home)
    with open_library(settings) as library:
        assert library.forget_made_with(NAME) == 1
        assert library.forget_made_with(NAME) == 0
    assert scanned(settings).analysed == 1
    with open_library(settings) as library:
        assert library.heard_tags([track.id]) == [None]


def test_a_scan_goes_on_without_one_that_is_refused(home: Path) -> None:
    replaced(home, b"no network")
    summary = scanned(Settings(home=home, workers=1))
    (problem,) = summary.problems
    assert (summary.analysed, problem.code, problem.failed) == (1, "AddedNetworkRefused", False)
    assert problem.path == home / "models" / NAME / "weights.onnx"
    assert "accord models add NAME" in problem.remedy


def test_the_commands_list_and_remove(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(home))
    assert invoke(["models", "list"]) == 0
    assert "musicnn-mtt    added, 0.1.0" in capsys.readouterr().out
    assert invoke(["models", "remove", NAME]) == 0
    assert invoke(["models", "list"]) == 0
    assert "musicnn-mtt    not added" in capsys.readouterr().out
    assert invoke(["models", "remove", NAME]) == 3
    assert "was not added" in capsys.readouterr().err
    assert invoke(["models", "add", NAME, "--from", str(home / "nothing.whl")]) == 15
    assert "cannot be read" in capsys.readouterr().err


def test_analyze_prints_tags(
    added: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_audio(tmp_path / "a.flac", tone(22050, 4.0, 1, 440.0), 22050, "flac", {})
    for place, expected in ((added, (NAME, 50)), (tmp_path, (None, 0))):
        monkeypatch.setenv("ACCORD_HOME", str(place))
        assert invoke(["analyze", str(file)]) == 0
        whole = json.loads(capsys.readouterr().out)
        tags = whole.get("tags", {"source": None, "probabilities": {}})
        assert (tags["source"], len(tags["probabilities"])) == expected
        assert whole["analysis"]["meta"]["detailed_status"] == "OK", "with the network and without"


def test_the_bench_compares_by_its_embedding(added: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.bench.similarity_music.cache_dir", lambda *_: tmp_path)
    tagger = open_tagger(added, Profile.PERSONAL)
    assert isinstance(tagger, Tagger)
    file = write_audio(tmp_path / "a.flac", tone(22050, 4.0, 1, 440.0), 22050, "flac", {})
    first = tagged(file, tagger)
    assert first.shape == (EMBEDDING,)
    assert first.any()
    assert (tagged(file, tagger) == first).all(), "what was heard is kept"
    assert len(list(tmp_path.glob("*.bin"))) == 1


def scanned(settings: Settings) -> Summary:
    """Scan one song that may be used for every purpose."""
    demo = settings.home / "demo"
    if not demo.exists():
        demo.mkdir()
        write_audio(demo / "a.flac", tone(22050, 4.0, 1, 440.0), 22050, "flac", {})
    with open_library(settings) as library:
        summary = scan_folders(library, settings, [demo])
        assert {file.source_id for file in library.known_files(demo).values()} == {DEMO_LIBRARY.id}
    return summary


def replaced(home: Path, content: bytes) -> None:
    """Put other weights there, with a manifest that means them."""
    folder = home / "models" / NAME
    (folder / "weights.onnx").write_bytes(content)
    record = tomllib.loads((folder / "manifest.toml").read_text())
    record["sha256"] = {"weights.onnx": hashlib.sha256(content).hexdigest()}
    (folder / "manifest.toml").write_text(manifest_text(record))
