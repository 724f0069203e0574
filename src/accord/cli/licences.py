"""How many files fall under which licence, as a small table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from rich.console import Console

from accord.cli.problems import printable
from accord.library.catalogue import LicenceCount
from accord.rights.registry import sources

SHOWN = 4
"""Licences of one source that are named."""


def show_licences(console: Console, counts: Iterable[LicenceCount]) -> None:
    """Print the sources of the files, each with its number of files and the commonest licences.

    Parameters
    ----------
    console : rich.console.Console
        Where to.
    counts : iterable of LicenceCount
        As the library gives them: by source, the commonest first.
    """
    groups = [(source_id, list(group)) for source_id, group in groupby(counts, key=attrgetter("source_id"))]
    if not groups:
        return
    console.print("Files by source and licence:", markup=False)
    for source_id, group in sorted(groups, key=lambda item: -_files(item[1])):
        known = sources().get(source_id)
        named = [f"{count.terms} ({count.files})" for count in group if count.terms]
        more = [f"{len(named) - SHOWN} more"] if len(named) > SHOWN else []
        licences = ", ".join([*named[:SHOWN], *more])
        line = f"  {_files(group):>7}  {known.name if known else source_id}{': ' if licences else ''}{licences}"
        console.print(printable(line), markup=False, soft_wrap=True)


def _files(group: Iterable[LicenceCount]) -> int:
    return sum(count.files for count in group)
