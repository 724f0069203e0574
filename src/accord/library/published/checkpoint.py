"""Checkpoints of TensorFlow: a sorted table of what each tensor is and where it lies, and the tensors' bytes.

The messages are those of TensorFlow's ``tensor_bundle.proto`` and ``tensor_shape.proto`` (Apache-2.0); only numbers of
32 bits in one file, the smallest byte first, are read here, which is what networks consist of.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.domain.errors import PackageRefused
from accord.library.published.protobuf import fields
from accord.library.published.sorted_table import masked_checksum, table

FLOAT = 1
"""TensorFlow's number for ``float32``."""
MOST_DIMENSIONS = 8

Tensor = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int
    checksum: int


class Checkpoint:
    """A checkpoint whose index was read.

    Parameters
    ----------
    index : bytes
        The file ``.index``.
    data : bytes
        The file ``.data-00000-of-00001``.

    Raises
    ------
    PackageRefused
        If the index is none, or the tensors lie in several files.
    """

    def __init__(self, index: bytes, data: bytes) -> None:
        entries = table(index)
        header = dict(fields(entries.pop(b"", b"")))
        if header.get(1) != 1 or header.get(2, 0) != 0:
            raise PackageRefused("The checkpoint is not one file with the smallest byte first.")
        self._entries = {key.decode("utf-8", "replace"): _entry(key, value) for key, value in entries.items()}
        self._data = data

    @property
    def names(self) -> Iterable[str]:
        """Of all tensors, in order."""
        return self._entries.keys()

    def tensors(self, wanted: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
        """Return some tensors.

        Parameters
        ----------
        wanted : mapping of str to tuple of int
            Their names and shapes.

        Raises
        ------
        PackageRefused
            If one is missing, has another shape or type, or is damaged.
        """
        return {name: self._tensor(name, shape) for name, shape in wanted.items()}

    def _tensor(self, name: str, shape: tuple[int, ...]) -> Tensor:
        entry = self._entries.get(name)
        if entry is None:
            raise PackageRefused(f"The checkpoint has no tensor {name}.")
        if (entry.kind, entry.shape, entry.shard) != (FLOAT, shape, 0) or entry.size != 4 * math.prod(shape):
            raise PackageRefused(f"The tensor {name} of the checkpoint is not {' x '.join(map(str, shape))} numbers.")
        content = self._data[entry.offset : entry.offset + entry.size]
        if len(content) < entry.size or masked_checksum(content) != entry.checksum:
            raise PackageRefused(f"The tensor {name} of the checkpoint is damaged.")
        found = np.frombuffer(content, "<f4").reshape(shape)
        if not np.isfinite(found).all():
            raise PackageRefused(f"The tensor {name} of the checkpoint holds what is no number.")
        return found


def _entry(key: bytes, value: bytes) -> _Entry:
    found: dict[int, int] = {}
    shape: tuple[int, ...] = ()
    for field, content in fields(value):
        if isinstance(content, int):
            found[field] = content
        elif field == 2:
            shape = tuple(_dimension(part) for number, part in fields(content) if number == 2)
    if len(shape) > MOST_DIMENSIONS:
        raise PackageRefused(f"The tensor {key.decode('utf-8', 'replace')} of the checkpoint has too many dimensions.")
    kind, shard, offset, size, checksum = (found.get(field, 0) for field in (1, 3, 4, 5, 6))
    return _Entry(kind, shape, shard, offset, size, checksum)


def _dimension(message: int | bytes) -> int:
    sizes = dict(fields(message)) if isinstance(message, bytes) else {}
    size = sizes.get(1, 0)
    return size if isinstance(size, int) else 0
