"""The ONNX model computes what the network's definition says: an independent evaluation gives the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from accord.domain.errors import PackageRefused
from accord.features.networks.runtime import session
from accord.features.tag_network import BANDS, EMBEDDING, TAGS
from accord.library.published import musicnn as converter
from accord.library.published.checkpoint import Checkpoint
from accord.library.published.musicnn import musicnn, shapes
from tests.checkpoints import Tensors, checkpoint_files, invented_tensors

FRAMES = 30
Floats = NDArray[np.float64]


def evaluated(tensors: Tensors, mel: Floats) -> tuple[Floats, Floats]:
    """Tags and embedding of one patch as the paper and its code define them, frames first, channels last."""

    def normalised(x: Floats, place: int) -> Floats:
        gamma, beta, mean, variance = (tensors[f"{name('batch_normalization', place)}/{part}"] for part in PARTS)
        return np.asarray((x - mean) / np.sqrt(variance + 0.001) * gamma + beta, dtype=np.float64)

    def convolved(x: Floats, place: int) -> Floats:
        kernel = tensors[f"{name('conv2d', place)}/kernel"][:, :, 0]
        length, height, _ = kernel.shape
        padded = np.pad(x, (((length - 1) // 2, length // 2), (0, 0)))
        windows = sliding_window_view(padded, (length, height))
        answers = np.tensordot(windows, kernel, axes=((2, 3), (0, 1))) + tensors[f"{name('conv2d', place)}/bias"]
        return normalised(np.maximum(answers, 0.0), place + 1)

    def dense(x: Floats, place: int) -> Floats:
        return x @ tensors[f"{name('dense', place)}/kernel"] + tensors[f"{name('dense', place)}/bias"]

    heard = normalised(mel[..., None], 0)[..., 0]
    seen = np.concatenate([convolved(heard, place).max(axis=1) for place in range(5)], axis=1)
    first = convolved(seen, 5)[:, 0]
    second = convolved(first, 6)[:, 0] + first
    third = convolved(second, 7)[:, 0] + second
    layers = np.concatenate([seen, first, second, third], axis=1)
    pooled = np.stack([layers.max(axis=0), layers.mean(axis=0)], axis=1).ravel()
    embedding = normalised(np.maximum(dense(normalised(pooled, 9), 0), 0.0), 10)
    return 1.0 / (1.0 + np.exp(-dense(embedding, 1))), embedding


PARTS = ("gamma", "beta", "moving_mean", "moving_variance")


def name(kind: str, place: int) -> str:
    return f"{kind}_{place}" if place else kind


def test_the_model_computes_what_the_definition_says() -> None:
    tensors = invented_tensors()
    model = session("test", musicnn(Checkpoint(*checkpoint_files(tensors))))
    mel = np.random.default_rng(2).random((2, FRAMES, BANDS), dtype=np.float32) * 4.0
    tags, embedding = model.run(["tags", "embedding"], {"mel": mel})
    assert (tags.shape, embedding.shape) == ((2, len(TAGS)), (2, EMBEDDING))
    for place in range(2):
        expected = evaluated(tensors, mel[place].astype(np.float64))
        np.testing.assert_allclose(tags[place], expected[0], atol=1e-4)
        np.testing.assert_allclose(embedding[place], expected[1], atol=1e-3)
    assert np.ptp(tags) > 0.2, "a model that says the same of everything would pass"


def test_it_has_as_many_numbers_as_published() -> None:
    """Without what only training needs: 0.8 million."""
    assert sum(int(np.prod(shape)) for shape in shapes().values()) == 792_079
    assert (BANDS, len(TAGS), EMBEDDING) == (converter.BANDS, converter.TAGS, converter.EMBEDDING)


def test_what_training_left_behind_is_passed_over_and_nothing_else() -> None:
    left = {"conv2d/bias/Adam": np.zeros(204, np.float32), "beta1_power": np.zeros((), np.float32)}
    small = invented_tensors()
    without = musicnn(Checkpoint(*checkpoint_files(small)))
    assert musicnn(Checkpoint(*checkpoint_files({**small, **left}))) == without, "the same numbers give the same bytes"
    with pytest.raises(PackageRefused, match="conv2d_8/bias, which is none of this network's"):
        musicnn(Checkpoint(*checkpoint_files({**small, "conv2d_8/bias": np.zeros(1, np.float32)})))


def test_a_tensor_that_lacks_is_named() -> None:
    tensors = invented_tensors()
    del tensors["dense_1/bias"]
    with pytest.raises(PackageRefused, match="no tensor dense_1/bias"):
        musicnn(Checkpoint(*checkpoint_files(tensors)))
