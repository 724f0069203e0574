"""Exports read from bytes, the shortest way."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping

from accord.domain.history import LeftOut, Played, Row
from accord.histories.opening import Export, Histories, Named


def rows(data: bytes, name: str = "export", account: str | None = None) -> list[Row]:
    """Return what is made of each row of an export in one file."""
    return [row for part in files({name: data}, account)[1] for row in part]


def played(data: bytes, **more: str) -> list[Played]:
    """Return the plays of an export, of which no row is left out."""
    found = rows(data, **more)
    assert not [row for row in found if isinstance(row, LeftOut)], found
    return [row for row in found if isinstance(row, Played)]


def files(data: Mapping[str, bytes], account: str | None = None) -> tuple[Export, list[list[Row]]]:
    """Return an export in several files, and the rows of each part."""
    with Histories(account) as histories:
        named = []
        for name, content in data.items():
            file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last reference to it
            file.write(content)
            file.seek(0, io.SEEK_SET)
            named.append(Named(name, file))
        export = histories.open(named)
        return export, [list(part.rows) for part in export.parts]
