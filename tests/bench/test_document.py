"""Documents: a command writes its own block, again and again, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.bench.document import table, update_block
from accord.domain.errors import InvalidParameter


def test_a_table_has_its_numbers_to_the_right() -> None:
    assert table(["a", "b"], [["x|y", "1"]]) == "| a | b |\n| --- | ---: |\n| x\\|y | 1 |"


def test_a_block_is_replaced_and_what_stands_around_it_kept(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    page.write_text("# Speed\n\nWords.\n")
    update_block(page, "one", "first")
    update_block(page, "two", "second")
    page.write_text(page.read_text() + "\nMore words.\n")
    update_block(page, "one", "third\n")
    text = page.read_text()
    assert text.startswith("# Speed\n\nWords.\n\n<!-- begin: one -->\n\nthird\n\n<!-- end: one -->\n")
    assert "second" in text
    assert "first" not in text
    assert text.endswith("\nMore words.\n")


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    update_block(page, "one", "first")
    before = page.read_bytes()
    update_block(page, "one", "first")
    assert page.read_bytes() == before


def test_a_page_that_lost_a_marker_is_not_touched(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    page.write_text("<!-- begin: one -->\nwords\n")
    with pytest.raises(InvalidParameter, match="end: one"):
        update_block(page, "one", "first")
    assert page.read_text() == "<!-- begin: one -->\nwords\n"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match="nowhere"):
        update_block(tmp_path / "nowhere" / "bench.md", "one", "first")
