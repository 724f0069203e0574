"""How well Accord hears, beside its peers: the same annotated pieces, the same metrics, one table a set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from accord.bench.document import table
from accord.bench.hearing import Heard
from accord.bench.intervals import difference
from accord.bench.metrics import METRICS, scores
from accord.bench.program import Program
from accord.bench.truth import Music

COUNTED = frozenset({"tempo Acc1", "tempo Acc2", "key exact", "meter"})
"""Metrics that are right or wrong: the table gives how many are right of how many."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One program on one set."""

    program: Program
    version: str
    heard: Sequence[Heard]
    """One a piece."""
    scores: Sequence[Mapping[str, float]]
    """One a piece, by metric."""


def judge(program: Program, version: str, pieces: Sequence[Music], heard: Sequence[Heard]) -> Judged:
    """Score what a program heard in a set of pieces."""
    return Judged(
        program,
        version,
        heard,
        [scores(piece, one.estimates, program.estimates) for piece, one in zip(pieces, heard, strict=True)],
    )


def set_table(judged: Sequence[Judged]) -> str:
    """Return the table of one set: a program a row, a metric a column, for each the mean or the count of right ones."""
    metrics = [metric for metric in METRICS if any(metric in one for row in judged for one in row.scores)]
    rows = [[f"{row.program.name} {row.version}", *(_cell(metric, row.scores) for metric in metrics)] for row in judged]
    return table(["", *(f"{metric} ({_judged_pieces(metric, judged)})" for metric in metrics)], rows)


def lead_table(judged: Sequence[Judged]) -> str:
    """Return how far the first program is ahead of each other, in every metric that both have; bold where surely so."""
    own, *others = judged
    metrics = [metric for metric in METRICS if any(metric in one for row in others for one in row.scores)]
    rows = []
    for row in others:
        pairs = {metric: _pairs(metric, own, row) for metric in metrics}
        rows.append([row.program.name, *(_lead(pairs[metric]) for metric in metrics)])
    return table([f"{own.program.name} before", *metrics], rows) if rows else ""


def _pairs(metric: str, own: Judged, other: Judged) -> tuple[list[float], list[float]]:
    both = [
        (a[metric], b[metric]) for a, b in zip(own.scores, other.scores, strict=True) if metric in a and metric in b
    ]
    return [a for a, _ in both], [b for _, b in both]


def _lead(pairs: tuple[list[float], list[float]]) -> str:
    if not pairs[0]:
        return "–"
    lead = difference(np.array(pairs[0]), np.array(pairs[1]))
    said = f"{lead.mean:+.3f} ({lead.low:+.3f} to {lead.high:+.3f})"
    return f"**{said}**" if lead.is_clear else said


def piece_table(pieces: Sequence[Music], row: Judged) -> str:
    """Return the table of one program on one set, a piece a row, with what was heard where it was wrong."""
    metrics = [metric for metric in METRICS if any(metric in one for one in row.scores)]
    rows = []
    for piece, heard, one in zip(pieces, row.heard, row.scores, strict=True):
        cells = [_with_fact(metric, one[metric], piece, heard) if metric in one else "" for metric in metrics]
        rows.append([piece.title, *cells])
    return table(["piece", *metrics], rows)


def problems(judged: Sequence[Judged]) -> list[str]:
    """Return a sentence for every file that a program failed at."""
    return [heard.problem for row in judged for heard in row.heard if heard.problem]


def _judged_pieces(metric: str, judged: Sequence[Judged]) -> int:
    return max(sum(metric in one for one in row.scores) for row in judged)


def _cell(metric: str, pieces: Sequence[Mapping[str, float]]) -> str:
    values = [one[metric] for one in pieces if metric in one]
    if not values:
        return "–"
    return f"{sum(values):.0f} of {len(values)}" if metric in COUNTED else f"{fmean(values):.3f}"


def _with_fact(metric: str, score: float, piece: Music, heard: Heard) -> str:
    """Return a score; where it is not 1 and the estimate is one value, also what was heard instead of what."""
    estimate = METRICS[metric][0]
    if metric not in COUNTED or score == 1.0 or heard.estimates is None:
        return f"{score:.3f}" if metric not in COUNTED else "right" if score == 1.0 else "failed"
    known = "/".join(map(str, sorted(piece.meters or ()))) if estimate == "meter" else getattr(piece, estimate)
    value = heard.estimates[estimate]
    return f"{_short(value)}, not {_short(known)}"


def _short(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
