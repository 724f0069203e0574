"""Networks are fetched by pip or taken from a file, and come into the data folder whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from accord.domain.errors import NotFound, PackageRefused
from accord.domain.labels import Obligation, Profile, Purpose
from accord.library.published import package as fetching
from accord.library.published.added import FILE, PUBLISHED, Published, add, published, remove
from accord.library.published.package import download, member, opened
from accord.library.weights import MANIFEST, permitted, read_weights
from tests.checkpoints import invented_package, wheel


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[Published, Path]:
    return invented_package(tmp_path_factory.mktemp("package"))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package index on this machine, at which pip looks; the folder holds its packages' folders."""
    served = tmp_path / "index"
    served.mkdir()
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/")
        for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
            monkeypatch.delenv(name, raising=False)
        yield served
        server.shutdown()


def test_a_file_becomes_a_network_with_its_terms(invented: tuple[Published, Path], tmp_path: Path) -> None:
    wanted, file = invented
    made = add(wanted, tmp_path, file)
    assert made.folder == tmp_path / "models" / "musicnn-mtt"
    assert {path.name for path in made.folder.iterdir()} == {FILE, MANIFEST}
    assert [path.name for path in made.folder.parent.iterdir()] == ["musicnn-mtt"], "nothing unfinished stays"
    assert made.manifest.code_licence == "ISC"
    assert made.manifest.trained_on == ("magnatagatune",)
    assert wanted.package.sha256 in made.manifest.origin
    assert not {Purpose.COMMERCIAL, Purpose.SALE} & made.manifest.label.purposes
    assert Purpose.PERSONALISATION in made.manifest.label.purposes
    assert made.manifest.label.obligations == {Obligation.ATTRIBUTE, Obligation.SHARE_ALIKE}
    assert made.manifest.label.sources == {"musicnn-mtt", "magnatagatune"}


def test_what_earns_money_may_not_use_it(invented: tuple[Published, Path], tmp_path: Path) -> None:
    wanted, file = invented
    add(wanted, tmp_path, file)
    assert [one.manifest.name for one in permitted(tmp_path, Profile.RESEARCH).weights] == ["musicnn-mtt"]
    (refused,) = permitted(tmp_path, Profile.COMMERCIAL).refused
    assert "may not be used for" in refused.reason


def test_pip_fetches_it_from_the_index_that_it_is_told(
    invented: tuple[Published, Path], tmp_path: Path, index: Path
) -> None:
    wanted, file = invented
    (index / "musicnn").mkdir()
    (index / "musicnn" / file.name).write_bytes(file.read_bytes())
    assert add(wanted, tmp_path / "home").folder.is_dir()


def test_another_package_of_that_name_is_refused(invented: tuple[Published, Path], tmp_path: Path, index: Path) -> None:
    (index / "musicnn").mkdir()
    wheel(index / "musicnn", {"musicnn/foreign.py": b"raise SystemExit"})
    with pytest.raises(PackageRefused, match=r"is not musicnn-0\.1\.0"):
        add(invented[0], tmp_path / "home")
    assert list((tmp_path / "home" / "models").iterdir()) == []


def test_an_index_without_it_is_said(invented: tuple[Published, Path], tmp_path: Path, index: Path) -> None:
    with pytest.raises(PackageRefused, match=r"pip cannot fetch musicnn==0\.1\.0: ") as refusal:
        download(invented[0].package, tmp_path)
    assert "--from FILE" in refusal.value.remedy


def test_a_download_that_takes_too_long_is_given_up(
    invented: tuple[Published, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.001)
    with pytest.raises(PackageRefused, match="did not fetch"):
        download(invented[0].package, tmp_path)


def test_an_edited_file_is_refused(invented: tuple[Published, Path], tmp_path: Path) -> None:
    wanted, file = invented
    content = bytearray(file.read_bytes())
    content[5000] ^= 1
    edited = tmp_path / file.name
    edited.write_bytes(content)
    with pytest.raises(PackageRefused, match="its SHA-256 is another"):
        add(wanted, tmp_path, edited)
    edited.write_bytes(content[:-1])
    with pytest.raises(PackageRefused, match="bytes, not"):
        add(wanted, tmp_path, edited)
    with pytest.raises(PackageRefused, match="No such file"):
        add(wanted, tmp_path, tmp_path / "nowhere.whl")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.whl"
    file.write_bytes(b"PK no archive")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    package = dataclasses.replace(PUBLISHED["musicnn-mtt"].package, size=13, sha256=digest)
    with pytest.raises(PackageRefused, match="is no wheel"):
        opened(package, file)


def test_a_file_inside_is_bounded_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wheel(tmp_path, {"vast": bytes(5000), "small": b"small" * 100})
    monkeypatch.setattr(fetching, "LARGEST_MEMBER", 4000)
    with zipfile.ZipFile(path) as archive:
        with pytest.raises(PackageRefused, match="too large"):
            member(archive, "vast")
        with pytest.raises(PackageRefused, match="no file other"):
            member(archive, "other")
    content = bytearray(path.read_bytes())
    content[content.index(b"smallsmall")] ^= 1
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive, pytest.raises(PackageRefused, match="is damaged"):
        member(archive, "small")


def test_adding_again_replaces_and_removing_leaves_nothing(invented: tuple[Published, Path], tmp_path: Path) -> None:
    wanted, file = invented
    folder = add(wanted, tmp_path, file).folder
    (folder / FILE).write_bytes(b"edited")
    add(wanted, tmp_path, file)
    assert read_weights(folder).manifest.name == "musicnn-mtt"
    assert remove("musicnn-mtt", tmp_path)
    assert not folder.exists()
    assert not remove("musicnn-mtt", tmp_path)


def test_an_unknown_name_is_said() -> None:
    assert published("musicnn-mtt").package.file.endswith(".whl")
    with pytest.raises(NotFound, match="there is musicnn-mtt"):
        published("vibenet")
