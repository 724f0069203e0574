"""The rows of a table of text (CSV, TSV), each as a mapping from the names of its columns, in lower case."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from accord.domain.history import LeftOut
from accord.histories.json_rows import encoding_of


def lines(file: IO[bytes], head: bytes) -> Iterator[str]:
    """Return the lines of a text; a byte order mark in its head tells the encoding."""
    return io.TextIOWrapper(file, encoding_of(head), errors="replace", newline="")


def rows(lines: Iterator[str], delimiter: str = ",") -> Iterator[dict[str, str] | LeftOut]:
    """Yield the rows of a table whose first line names its columns.

    Parameters
    ----------
    lines : iterator of str
        The table.
    delimiter : str
        What stands between columns.

    Yields
    ------
    dict or LeftOut
        A row; ``DAMAGED`` for one with fewer columns than have names.
    """
    table = csv.reader(lines, delimiter=delimiter)
    names: list[str] = []
    while True:
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error:
            yield LeftOut.DAMAGED
            continue
        if not row:
            continue
        if not names:
            names = [name.strip().lower() for name in row]
        elif len(row) < len(names):
            yield LeftOut.DAMAGED
        else:
            yield dict(zip(names, row, strict=False))


def columns(line: str, delimiter: str = ",") -> list[str]:
    """Return the names of columns in the first line of a table, in lower case; none where it is no table."""
    try:
        return [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
