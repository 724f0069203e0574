"""The weights that come with Accord: lawful for every purpose, refused where they are others."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from accord.domain.errors import NetworkRefused
from accord.domain.labels import Purpose
from accord.features.beat_network import INPUTS, NAME
from accord.features.networks import manifest as shipped
from accord.features.networks.manifest import MANIFEST, WEIGHTS, identity, intact, manifest, path_of, weights
from accord.features.networks.runtime import Network, network
from accord.rights.weights import manifest_of

LARGEST = 500_000
"""Bytes of a file of weights in the wheel."""


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the networks' folders that tests may damage."""
    shutil.copytree(path_of(NAME, WEIGHTS).parent, tmp_path / NAME)
    monkeypatch.setattr(shipped, "path_of", lambda name, file: tmp_path / name / file)
    return tmp_path / NAME


def test_what_ships_may_be_used_for_every_purpose() -> None:
    described = manifest_of(manifest(NAME))
    assert described.label.purposes == frozenset(Purpose)
    assert described.sha256.keys() == {WEIGHTS}


def test_what_ships_is_intact_and_small() -> None:
    assert intact(NAME) is None
    assert len(weights(NAME)) < LARGEST
    assert identity(NAME) == f"{NAME}:{manifest(NAME)['sha256'][WEIGHTS]}"


def test_an_edited_file_is_refused_by_name(copied: Path) -> None:
    content = bytearray((copied / WEIGHTS).read_bytes())
    content[1000] ^= 1
    (copied / WEIGHTS).write_bytes(content)
    with pytest.raises(NetworkRefused, match=r"beats/weights\.onnx is not the file that its manifest describes"):
        Network(NAME)
    assert identity(NAME) == "beats:none"


def test_a_missing_file_is_refused_by_name(copied: Path) -> None:
    (copied / WEIGHTS).unlink()
    assert "beats/weights.onnx cannot be read: No such file" in str(intact(NAME))


@pytest.mark.parametrize("text", ["", "sha256 = 1", "[sha256]\nother = 'x'", "not TOML", "[sha256"])
def test_a_manifest_that_says_nothing_of_the_file_is_refused(copied: Path, text: str) -> None:
    (copied / MANIFEST).write_text(text)
    with pytest.raises(NetworkRefused, match=r"beats/manifest\.toml"):
        weights(NAME)


def test_a_foreign_file_with_its_own_digest_is_refused(copied: Path) -> None:
    foreign = b"this is no network"
    (copied / WEIGHTS).write_bytes(foreign)
    digest = hashlib.sha256(foreign).hexdigest()
    (copied / MANIFEST).write_text(f"[sha256]\n'{WEIGHTS}' = '{digest}'\n")
    with pytest.raises(NetworkRefused, match="The network beats cannot be run"):
        Network(NAME)


def test_a_network_is_loaded_once() -> None:
    assert network(NAME) is network(NAME)


def test_the_same_features_give_the_same_bits() -> None:
    x = np.random.default_rng(1).random((1, 400, INPUTS), dtype=np.float32)
    run = Network(NAME)
    first = run(x)
    assert first.shape == (1, 400, 2)
    assert np.array_equal(first, run(x))
