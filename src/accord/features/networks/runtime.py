"""Networks, run by ONNX Runtime on one core."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accord.domain.errors import NetworkRefused
from accord.features.networks.manifest import weights


class Network:
    """A network, ready to run.

    Parameters
    ----------
    name : str
        Its folder's.

    Raises
    ------
    NetworkRefused
        If its file is missing, edited or foreign, or cannot be run.
    """

    def __init__(self, name: str) -> None:
        self._session = session(name, weights(name))
        self._input = self._session.get_inputs()[0].name
        self._output = self._session.get_outputs()[0].name

    def __call__(self, x: NDArray[np.float32], **others: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the network makes of a batch: its first output, of its first input and others by name."""
        (out,) = self._session.run([self._output], {self._input: x, **others})
        return np.asarray(out, dtype=np.float32)


@cache
def network(name: str) -> Network | NetworkRefused:
    """Return a network, loaded when it is first asked for, or why there is none."""
    try:
        return Network(name)
    except NetworkRefused as refusal:
        return refusal


def session(name: str, content: bytes) -> Any:
    """Return a session of ONNX Runtime, on one core, for the weights of a network.

    Raises
    ------
    NetworkRefused
        If they cannot be run.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise NetworkRefused(f"The network {name} cannot be run: {error}.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what one file needed is given back before the next
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its own exceptions have no common base
        raise NetworkRefused(f"The network {name} cannot be run: {str(error).splitlines()[0].rstrip('.')}.") from error
