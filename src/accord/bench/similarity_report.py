"""What ``accord bench similarity`` prints and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from accord.bench.document import table
from accord.bench.halves import Half, half
from accord.bench.machine import machine_line
from accord.bench.similarity import Recognition, Retrieval, Similarity
from accord.bench.similarity_copies import CUT, SECONDS
from accord.dsp.fingerprint import ERRORS
from accord.features.space import PARTS

Floats = NDArray[np.float64]

DRAWS = 10_000
"""Of the bootstrap."""
COLUMNS: Mapping[str, str] = {"artist": "same artist", "album": "same album", "half": "its other half"}


def similarity_report(found: Similarity, unavailable: Mapping[str, str], command: str) -> str:
    """Return the tables with what they mean."""
    artists = {piece.artist for piece in found.pieces if piece.artist}
    what = (
        f"{len(found.pieces)} pieces by {len(artists)} artists whom tags name. Of each, {SECONDS:.0f} s from the "
        "middle of its first and of its second half are heard, all programs the same files."
    )
    first = (
        "For each half of each piece: whether the first that is found among the same halves of all other pieces is by "
        "the same artist, or on the same album; and whether the first among all halves is the other half of the same "
        "piece. Pieces whose artist or album has no other here do not count; an album without a tag is its folder. "
        "The table asks for the pieces of the half that is reported, among all of both. "
        "Below: Accord less the peer, with the 95 % interval over pieces (bootstrap, paired); bold where 0 is outside."
    )
    same = (
        "Each kind of copy of some pieces, looked for among the originals of all pieces and all other copies, by "
        f"index and comparison. Two recordings are one where at most {ERRORS:.0%} of the bits differ. Edges cut: "
        f"{CUT[0]} s at the beginning and {CUT[1]} s at the end are gone."
    )
    parts = [
        f"Measured {machine_line()} Repeat with `{command} --update`.",
        what,
        "## What is found first",
        first,
        _retrieval(found, "report"),
        "<details><summary>The same for the half by which constants were chosen</summary>",
        _retrieval(found, "tune"),
        "</details>",
        "## The same recording",
        same,
        _recognition(found.recognition),
        _strangers(found.recognition),
    ]
    left_out = [*found.problems, *(f"{name}: {why}" for name, why in unavailable.items())]
    if left_out:
        parts += ["Left out:", "\n".join(f"- {sentence}" for sentence in left_out)]
    return "\n\n".join(parts)


def difference(one: Floats, other: Floats) -> tuple[float, float, float]:
    """Return the mean of what one is above the other, and the ends of its 95 % interval; pieces that count alone."""
    apart = (one - other)[~np.isnan(one)]
    if not len(apart):
        return np.nan, np.nan, np.nan
    draws = np.random.default_rng(1).integers(0, len(apart), (DRAWS, len(apart)))
    low, high = np.quantile(apart[draws].mean(axis=1), [0.025, 0.975])
    return float(apart.mean()), float(low), float(high)


def _retrieval(found: Similarity, which: Half) -> str:
    asked = np.array([half(piece.path.name) == which for piece in found.pieces])
    by = {name: Retrieval(*(getattr(one, column)[asked] for column in COLUMNS)) for name, one in found.by.items()}
    ours = by["Accord"]
    header = ["", *(f"{title} ({np.sum(~np.isnan(getattr(ours, name)))})" for name, title in COLUMNS.items())]
    rows = [[name, *_means(one)] for name, one in by.items()]
    own = {"Accord", *(f"its {part} alone" for part in PARTS)}
    for name, one in by.items():
        if name not in own:
            apart = [difference(getattr(ours, column), getattr(one, column)) for column in COLUMNS]
            rows.append([f"Accord less {name}", *map(_apart, apart)])
    return table(header, rows)


def _means(one: Retrieval) -> list[str]:
    values: Sequence[Floats] = [getattr(one, column) for column in COLUMNS]
    return ["–" if np.isnan(value).all() else f"{np.nanmean(value):.3f}" for value in values]


def _apart(apart: tuple[float, float, float]) -> str:
    mean, low, high = apart
    if np.isnan(mean):
        return "–"
    told = f"{mean:+.3f}"
    return (f"**{told}**" if low > 0.0 or high < 0.0 else told) + f" ({low:+.3f} to {high:+.3f})"


def _recognition(known: Recognition) -> str:
    rows = [
        [name, f"{one.found} of {len(one.errors)}", f"{np.median(one.errors):.3f}", f"{max(one.errors):.3f}"]
        for name, one in known.kinds.items()
    ]
    return table(["copy", "found", "bits that differ, median", "at most"], rows)


def _strangers(known: Recognition) -> str:
    total = known.right + known.wrong
    precision = f"{known.right / total:.4f}" if total else "–"
    return (
        f"{total:,} pairs were found, {known.wrong} of them wrong: precision {precision}. All "
        f"{known.strangers:,} pairs of originals of different pieces were also compared bit by bit: at least "
        f"{known.nearest:.3f} of the bits differ."
    )
