"""The house rules that a machine can check: sizes, names, imports at run time, what the repository may not name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
EXAMPLES = [
    path for path in sorted((ROOT / "examples").glob("*/*")) if path.suffix in {".py", ".js", ".json", ".md", ".txt"}
]
MODULES = [
    *SOURCE,
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "docs").rglob("*.py")),
    *(path for path in EXAMPLES if path.suffix == ".py"),
]
TEXTS = [
    path
    for pattern in ("*.py", "*.md", "*.toml", "*.txt", "*.json", "Makefile", "NOTICE", "run")
    for folder in ("src", "tests", "docs", ".ci")
    for path in (ROOT / folder).rglob(pattern)
    if path.is_file()
] + [
    path
    for path in [*EXAMPLES, *ROOT.iterdir()]
    if path.is_file() and path.name != ".git" and path.suffix in {".py", ".js", ".json", ".md", ".toml", ".txt", ""}
]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def test_there_is_something_to_check() -> None:
    assert len(SOURCE) > 20
    assert ROOT / "README.md" in TEXTS


def test_no_file_is_too_long() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {path: length for path, length in lengths.items() if length > 500}


def test_functions_are_short() -> None:
    def lines_of_code(function: Function) -> int:
        first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
        return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0

    lengths = {
        f"{relative(path)}: {node.name}": lines_of_code(node) for path in SOURCE for node in functions(trees()[path])
    }
    assert not {name: length for name, length in lengths.items() if length >= 60}


def test_names_say_what_is_there() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|managers?)(_|$)|^process_", re.IGNORECASE)
    found = []
    for path, tree in trees().items():
        names = [path.stem, *(function.name for function in functions(tree))]
        names += [
            re.sub(r"(?<!^)(?=[A-Z])", "_", node.name) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
        ]
        found += [f"{relative(path)}: {name}" for name in names if vague.search(name)]
    assert not found


def test_every_file_says_what_it_is_for() -> None:
    assert not [relative(path) for path, tree in trees().items() if not ast.get_docstring(tree)]


def test_what_is_public_has_a_docstring() -> None:
    def public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
        for node in body:
            if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
                continue
            if "overload" not in {ast.unparse(decorator) for decorator in node.decorator_list}:
                yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)

    named = [(path, node) for path in SOURCE for node in public(trees()[path].body)]
    assert not [f"{relative(path)}: {node.name}" for path, node in named if not ast.get_docstring(node)]


def test_the_repository_names_no_machine() -> None:
    home_of_someone = re.compile(r"(?<![\w./~{}])/(?:home|root|work|Users)/\w+")
    registry = re.compile(r"--(?:extra-)?index-url|files\.pythonhosted|pypi\.org/simple")
    found = []
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        if path != Path(__file__) and (home_of_someone.search(text) or registry.search(text)):
            found.append(relative(path))
    assert not found


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
