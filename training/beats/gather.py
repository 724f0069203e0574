"""Compose, render, colour and keep features: ``python -m training.beats.gather FOLDER FIRST COUNT``.

Each shard holds sixteen pieces as the network will see them (half-precision features and the frames of beats); sound is
not kept. A shard that exists is not made again, so that gathering can be stopped and gone on with.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from accord.dsp.spectra import SR, SpectraBuilder
from accord.features.beat_network import network_input
from accord.features.evidence import Evidence
from training.beats.compose import compose
from training.beats.sound import SOUNDFONTS, coloured, rendered
from training.beats.studio import played

SHARD = 16
"""Pieces."""
PLAYERS = ("FluidR3", "MuseScore", "FluidR3", "Accord")
"""Who plays one shard after the other: a soundfont, or the instruments of the demo library."""


def gather(folder: Path, number: int) -> Path:
    """Make the shard with a number, unless it is there."""
    target = folder / f"{number:05d}.npz"
    if target.exists():
        return target
    pieces = [compose(number * SHARD + k) for k in range(SHARD)]
    rng = np.random.default_rng(number)
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}
    player = PLAYERS[number % len(PLAYERS)]
    sounds = rendered(pieces, player) if player in SOUNDFONTS else map(played, pieces)
    for k, (piece, y) in enumerate(zip(pieces, sounds, strict=True)):
        builder = SpectraBuilder(SR, 1)
        builder.add(coloured(rng, y)[:, None])
        heard = Evidence(builder.finish())
        arrays[f"x{k}"] = network_input(heard.mel, heard.bass, heard.treble).astype(np.float16)
        arrays[f"beats{k}"] = np.array(piece.beats, dtype=np.float32)
        arrays[f"downbeats{k}"] = np.array(piece.downbeats, dtype=np.float32)
        arrays[f"style{k}"] = np.array(piece.style)
    part = target.with_suffix(".part.npz")
    np.savez(part, **arrays)  # type: ignore[arg-type]
    part.replace(target)
    return target


def main() -> None:
    """Make shards FIRST to FIRST + COUNT - 1 in FOLDER."""
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        print(gather(folder, number), flush=True)


if __name__ == "__main__":
    main()
