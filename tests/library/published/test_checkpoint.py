"""Tensors come out of a checkpoint bit by bit; one that is missing, misshapen or damaged is refused by name."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from accord.domain.errors import PackageRefused
from accord.library.published.checkpoint import Checkpoint
from accord.library.published.protobuf import content, number
from tests.checkpoints import HEADER, checkpoint_files, sorted_table

TENSORS: dict[str, NDArray[np.float32]] = {
    "conv/kernel": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "conv/bias": np.array([1e-30, -1.0], dtype=np.float32),
    "power": np.full((), 0.5, dtype=np.float32),
}
SHAPES = {name: value.shape for name, value in TENSORS.items()}


def test_what_is_written_is_read() -> None:
    checkpoint = Checkpoint(*checkpoint_files(TENSORS))
    assert list(checkpoint.names) == sorted(TENSORS)
    found = checkpoint.tensors(SHAPES)
    for name, value in TENSORS.items():
        np.testing.assert_array_equal(found[name], value)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"other": (2,)}, "no tensor other"),
        ({"conv/bias": (3,)}, "conv/bias of the checkpoint is not 3 numbers"),
        ({"conv/kernel": (24,)}, "conv/kernel of the checkpoint is not 24 numbers"),
    ],
)
def test_another_tensor_is_refused(wanted: dict[str, tuple[int, ...]], why: str) -> None:
    with pytest.raises(PackageRefused, match=why):
        Checkpoint(*checkpoint_files(TENSORS)).tensors(wanted)


def test_damage_is_noticed() -> None:
    index, data = checkpoint_files(TENSORS)
    for spoilt in (data[:-1], data[:20] + b"\x01" + data[21:]):
        with pytest.raises(PackageRefused, match="is damaged"):
            Checkpoint(index, spoilt).tensors(SHAPES)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(PackageRefused, match="what is no number"):
        Checkpoint(*checkpoint_files({"x": np.array([np.nan], dtype=np.float32)})).tensors({"x": (1,)})


@pytest.mark.parametrize("header", [b"", number(1, 2), number(1, 1) + number(2, 1)])
def test_several_files_or_another_order_of_bytes_are_refused(header: bytes) -> None:
    with pytest.raises(PackageRefused, match="not one file"):
        Checkpoint(sorted_table({b"": header}), b"")


def test_an_entry_that_claims_much_costs_nothing() -> None:
    vast = content(2, b"".join(content(2, number(1, 2**40)) for _ in range(3)))
    entry = number(1, 1) + vast + number(4, 2**60) + number(5, 2**62)
    checkpoint = Checkpoint(sorted_table({b"": HEADER, b"x": entry}), b"")
    with pytest.raises(PackageRefused, match="is not 2 numbers"):
        checkpoint.tensors({"x": (2,)})
    with pytest.raises(PackageRefused, match="too many dimensions"):
        Checkpoint(sorted_table({b"": HEADER, b"x": content(2, content(2, b"") * 9)}), b"")
