"""ListenBrainz's dumps: a tar archive of JSON Lines (``listens/YEAR/MONTH.listens``), packed with zstd, xz or gzip.

The archive is read as a stream, once, from its beginning; it holds the listens of everybody, ordered by time.
"""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from accord.domain.baskets import Basket, Item
from accord.domain.errors import UnreadableHistory
from accord.domain.history import Played
from accord.histories.format import Owner
from accord.histories.json_rows import objects
from accord.histories.listenbrainz import row_of

SOURCE = "listenbrainz"
"""Of the registry of sources."""

AT_ONCE = 100_000
"""Listens that are gathered by person before they are handed on."""

_PACKED = {b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zX": "xz", b"\x1f\x8b": "gzip"}


def listens(path: Path) -> Iterator[Basket]:
    """Yield what people heard, many baskets a person.

    Parameters
    ----------
    path : Path
        The dump.

    Yields
    ------
    Basket
        Named by the number or name of the person.

    Raises
    ------
    UnreadableHistory
        If it is no dump, or is cut off or damaged.
    """
    gathered: dict[str, list[Item]] = defaultdict(list)
    count = files = 0
    try:
        with _unpacked(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                if not member.isfile() or not member.name.endswith((".listens", ".jsonl")):
                    continue
                files += 1
                for person, item in _heard(cast(IO[bytes], archive.extractfile(member)), member.name):
                    gathered[person].append(item)
                    count += 1
                    if count % AT_ONCE == 0:
                        yield from _handed_on(gathered)
    except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError) as error:
        raise UnreadableHistory(f"{path.name} is no dump, or is cut off or damaged: {error}.") from error
    if not files:
        raise UnreadableHistory(f"{path.name} holds no file of listens.")
    yield from _handed_on(gathered)


def _handed_on(gathered: dict[str, list[Item]]) -> Iterator[Basket]:
    yield from (Basket(person, items) for person, items in gathered.items())
    gathered.clear()


def _heard(file: IO[bytes], name: str) -> Iterator[tuple[str, Item]]:
    """Yield person and item of each listen that names both."""
    for number, said in enumerate(objects(file), 1):
        if not isinstance(said, dict):
            raise UnreadableHistory(f"Line {number} of {name} is damaged.")
        person, row = said.get("user_id", said.get("user_name")), row_of(_as_exported(said), Owner())
        if isinstance(row, Played) and isinstance(person, str | int):
            yield (
                str(person),
                Item(row.artist, row.title, row.album, row.isrc, row.recording_mbid, row.duration),
            )


def _as_exported(said: dict[str, Any]) -> dict[str, Any]:
    """Return a listen of a dump as the export of one person has it: its time has had two names."""
    return said if "listened_at" in said else said | {"listened_at": said.get("timestamp")}


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        begins = file.read(4)
    packed = next((name for magic, name in _PACKED.items() if begins.startswith(magic)), None)
    if packed == "zstd":
        import pyarrow as pa

        return cast(IO[bytes], pa.CompressedInputStream(pa.OSFile(str(path)), "zstd"))
    if packed == "xz":
        return cast(IO[bytes], lzma.open(path))
    return cast(IO[bytes], gzip.open(path)) if packed == "gzip" else path.open("rb")
