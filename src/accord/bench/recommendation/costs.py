"""``accord bench model``: training at scale, the time of a recommendation with its reasons, and that of forgetting."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from accord.bench.document import table
from accord.bench.machine import machine_line
from accord.bench.program import Program, start
from accord.bench.recommendation.synthetic import power_law

MODEL = Program("Accord's model", "training, recommending, forgetting", "model_costs.py", None)
MEAN = 29.3
"""Draws a row; without repeats about 27 interactions are left."""
FORGETFUL_ROWS, FORGETFUL_ITEMS = 100_000, 20_000
"""Size of the set that rows are forgotten from."""
PERCENTILES = {"median": 50, "90th percentile": 90}
EACH = 3
"""Rows of each length that are forgotten."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One row that was taken out."""

    whose: str
    """How long it was among all."""
    items: int
    forget: float
    """CPU seconds."""
    train: float
    """CPU seconds of counting and training without it."""
    same: bool
    """Whether both gave the same model, byte for byte."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured; seconds."""

    rows: int
    items: int
    interactions: int
    counting: float
    solving: float
    cpu: float
    peak: int
    """Most bytes that the process held, the data included."""
    size: int
    """Bytes of the model."""
    typical: float
    """Of a recommendation, the median."""
    slowest: float
    """Of a recommendation, the 99th percentile."""
    slowest_cpu: float
    """The same in CPU seconds: what it would be on a machine that does nothing else."""
    forgotten: tuple[Forgotten, ...]


def model_costs(
    rows: int, items: int, progress: Callable[[str], None], size: tuple[int, int] = (FORGETFUL_ROWS, FORGETFUL_ITEMS)
) -> Costs:
    """Measure the model on invented listening.

    Parameters
    ----------
    rows, items : int
        Of the set that is trained on.
    progress : callable
        Is told each step in a few words.
    size : tuple of int
        Rows and items of the set that rows are forgotten from.

    Raises
    ------
    PeerFailed
        If the process fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        progress(f"inventing what {rows:,} people play")
        interactions = _write(power_law(rows, items, MEAN).matrix, place)
        progress(f"training on {interactions:,} interactions")
        with start(MODEL) as running:
            trained = running.ask("training", place / "task.json")
        smaller = power_law(*size, MEAN, seed=2).matrix
        chosen = _chosen(smaller)
        _write(smaller, place, [row for some in chosen.values() for row in some])
        progress("forgetting")
        with start(MODEL) as running:
            done = running.ask("forgetting", place / "task.json").result
    whose = [name for name, some in chosen.items() for _ in some]
    lengths = np.diff(smaller.indptr)
    forgotten = tuple(
        Forgotten(name, int(lengths[one["row"]]), one["forget"], one["train"], one["same"])
        for name, one in zip(whose, done, strict=True)
    )
    found = trained.result
    (typical, _), (slowest, slowest_cpu) = np.quantile(found["asked"], [0.5, 0.99], axis=0)
    return Costs(
        rows,
        items,
        interactions,
        found["counting"],
        found["solving"],
        trained.cpu,
        trained.peak,
        found["size"],
        float(typical),
        float(slowest),
        float(slowest_cpu),
        forgotten,
    )


def costs_report(costs: Costs) -> str:
    """Return what ``accord bench model`` prints and writes."""
    command = f"accord bench model --rows {costs.rows} --items {costs.items}"
    what = (
        f"Invented listening: {costs.rows:,} people, {costs.items:,} items, {costs.interactions:,} interactions; pairs "
        "that fewer than 5 people share count for nothing. Training uses all cores. A recommendation is the best 20 of "
        "all items, each with what every item of the history adds to it. Forgetting is measured in CPU time, in "
        f"another set of {FORGETFUL_ROWS:,} people and {FORGETFUL_ITEMS:,} items, beside counting and training "
        "without the person."
    )
    measured = f"Measured {machine_line()} Repeat with `{command} --update`."
    return "\n\n".join(["## Cost", measured, what, costs_table(costs)])


def costs_table(costs: Costs) -> str:
    """Return what was measured beside what is wanted."""
    training = costs.counting + costs.solving
    rows = [
        ["counting pairs", f"{costs.counting:.1f} s", ""],
        ["neighbours and weights", f"{costs.solving:.1f} s", ""],
        ["training, together", f"{training:.1f} s", "< 180 s"],
        ["CPU time of all that", f"{costs.cpu:.1f} s", ""],
        ["peak memory, the data included", f"{costs.peak / 1e6:,.0f} MB", "< 4,000 MB"],
        ["the model", f"{costs.size / 1e6:,.0f} MB", ""],
        ["a recommendation with its reasons, median", f"{1000 * costs.typical:.2f} ms", ""],
        ["a recommendation with its reasons, 99th percentile", f"{1000 * costs.slowest:.2f} ms", "< 10 ms"],
        ["its CPU time, 99th percentile", f"{1000 * costs.slowest_cpu:.2f} ms", ""],
    ]
    for name in dict.fromkeys(one.whose for one in costs.forgotten):
        some = [one for one in costs.forgotten if one.whose == name]
        spent = ", ".join(f"{one.forget:.2f}" for one in some)
        again = sum(one.train for one in some) / len(some)
        least = min(one.train / one.forget for one in some)
        rows.append([f"forgetting somebody of the {name} length ({some[0].items} items)", f"{spent} s", ""])
        rows.append(["training without them", f"{again:.2f} s", ""])
        rows.append(["how many times as fast, at least", f"{least:.1f}", ">= 3"])
    same = sum(one.same for one in costs.forgotten)
    rows.append(["the same model as without them, by SHA-256", f"{same} of {len(costs.forgotten)}", "all"])
    return table(["what", "measured", "wanted"], rows)


def _write(matrix: sp.csr_matrix, folder: Path, forget: list[int] | None = None) -> int:
    sp.save_npz(folder / "rows.npz", matrix, compressed=False)
    (folder / "task.json").write_text(json.dumps({"rows": str(folder / "rows.npz"), "forget": forget or []}))
    return int(matrix.nnz)


def _chosen(matrix: sp.csr_matrix) -> dict[str, list[int]]:
    """Return some rows of each length that is measured."""
    order = np.argsort(np.diff(matrix.indptr), kind="stable")
    places = {name: len(order) * percentile // 100 for name, percentile in PERCENTILES.items()}
    return {name: order[place : place + EACH].tolist() for name, place in places.items()}
