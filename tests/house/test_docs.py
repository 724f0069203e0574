"""The docs say what the code says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from accord import cli

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLES = [*(ROOT / "examples").glob("*.md"), *(ROOT / "examples").glob("*/*.md")]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")), *sorted(EXAMPLES)]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_pages_made_from_declarations_are_as_declared() -> None:
    done = subprocess.run([sys.executable, DOCS / "write.py", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_commands_that_a_page_names_exist(path: Path) -> None:
    named = set(re.findall(r"(?:`|^\s*|\$ )accord ([a-z]+)\b", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(cli.COMMANDS)


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_files_that_a_page_names_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:src|tests|docs)/[\w./]+)`", text):
        assert (ROOT / name).exists() or "NAME" in name, name


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for path in sorted(DOCS.rglob("*.md")):
        if path.name != "index.md":
            assert f"]({path.relative_to(DOCS)})" in index


def test_the_internals_page_describes_every_floor() -> None:
    internals = (DOCS / "internals.md").read_text(encoding="utf-8")
    floors = [folder.name for folder in (ROOT / "src/accord").iterdir() if (folder / "__init__.py").exists()]
    for floor in floors:
        assert re.search(rf"^\| `{floor}` \|", internals, re.MULTILINE), floor
