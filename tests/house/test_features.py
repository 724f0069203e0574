"""Every feature is whole: a file, a declaration, a function, a test with a golden value, a heading in the docs."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from accord.domain.errors import UnknownFeature
from accord.features.registry import feature, features

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src/accord/features"
SHARED = {
    "__init__", "beat_network", "declaration", "evidence", "formula", "hearing", "measures", "metre", "registry",
    "space", "tag_network", "voice_network",
}  # fmt: skip
"""What the folder holds beside features."""

NAMES = sorted(features())


def test_every_file_of_the_folder_declares_its_feature() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} - SHARED == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_feature_is_declared_whole(name: str) -> None:
    declared = feature(name)
    assert declared.name == name
    assert declared.meaning.endswith(".")
    assert declared.unit
    assert declared.low < declared.high
    assert declared.version >= 1
    assert declared.sources
    for source in declared.sources:
        assert re.search(r"\b(19|20)\d\d\b", source), f"the source names no year: {source}"


def test_the_first_public_function_of_a_feature_has_its_name() -> None:
    for name in NAMES:
        tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
        public = [
            node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
        assert public[:1] == [name]
        assert inspect.getdoc(getattr(importlib.import_module(f"accord.features.{name}"), name))


def test_every_feature_has_a_test_with_a_golden_value() -> None:
    missing = []
    for name in NAMES:
        path = ROOT / f"tests/features/test_{name}.py"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if not re.search(r"^def test_\w*golden", text, re.MULTILINE):
            missing.append(name)
    assert not missing, "no test_..._golden... in tests/features freezes the value of this version"


def test_every_feature_has_a_heading_in_the_docs() -> None:
    text = (ROOT / "docs/features.md").read_text(encoding="utf-8")
    assert not [name for name in NAMES if f"\n## {name}\n" not in text]


def test_an_unknown_feature_gets_the_nearest() -> None:
    with pytest.raises(UnknownFeature, match="did you mean 'tempo'"):
        feature("tempos")
