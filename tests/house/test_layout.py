"""The house rules that a machine can check: sizes, names, imports at run time, what the repository may not name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
MODULES = SOURCE + sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "docs").rglob("*.py"))
TEXTS = [
    path
    for pattern in ("*.py", "*.md", "*.toml", "*.txt", "*.json", "Makefile", "NOTICE", "run")
    for folder in ("src", "tests", "docs", ".ci")
    for path in (ROOT / folder).rglob(pattern)
] + [path for path in ROOT.iterdir() if path.is_file() and path.suffix in {".md", ".toml", ".txt", ""}]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_check() -> None:
    assert len(SOURCE) > 20
    assert ROOT / "README.md" in TEXTS


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", SOURCE, ids=relative)
def test_functions_are_short(path: Path) -> None:
    def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
        return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0

    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    too_long = {function.name: lines_of_code(function) for function in functions if lines_of_code(function) >= 60}
    assert not too_long


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_names_say_what_is_there(path: Path) -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|stuff)(_|$)|^process_", re.IGNORECASE)
    names = [path.stem]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.ClassDef):
            names.append(re.sub(r"(?<!^)(?=[A-Z])", "_", node.name))
    assert not [name for name in names if vague.search(name)]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), (
        "a module begins with a sentence about itself"
    )


@pytest.mark.parametrize("path", SOURCE, ids=relative)
def test_what_is_public_has_a_docstring(path: Path) -> None:
    def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if "overload" not in {ast.unparse(decorator) for decorator in node.decorator_list}:
                yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)

    assert not [node.name for node in public(ast.parse(path.read_text()).body) if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", TEXTS, ids=relative)
def test_the_repository_names_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    home_of_someone = re.compile(r"(?<![\w./~{}])/(?:home|root|work|Users)/\w+")
    registry = re.compile(r"--(?:extra-)?index-url|files\.pythonhosted|pypi\.org/simple")
    if path != Path(__file__):
        assert not home_of_someone.findall(text)
        assert not registry.findall(text)


def test_nothing_slow_is_imported_at_run_time() -> None:
    """Each of these costs a second or more; an indirect import counts as well."""
    program = """
import importlib, pkgutil, sys
import accord
for module in pkgutil.walk_packages(accord.__path__, "accord."):
    if not module.name.startswith(("accord.bench", "accord.store.migrations", "accord.__main__")):
        importlib.import_module(module.name)
slow = {"scipy.signal", "scipy.stats", "sklearn", "librosa", "torch", "pandas", "matplotlib"}
print(sorted(slow & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_wheel_carries_the_whole_package(tmp_path: Path) -> None:
    """Migrations and data files among it, and nothing else but its metadata."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("accord_music-*.whl")
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert carried == {path.relative_to(ROOT / "src").as_posix() for path in files}
