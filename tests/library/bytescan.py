"""Look for texts in every byte of folders: file names, plain bytes in three encodings, inside archives and tables."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def found(folders: Iterable[Path], texts: Iterable[str]) -> dict[str, set[str]]:
    """Return for each text that occurs anywhere the files in which it does."""
    needles = {text: {text.encode(encoding).lower() for encoding in ENCODINGS} for text in texts}
    hits: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder.parent))
            for data in (name.encode(), *(_layers(path.read_bytes()) if path.is_file() else ())):
                lower = data.lower()
                for text, encoded in needles.items():
                    if any(needle in lower for needle in encoded):
                        hits.setdefault(text, set()).add(name)
    return hits


def _layers(data: bytes) -> Iterator[bytes]:
    """Yield the bytes, and whatever can be unpacked from them, however deep."""
    yield data
    for inner in (*_members(data), *_embedded(data)):
        yield from _layers(inner)
    with suppress(pa.ArrowInvalid, OSError, ValueError):
        yield str(pa.ipc.open_file(pa.BufferReader(data)).read_all().to_pylist()).encode()


def _members(data: bytes) -> Iterator[bytes]:
    with suppress(zipfile.BadZipFile, NotImplementedError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            yield member.filename.encode()
            yield archive.read(member)
    if data[257:262] == b"ustar":
        with suppress(tarfile.TarError), tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for header in tar:
                yield header.name.encode()
                opened = tar.extractfile(header)
                yield opened.read() if opened else b""
    with suppress(lzma.LZMAError):
        if data.startswith(b"\xfd7zXZ"):
            yield lzma.decompress(data)


def _embedded(data: bytes) -> Iterator[bytes]:
    """Yield every gzip stream that begins anywhere, such as in a column of the database."""
    at = data.find(b"\x1f\x8b\x08")
    while at >= 0:
        with suppress(zlib.error, EOFError, gzip.BadGzipFile):
            unpacked = zlib.decompressobj(wbits=31).decompress(data[at:])
            if unpacked:
                yield unpacked
        at = data.find(b"\x1f\x8b\x08", at + 3)
