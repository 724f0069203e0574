"""How honest confidences are: of what was said with confidence 0.8, eight in ten should be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np
from numpy.typing import NDArray

from accord.bench.document import table
from accord.bench.hearing import Heard
from accord.bench.metrics import key_exact, tempo_acc1
from accord.bench.truth import Music

BINS = 10
WINDOW = 0.07
"""Seconds within which a beat is right."""
ESTIMATES = ("tempo", "key", "mode", "beats")


@dataclass(frozen=True, slots=True)
class Cases:
    """What was said with how much confidence, and whether it was right."""

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]

    @property
    def error(self) -> float:
        """The expected calibration error, 0 to 1.

        The mean distance of confidence from the share that is right, over equal bins of confidence (Naeini, Cooper,
        Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015).
        """
        return float(sum(abs(share - said) * count for said, share, count in self.bins()) / len(self.right))

    def bins(self) -> list[tuple[float, float, int]]:
        """Return of each bin that holds any the mean confidence, the share that was right, and how many there are."""
        place = np.minimum((self.confidence * BINS).astype(int), BINS - 1)
        members = [place == k for k in range(BINS)]
        return [
            (float(self.confidence[one].mean()), float(self.right[one].mean()), int(one.sum()))
            for one in members
            if one.any()
        ]


def cases(pieces: Sequence[Music], heard: Sequence[Heard]) -> dict[str, Cases]:
    """Return what Accord said of pieces, by estimate; those of which nothing is known are left out.

    Parameters
    ----------
    pieces : sequence of Music
        The truth.
    heard : sequence of Heard
        One a piece, with confidences.

    Returns
    -------
    dict of str to Cases
        ``tempo``, ``key`` and ``mode``, a case a piece, and ``beats``, a case each.
    """
    found = {}
    for estimate in ESTIMATES:
        judged = [
            one
            for piece, said in zip(pieces, heard, strict=True)
            if said.estimates
            for one in _judged(estimate, _truth(estimate, piece), said.estimates)
        ]
        if judged:
            confidence, right = zip(*judged, strict=True)
            found[estimate] = Cases(np.array(confidence, dtype=float), np.array(right, dtype=bool))
    return found


def _truth(estimate: str, piece: Music) -> Any:
    return getattr(piece, "key" if estimate == "mode" else estimate)


def _judged(estimate: str, truth: Any, said: Mapping[str, Any]) -> Iterator[tuple[float, bool]]:
    if truth is None:
        return
    confidence = said["confidence"][estimate]
    if estimate == "tempo":
        yield confidence, tempo_acc1(truth, said["tempo"]) == 1.0
    elif estimate == "key":
        yield confidence, key_exact(truth, said["key"]) == 1.0
    elif estimate == "mode":
        yield confidence, truth.split()[-1] == said["key"].split()[-1]
    else:
        beats = np.asarray(said["beats"], dtype=float)
        hits = {k for _, k in mir_eval.util.match_events(np.asarray(truth, dtype=float), beats, WINDOW)}
        yield from ((value, k in hits) for k, value in enumerate(confidence))


def joined(parts: Sequence[Mapping[str, Cases]]) -> dict[str, Cases]:
    """Return the cases of several sets together."""
    return {
        estimate: Cases(
            np.concatenate([part[estimate].confidence for part in parts if estimate in part]),
            np.concatenate([part[estimate].right for part in parts if estimate in part]),
        )
        for estimate in ESTIMATES
        if any(estimate in part for part in parts)
    }


def calibration_table(found: Mapping[str, Cases]) -> str:
    """Return a row for each estimate: how many cases, their mean confidence, how many are right, and the error."""
    rows = [
        [
            estimate,
            f"{len(one.right):,}",
            f"{one.confidence.mean():.2f}",
            f"{one.right.mean():.2f}",
            f"{one.error:.3f}",
        ]
        for estimate, one in found.items()
    ]
    return table(["", "cases", "mean confidence", "share right", "expected calibration error"], rows)


def draw(found: Mapping[str, Cases], target: Path) -> None:
    """Draw the calibration curves: how much of what was said with each confidence was right."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "accord"
    figure, axes = plt.subplots(1, len(found), figsize=(3.2 * len(found), 3.2), squeeze=False, layout="constrained")
    for axis, (estimate, one) in zip(axes[0], found.items(), strict=True):
        said, share, count = (np.array(values) for values in zip(*one.bins(), strict=True))
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        axis.plot(said, share, color="#2a6f97", linewidth=1)
        axis.scatter(said, share, s=10 + 150 * count / count.max(), color="#2a6f97")
        axis.set(title=f"{estimate}, {len(one.right):,} cases", xlabel="confidence", ylabel="share right")
        axis.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    figure.savefig(target, metadata={"Date": None})
    plt.close(figure)
