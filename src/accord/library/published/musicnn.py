"""MusiCNN, from the tensors of its checkpoint to an ONNX model.

J. Pons, X. Serra, "musicnn: Pre-trained Convolutional Neural Networks for Music Audio Tagging", ISMIR 2019
(late-breaking demos); J. Pons, O. Nieto, M. Prockup, et al., "End-to-end Learning for Music Audio Tagging at Scale",
ISMIR 2018.
Filters as tall as instruments' spectra and as long as rhythms hear the spectrogram; three layers over time with short
cuts follow; their maxima and means over time go through one layer, the embedding, to the tags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accord.domain.errors import PackageRefused
from accord.library.published.checkpoint import Checkpoint, Tensor
from accord.library.published.onnx_model import Graph

BANDS, TAGS, EMBEDDING = 96, 50, 200
TIMBRE, RHYTHM, DEEP = 204, 51, 64
"""Filters of each kind."""
HEIGHTS = (38, 67)
"""Mel bands that the filters for timbre span; they are ``LENGTH`` frames long."""
LENGTHS = (128, 64, 32)
"""Frames that the filters for rhythm span, one band each."""
LENGTH = 7
SEEN = len(HEIGHTS) * TIMBRE + len(LENGTHS) * RHYTHM
POOLED = SEEN + 3 * DEEP
EPSILON = 0.001
"""What TensorFlow's batch normalisation adds to a variance."""

NORMALISED = (1, TIMBRE, TIMBRE, RHYTHM, RHYTHM, RHYTHM, DEEP, DEEP, DEEP, 2 * POOLED, EMBEDDING)
"""Channels of each batch normalisation, in the order in which the network has them."""
PARTS = ("gamma", "beta", "moving_mean", "moving_variance")
"""What each consists of."""
CONVOLUTIONS = (
    *((LENGTH, height, 1, TIMBRE) for height in HEIGHTS),
    *((length, 1, 1, RHYTHM) for length in LENGTHS),
    *((LENGTH, seen, 1, DEEP) for seen in (SEEN, DEEP, DEEP)),
)
"""Shape of each convolution's kernel: frames, bands or channels, 1, filters."""
DENSE = ((2 * POOLED, EMBEDDING), (EMBEDDING, TAGS))

_OF_TRAINING = ("/Adam", "/Adam_1", "beta1_power", "beta2_power")
"""Endings of what a checkpoint keeps for going on with the training."""


def shapes() -> dict[str, tuple[int, ...]]:
    """Return the name and the shape of each tensor that the network consists of."""
    found: dict[str, tuple[int, ...]] = {}
    for place, channels in enumerate(NORMALISED):
        for part in PARTS:
            found[f"{_named('batch_normalization', place)}/{part}"] = (channels,)
    for kind, kernels in (("conv2d", CONVOLUTIONS), ("dense", DENSE)):
        for place, kernel in enumerate(kernels):
            found[f"{_named(kind, place)}/kernel"] = kernel
            found[f"{_named(kind, place)}/bias"] = kernel[-1:]
    return found


def musicnn(checkpoint: Checkpoint) -> bytes:
    """Return the network as an ONNX model.

    Parameters
    ----------
    checkpoint : Checkpoint
        Of the model ``MTT_musicnn``.

    Returns
    -------
    bytes
        Input ``mel`` of shape (patches, frames, 96); outputs ``tags`` (patches, 50), the probability of each tag, and
        ``embedding`` (patches, 200), the last layer before them, normalised.

    Raises
    ------
    PackageRefused
        If a tensor is missing, of another shape, damaged, or belongs to none of the network's layers.
    """
    wanted = shapes()
    for name in checkpoint.names:
        if name not in wanted and not name.endswith(_OF_TRAINING):
            raise PackageRefused(f"The checkpoint has a tensor {name}, which is none of this network's.")
    return _Builder(checkpoint.tensors(wanted)).model()


class _Builder:
    """Writes the network layer by layer; frames run along the last axis but one, then along the last."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors = tensors
        self._graph = Graph("musicnn-mtt")

    def model(self) -> bytes:
        graph = self._graph
        mel = graph.node("Unsqueeze", graph.input("mel", "patches", "frames", BANDS), axes=[1])
        heard = self._normalised(mel, 0)
        fronts = [self._front(heard, place) for place in range(len(HEIGHTS) + len(LENGTHS))]
        seen = graph.node("Concat", *fronts, axis=1)
        first = self._deep(seen, 5)
        second = graph.node("Add", self._deep(first, 6), first)
        third = graph.node("Add", self._deep(second, 7), second)
        pooled = self._pooled(graph.node("Concat", seen, first, second, third, axis=1))
        dense = graph.node("Relu", self._dense(self._normalised(pooled, 9), 0))
        embedding = self._normalised(dense, 10)
        tags = graph.node("Sigmoid", self._dense(embedding, 1))
        graph.output("tags", tags, "patches", TAGS)
        graph.output("embedding", embedding, "patches", EMBEDDING)
        return graph.model()

    def _front(self, heard: str, place: int) -> str:
        """Return where along the bands a filter answers most, frame by frame: shape (patches, filters, frames)."""
        pads = _around(CONVOLUTIONS[place][0], 0)
        kernel = self._tensor(f"{_named('conv2d', place)}/kernel").transpose(3, 2, 0, 1)
        answers = self._convolved(heard, place, kernel, pads)
        return self._graph.node("ReduceMax", self._normalised(answers, place + 1), axes=[3], keepdims=0)

    def _deep(self, below: str, place: int) -> str:
        """Return a layer over time, all channels below at once: shape (patches, filters, frames)."""
        kernel = self._tensor(f"{_named('conv2d', place)}/kernel")[:, :, 0].transpose(2, 1, 0)
        return self._normalised(self._convolved(below, place, kernel, _around(LENGTH)), place + 1)

    def _pooled(self, layers: str) -> str:
        """Return maximum and mean over time of each channel, side by side: shape (patches, 2 * POOLED)."""
        graph = self._graph
        pools = [graph.node(operator, layers, axes=[2], keepdims=1) for operator in ("ReduceMax", "ReduceMean")]
        return graph.node("Flatten", graph.node("Concat", *pools, axis=2), axis=1)

    def _convolved(self, x: str, place: int, kernel: Tensor, pads: Sequence[int]) -> str:
        name = _named("conv2d", place)
        weights = self._graph.constant(f"{name}/kernel", kernel)
        return self._graph.node("Relu", self._graph.node("Conv", x, weights, self._constant(f"{name}/bias"), pads=pads))

    def _normalised(self, x: str, place: int) -> str:
        name = _named("batch_normalization", place)
        parts = [self._constant(f"{name}/{part}") for part in PARTS]
        return self._graph.node("BatchNormalization", x, *parts, epsilon=EPSILON)

    def _dense(self, x: str, place: int) -> str:
        name = _named("dense", place)
        return self._graph.node("Gemm", x, self._constant(f"{name}/kernel"), self._constant(f"{name}/bias"))

    def _constant(self, name: str) -> str:
        return self._graph.constant(name, self._tensor(name))

    def _tensor(self, name: str) -> Tensor:
        return self._tensors[name]


def _named(kind: str, place: int) -> str:
    """Return what TensorFlow calls the layer of a kind that was made after so many others."""
    return f"{kind}_{place}" if place else kind


def _around(length: int, *others: int) -> list[int]:
    """Return the zeros before and after the frames that keep their number, and none along other axes."""
    before = (length - 1) // 2
    return [before, *others, length - 1 - before, *others]
