"""Write a trained network and its manifest: ``python -m training.beats.export CHECKPOINT VERSION FOLDER``."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import torch

from accord.features.beat_network import INPUTS, NAME
from accord.features.networks.manifest import MANIFEST, WEIGHTS
from training.beats.network import BeatNetwork

OPSET = 17
TEXT = """\
name = "accord-{name}"
version = "{version}"
origin = "training/beats of Accord's repository; `make beat-network` trains it again"
code_licence = "Apache-2.0"
weights_licence = "accord-weights"
trained_on = ["accord-composed"]
activity = "{steps} steps over music that training/beats composes and plays with MIT soundfonts and its own instruments"

[sha256]
"{file}" = "{sha256}"
"""


def trained(checkpoint: Path) -> tuple[BeatNetwork, int]:
    """Return the network of a checkpoint, with the mean of its weights over the last steps, and its steps."""
    state = torch.load(checkpoint, weights_only=True)
    network = BeatNetwork()
    mean = {key.removeprefix("module."): value for key, value in state["average"].items() if key != "n_averaged"}
    network.load_state_dict(mean)
    network.eval()
    return network, state["step"]


def export(checkpoint: Path, version: str, folder: Path) -> None:
    """Write the network and its manifest into a folder."""
    network, steps = trained(checkpoint)
    target = folder / WEIGHTS
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network,
        (torch.zeros(1, 200, INPUTS),),
        target,
        input_names=["features"],
        output_names=["log_odds"],
        dynamic_axes={"features": {1: "frames"}, "log_odds": {1: "frames"}},
        opset_version=OPSET,
        dynamo=False,
    )
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    text = TEXT.format(name=NAME, version=version, steps=steps, file=WEIGHTS, sha256=digest)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def main() -> None:
    """Export CHECKPOINT as VERSION into FOLDER."""
    export(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))


if __name__ == "__main__":
    main()
