"""Silero VAD as it comes with Accord: unchanged, described, with its licence beside it."""

from __future__ import annotations

from pathlib import Path

from accord.domain.labels import Obligation, Purpose
from accord.features.networks.manifest import WEIGHTS, identity, intact, manifest, path_of, weights
from accord.features.voice_network import NAME
from accord.rights.weights import manifest_of

NOTICE = Path(__file__).parents[3] / "NOTICE"
LARGEST = 1_500_000
"""Bytes of the file of weights in the wheel."""


def test_its_licence_permits_every_purpose_and_asks_to_be_named() -> None:
    described = manifest_of(manifest(NAME))
    assert described.label.purposes == frozenset(Purpose)
    assert described.label.obligations == {Obligation.ATTRIBUTE}
    assert described.code_licence == "MIT"


def test_it_is_intact_and_small() -> None:
    assert intact(NAME) is None
    assert len(weights(NAME)) < LARGEST
    assert identity(NAME) == f"{NAME}:{manifest(NAME)['sha256'][WEIGHTS]}"


def test_its_copyright_notice_goes_along() -> None:
    line = next(text for text in path_of(NAME, "LICENSE").read_text().splitlines() if text.startswith("Copyright"))
    assert line in NOTICE.read_text(encoding="utf-8")
