"""Arrays as bytes that are the same for the same values, whatever machine writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

Array = NDArray[Any]
NUMBERS = ("|u1", "<i4", "<i8", "<f4", "<f8")
"""Kinds of numbers that arrays hold."""


def packed(header: Mapping[str, Any], arrays: Iterable[Array]) -> Iterator[bytes | memoryview]:
    """Yield a header and arrays as pieces of bytes: the length of the rest of the head, JSON, the numbers."""
    arrays = [np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for array in arrays]
    shapes = [(array.dtype.str, array.shape) for array in arrays]
    head = orjson.dumps({**header, "arrays": shapes}, option=orjson.OPT_SORT_KEYS)
    head += b" " * (-len(head) % 8)  # the numbers begin where a processor likes them
    yield len(head).to_bytes(8, "little")
    yield head
    for array in arrays:
        yield array.reshape(-1).view(np.uint8).data
        yield bytes(-array.nbytes % 8)


def unpacked(data: bytes | memoryview) -> tuple[dict[str, Any], list[Array]]:
    """Return the header and the arrays of bytes that ``packed`` made.

    Parameters
    ----------
    data : bytes or memoryview
        All of it.

    Returns
    -------
    header : dict
        As it was given.
    arrays : list of ndarray
        Views of the bytes: they can be written where those can.

    Raises
    ------
    ValueError
        The bytes are no such thing, or were cut off.
    """
    stop = 8 + int.from_bytes(data[:8], "little")
    if len(data) < 8 or len(data) < stop:
        raise ValueError("the bytes end before they say what they are")
    header = orjson.loads(data[8:stop])
    shapes = header.pop("arrays")
    arrays = []
    for dtype, shape in shapes:
        if dtype not in NUMBERS:
            raise ValueError(f"there are no arrays of {dtype}")
        array = np.frombuffer(data, dtype, int(np.prod(shape)), stop).reshape(shape)
        stop += array.nbytes + -array.nbytes % 8
        arrays.append(array)
    if stop != len(data):
        raise ValueError("the bytes go on after what they hold")
    return header, arrays
