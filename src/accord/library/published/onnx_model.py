"""ONNX models, written field by field: a graph of operators, the numbers that they work with, its inputs and outputs.

The messages are those of ``onnx.proto`` (Open Neural Network Exchange, Apache-2.0), operator set 12. The same calls
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from accord.library.published.protobuf import content, contents, number, real

IR_VERSION, OPERATORS = 7, 12
FLOAT = 1
"""ONNX's number for ``float32``."""
_A_REAL, _AN_INTEGER, _INTEGERS = 1, 2, 7
"""ONNX's numbers for the kinds of attributes."""

Attribute = float | int | Sequence[int]


class Graph:
    """A graph under construction.

    Parameters
    ----------
    name : str
        Of the network.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[bytes] = []
        self._initializers: list[bytes] = []
        self._inputs: list[bytes] = []
        self._outputs: list[bytes] = []

    def input(self, name: str, *shape: int | str) -> str:
        """Declare an input; a dimension that is a word is of any size."""
        self._inputs.append(_declared(name, shape))
        return name

    def output(self, name: str, value: str, *shape: int | str) -> None:
        """Declare as an output what a node made."""
        self._nodes.append(_node("Identity", [value], name, {}))
        self._outputs.append(_declared(name, shape))

    def constant(self, name: str, value: NDArray[np.float32]) -> str:
        """Put numbers into the file."""
        raw = np.ascontiguousarray(value, "<f4").tobytes()
        dims = b"".join(number(1, size) for size in value.shape)
        self._initializers.append(dims + number(2, FLOAT) + content(8, name) + content(9, raw))
        return name

    def node(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """Add an operator, and return the name of what it makes."""
        name = f"{operator}_{len(self._nodes)}"
        self._nodes.append(_node(operator, inputs, name, attributes))
        return name

    def model(self) -> bytes:
        """Return the whole model."""
        parts = contents(1, self._nodes), content(2, self._name), contents(5, self._initializers)
        graph = b"".join((*parts, contents(11, self._inputs), contents(12, self._outputs)))
        return number(1, IR_VERSION) + content(2, "accord") + content(7, graph) + content(8, number(2, OPERATORS))


def _node(operator: str, inputs: Sequence[str], name: str, attributes: dict[str, Attribute]) -> bytes:
    written = [_attribute(key, value) for key, value in attributes.items()]
    return contents(1, inputs) + content(2, name) + content(3, name) + content(4, operator) + contents(5, written)


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return content(1, name) + real(2, value) + number(20, _A_REAL)
    if isinstance(value, int):
        return content(1, name) + number(3, value) + number(20, _AN_INTEGER)
    return content(1, name) + b"".join(number(8, one) for one in value) + number(20, _INTEGERS)


def _declared(name: str, shape: Sequence[int | str]) -> bytes:
    dims = [number(1, size) if isinstance(size, int) else content(2, size) for size in shape]
    tensor = number(1, FLOAT) + content(2, contents(1, dims))
    return content(1, name) + content(2, content(1, tensor))
