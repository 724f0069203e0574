"""Checkpoints as TensorFlow writes them, and packages that hold one: made up here, with the shapes of MusiCNN."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accord.library.published.added import PUBLISHED, Published
from accord.library.published.musicnn import shapes
from accord.library.published.protobuf import content, number
from accord.library.published.sorted_table import MAGIC, masked_checksum

Tensors = Mapping[str, NDArray[np.float32]]
HEADER = number(1, 1) + content(3, number(1, 1))
"""One file, the smallest byte first; a version."""
ENTRIES_OF_A_BLOCK = 20


def invented_tensors(seed: int = 1) -> dict[str, NDArray[np.float32]]:
    """Numbers for every tensor of MusiCNN that keep what it makes of a spectrogram within bounds."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, shape in shapes().items():
        values = rng.standard_normal(shape) / np.sqrt(np.prod(shape[:-1]) if len(shape) > 1 else 10.0)
        found[name] = np.asarray(np.abs(values) + 0.5 if name.endswith("variance") else values, dtype=np.float32)
    return found


def checkpoint_files(tensors: Tensors) -> tuple[bytes, bytes]:
    """The index and the data of a checkpoint."""
    data = b""
    entries = {b"": HEADER}
    for name in sorted(tensors):
        raw = np.ascontiguousarray(tensors[name], "<f4").tobytes()
        shape = b"".join(content(2, number(1, size)) for size in tensors[name].shape)
        place = number(4, len(data)) + number(5, len(raw)) + b"\x35" + struct.pack("<I", _checksum(raw))
        entries[name.encode()] = number(1, 1) + content(2, shape) + place
        data += raw
    return sorted_table(entries), data


@cache
def _checksum(raw: bytes) -> int:
    """Once for each tensor: it takes a second for all of them."""
    return masked_checksum(raw)


def sorted_table(entries: Mapping[bytes, bytes]) -> bytes:
    """A table of several blocks, whose keys leave out what they share with the one before."""
    out, handles = b"", {}
    pairs = sorted(entries.items())
    for start in range(0, max(len(pairs), 1), ENTRIES_OF_A_BLOCK):
        some = pairs[start : start + ENTRIES_OF_A_BLOCK]
        handles[some[-1][0] if some else b""] = varints(len(out), len(block(some)) - 5)
        out += block(some)
    handle_of_meta = varints(len(out), len(block([])) - 5)
    out += block([])
    index = block(sorted(handles.items()))
    footer = handle_of_meta + varints(len(out), len(index) - 5)
    return out + index + footer.ljust(40, b"\0") + MAGIC.to_bytes(8, "little")


def block(pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A block with its trailer."""
    out, before = b"", b""
    for key, value in pairs:
        shared = next(
            (k for k, (a, b) in enumerate(zip(key, before, strict=False)) if a != b), min(len(key), len(before))
        )
        out += varints(shared, len(key) - shared, len(value)) + key[shared:] + value
        before = key
    out += struct.pack("<II", 0, 1) + b"\0"
    return out + struct.pack("<I", masked_checksum(out))


def varints(*values: int) -> bytes:
    """Numbers one after the other: each the field 0 of a message, without its tag."""
    return b"".join(number(0, value)[1:] for value in values)


def wheel(folder: Path, members: Mapping[str, bytes]) -> Path:
    """A package that pip takes for musicnn 0.1.0."""
    path = folder / "musicnn-0.1.0-py3-none-any.whl"
    about = "musicnn-0.1.0.dist-info"
    written = {
        f"{about}/METADATA": b"Metadata-Version: 2.1\nName: musicnn\nVersion: 0.1.0\n",
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**members, **written}.items():
            archive.writestr(name, data)
    return path


def invented_package(folder: Path) -> tuple[Published, Path]:
    """MusiCNN with invented numbers as a package, and what Accord would know of it if it were the published one."""
    index, data = checkpoint_files(invented_tensors())
    inside = "musicnn/MTT_musicnn/"
    path = wheel(folder, {f"{inside}.index": index, f"{inside}.data-00000-of-00001": data})
    known = PUBLISHED["musicnn-mtt"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(known, package=replace(known.package, sha256=digest, size=path.stat().st_size)), path
