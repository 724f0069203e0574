"""Write a trained network as ONNX, with its manifest: ``python -m training.beats.export CHECKPOINT``."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import torch

from accord.features import networks
from accord.features.beat_network import INPUTS, NAME
from training.beats.network import BeatNetwork

FOLDER = Path(networks.__path__[0])
OPSET = 17
MANIFEST = """\
name = "{name}"
version = {version}
file = "{name}.onnx"
sha256 = "{sha256}"
source = "accord-weights"
code_licence = "Apache-2.0"
weights_licence = "Apache-2.0"
trained_on = \"\"\"
Music that training/beats composes by chance and renders with two soundfonts under the MIT licence (FluidR3 GM, \\
MuseScore General Lite). No recording, and nothing of anybody else's.\"\"\"
rebuild = "make beat-network"
meaning = \"\"\"
From 50 frames a second of {inputs} numbers (64 mel levels, 8 harmonic novelties) the log-odds of a beat and of a \\
downbeat at each frame.\"\"\"
"""


def trained(checkpoint: Path) -> BeatNetwork:
    """Return the network of a checkpoint, with the mean of its weights over the last steps."""
    state = torch.load(checkpoint, weights_only=True)["average"]
    network = BeatNetwork()
    network.load_state_dict({key.removeprefix("module."): value for key, value in state.items() if key != "n_averaged"})
    network.eval()
    return network


def export(checkpoint: Path, version: int) -> None:
    """Write the network and its manifest into the package."""
    target = FOLDER / f"{NAME}.onnx"
    torch.onnx.export(
        trained(checkpoint),
        (torch.zeros(1, 200, INPUTS),),
        target,
        input_names=["features"],
        output_names=["log_odds"],
        dynamic_axes={"features": {1: "frames"}, "log_odds": {1: "frames"}},
        opset_version=OPSET,
        dynamo=False,
    )
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    text = MANIFEST.format(name=NAME, version=version, sha256=digest, inputs=INPUTS)
    (FOLDER / f"{NAME}.toml").write_text(text, encoding="utf-8")


def main() -> None:
    """Export CHECKPOINT as VERSION (1 where none is given)."""
    export(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)


if __name__ == "__main__":
    main()
