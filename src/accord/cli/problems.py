"""How files that gave trouble are shown: what it was, and what can be done."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from accord.domain.entities import ScanProblem


def show_problems(console: Console, problems: Iterable[ScanProblem]) -> None:
    """Print what could not be used with the remedies, then, shorter, what was used with a reservation.

    Parameters
    ----------
    console : rich.console.Console
        Tables on a terminal; elsewhere one line each, so that scripts can read them.
    problems : iterable of ScanProblem
        As a scan met them.
    """
    listed = list(problems)
    failed = [problem for problem in listed if problem.failed]
    reserved = [problem for problem in listed if not problem.failed]
    if failed:
        _show(console, f"Could not be used ({len(failed)})", failed, with_remedy=True)
    if reserved:
        _show(console, f"In the library, with a reservation ({len(reserved)})", reserved, with_remedy=False)


def printable(text: str | Path) -> str:
    """Return a name or a sentence so that no terminal can mistake it for a command."""
    decoded = os.fsencode(text).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in decoded)


def _show(console: Console, title: str, problems: list[ScanProblem], *, with_remedy: bool) -> None:
    console.print()
    if not console.is_terminal:
        console.print(f"{title}:", markup=False, highlight=False, soft_wrap=True)
        for problem in problems:
            words = (printable(problem.path) + ":", problem.sentence, problem.remedy if with_remedy else "")
            line = printable(" ".join(word for word in words if word))
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
        return
    table = Table("File", "What is wrong", title=title, title_justify="left", header_style="bold")
    if with_remedy:
        table.add_column("What to do")
    base = _common_folder([problem.path for problem in problems])
    for problem in problems:
        file = printable(os.path.relpath(problem.path, base))
        cells = [file, printable(problem.sentence), *([problem.remedy] if with_remedy else [])]
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    console.print(f"below {printable(base)}", style="dim", markup=False, highlight=False)


def _common_folder(paths: list[Path]) -> str:
    return os.path.commonpath([path.parent for path in paths])
