"""Train the network on gathered shards: ``python -m training.beats.train SHARDS CHECKPOINT STEPS``.

Everything is drawn from one seed. A checkpoint that exists is gone on with, as far as STEPS; shards that are still
being gathered are taken in as they appear.
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from accord.dsp.spectra import FRAME_RATE, N_MELS
from training.beats.network import OUTPUTS, BeatNetwork

SEED = 7
FRAMES = 1500
"""Of an excerpt: 30 s."""
BATCH = 16
RATE = 3e-3
"""Highest learning rate."""
WARMING = 100
"""Steps over which the rate rises."""
DOWNBEATS = 0.7
"""Weight of the loss of downbeats beside that of beats."""
WIDENING = (1.0, 0.6, 0.2)
"""Targets at a beat and one and two frames from it."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One piece as the network sees it."""

    x: NDArray[np.float16]
    beats: Floats
    downbeats: Floats


def examples(shard: Path) -> list[Example]:
    """Return the pieces of a shard."""
    with np.load(shard) as held:
        count = sum(name.startswith("x") for name in held.files)
        return [Example(held[f"x{k}"], held[f"beats{k}"], held[f"downbeats{k}"]) for k in range(count)]


def targets(beats: Floats, first: int, frames: int, speed: float) -> Floats:
    """Return how much each frame of an excerpt is a beat, shape (frames,)."""
    y = np.zeros(frames + 4, dtype=np.float32)
    at = (np.rint(beats * FRAME_RATE / speed) - first).astype(np.int64) + 2
    for distance, value in enumerate(WIDENING):
        for near in (at - distance, at + distance):
            inside = near[(near >= 0) & (near < len(y))]
            y[inside] = np.maximum(y[inside], value)
    return y[2:-2]


def excerpt(rng: Generator, example: Example) -> tuple[Floats, Floats]:
    """Return an excerpt as another player, at another speed and through other ears, and its targets."""
    speed = 2.0 ** rng.uniform(-0.25, 0.25) if rng.random() < 0.5 else 1.0
    n = int(len(example.x) / speed)
    first = int(rng.integers(0, max(n - FRAMES, 0) + 1))
    places = (first + np.arange(min(FRAMES, n - first))) * speed
    low = np.minimum(places.astype(np.int64), len(example.x) - 1)
    high = np.minimum(low + 1, len(example.x) - 1)
    share = (places - low).astype(np.float32)[:, None]
    x = np.zeros((FRAMES, example.x.shape[1]), dtype=np.float32)
    x[: len(places)] = example.x[low] * (1.0 - share) + example.x[high] * share
    _recolour(rng, x, len(places))
    y = np.zeros((FRAMES, OUTPUTS), dtype=np.float32)
    for k, beats in enumerate((example.beats, example.downbeats)):
        y[:, k] = targets(beats, first, FRAMES, speed)
    y[len(places) :] = 0.0
    return x, y


def _recolour(rng: Generator, x: Floats, n: int) -> None:
    """Change levels as equalisers, noise and lost bands would; leave out some harmony."""
    mel = x[:n, :N_MELS]
    bands = np.linspace(-1.0, 1.0, N_MELS)
    curve = rng.normal(0.0, 0.08) * bands + rng.normal(0.0, 0.05) * np.cos(
        rng.uniform(1.0, 5.0) * bands + rng.uniform(0, 6)
    )
    mel *= np.float32(rng.uniform(0.85, 1.15))
    mel += (curve + rng.normal(0.0, 0.05)).astype(np.float32)
    np.clip(mel, max(0.0, rng.uniform(-0.3, 0.45)), 1.5, out=mel)
    if rng.random() < 0.4:
        width = int(rng.integers(2, 14))
        start = int(rng.integers(0, N_MELS - width))
        mel[:, start : start + width] = float(mel.mean())
    if rng.random() < 0.2:
        x[:, N_MELS:] = 0.0


def loss(out: Tensor, y: Tensor) -> Tensor:
    """Return the cross-entropy of beats and downbeats."""
    each = torch.nn.functional.binary_cross_entropy_with_logits(out, y, reduction="none").mean(dim=(0, 1))
    total: Tensor = each[0] + DOWNBEATS * each[1]
    return total


class Training:
    """A training that can be stopped and gone on with.

    Parameters
    ----------
    shards : Path
        Folder that ``gather`` fills.
    checkpoint : Path
        Where the state is kept.
    """

    def __init__(self, shards: Path, checkpoint: Path) -> None:
        torch.manual_seed(SEED)
        self._shards, self._checkpoint = shards, checkpoint
        self._pool: list[Example] = []
        self._seen: set[Path] = set()
        self.network = BeatNetwork().to(memory_format=torch.channels_last)
        self._average = torch.optim.swa_utils.AveragedModel(
            self.network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998)
        )
        self._optimizer = torch.optim.AdamW(self.network.parameters(), lr=RATE, weight_decay=1e-3)
        self.step = 0
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True)
            self.network.load_state_dict(state["network"])
            self._average.load_state_dict(state["average"])
            self._optimizer.load_state_dict(state["optimizer"])
            self.step = state["step"]

    def run(self, steps: int) -> None:
        """Train on, until so many steps are done; the learning rate falls with them."""
        self._take_in()
        running = 0.0
        while self.step < steps:
            value = self._train(np.random.default_rng((SEED, self.step)), self.step / steps)
            running = 0.98 * running + 0.02 * value if running else value
            self.step += 1
            if self.step % 50 == 0 or self.step == steps:
                print(f"{self.step} steps, loss {running:.4f}, {len(self._pool)} pieces", flush=True)
                self.save()
                self._take_in()

    def save(self) -> None:
        """Keep the state."""
        part = self._checkpoint.with_suffix(".part")
        state = {
            "network": self.network.state_dict(),
            "average": self._average.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
        }
        torch.save(state, part)
        part.replace(self._checkpoint)

    def _train(self, rng: Generator, share: float) -> float:
        rate = RATE * min(1.0, (self.step + 1) / WARMING) * 0.5 * (1.0 + math.cos(math.pi * share))
        for group in self._optimizer.param_groups:
            group["lr"] = rate + 1e-5
        drawn = [excerpt(rng, self._pool[int(rng.integers(len(self._pool)))]) for _ in range(BATCH)]
        x, y = (torch.from_numpy(np.stack(arrays)) for arrays in zip(*drawn, strict=True))
        self.network.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = self.network(x)
        value = loss(out.float(), y)
        self._optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        self._average.update_parameters(self.network)
        return float(value.detach())

    def _take_in(self) -> None:
        while not self._pool or self._new():
            for shard in self._new():
                self._pool += examples(shard)
                self._seen.add(shard)
            if self._pool:
                return
            time.sleep(5.0)

    def _new(self) -> list[Path]:
        return [path for path in sorted(self._shards.glob("?????.npz")) if path not in self._seen]


def main() -> None:
    """Train as far as STEPS."""
    torch.set_num_threads(1)
    Training(Path(sys.argv[1]), Path(sys.argv[2])).run(int(sys.argv[3]))


if __name__ == "__main__":
    main()
