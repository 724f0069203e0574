"""A scan whose networks are not the ones that Accord came with says so once."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.analysis import scan
from accord.domain.errors import NetworkRefused


def test_a_refused_network_is_named_with_its_file_and_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "intact", lambda name: NetworkRefused(f"{name}/weights.onnx is not there."))
    (found,) = scan._lacking()
    assert found.path.parts[-2:] == ("beats", "weights.onnx")
    assert (found.code, found.sentence, found.failed) == ("NetworkRefused", "beats/weights.onnx is not there.", False)
    assert found.remedy


def test_an_intact_one_is_not_mentioned(tmp_path: Path) -> None:
    assert scan._lacking() == []
