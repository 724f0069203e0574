"""A scan whose networks are not the ones that Accord came with says so once."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.analysis import scan
from accord.analysis.analyze import NETWORKS
from accord.domain.errors import NetworkRefused
from accord.domain.settings import Settings


def test_a_refused_network_is_named_with_its_file_and_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "intact", lambda name: NetworkRefused(f"{name}/weights.onnx is not there."))
    lacking = scan._lacking(Settings(home=tmp_path), None)
    assert [one.path.parts[-2:] for one in lacking] == [(name, "weights.onnx") for name in NETWORKS]
    assert NETWORKS == ("beats", "voice")
    for name, found in zip(NETWORKS, lacking, strict=True):
        said = (found.code, found.sentence, found.failed)
        assert said == ("NetworkRefused", f"{name}/weights.onnx is not there.", False)
        assert found.remedy


def test_an_intact_one_is_not_mentioned(tmp_path: Path) -> None:
    assert scan._lacking(Settings(home=tmp_path), None) == []
