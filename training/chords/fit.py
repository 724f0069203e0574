"""Fit the chord profiles of ``dsp/chord_profiles``: ``python -m training.chords.fit FOLDER COUNT``.

Music that ``training.beats`` composes (half pieces, half songs whose parts return) is rendered by two soundfonts, a
third of it coloured by rooms and media and a quarter out of tune, and heard as an analysis hears it. What a chord looks
like in the profiles of a beat is then fitted by multinomial logistic regression, alike for all twelve roots. The result
is printed as it stands in that file, and compared with what stands there now.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.optimize import minimize

from accord.dsp.averages import means
from accord.dsp.chord_profiles import MAJORS, NONE, NONE_TERMS, OFFSETS, PROFILES, QUALITIES, none_terms, turned
from accord.dsp.spectra import CHROMA_RATE, SR, SpectraBuilder
from accord.dsp.units import units
from accord.features.beats import beats
from accord.features.chords import LONGEST
from accord.features.evidence import Evidence
from training.beats.band import any_song
from training.beats.chords import NAMES
from training.beats.compose import compose
from training.beats.piece import Piece
from training.beats.sound import coloured, rendered

Floats = NDArray[np.float64]

BATCH = 8
"""Pieces of one rendering."""
PIECE, SONG = 7_000_000, 8_000_000
"""Numbers of the first piece and the first song."""
RIDGE = 1e-5
CLASSES = 12 * len(QUALITIES) + 1
SIZE = 25 * len(QUALITIES)
"""Weights of all profiles with their offsets; those of none follow."""
SHIPPED = np.concatenate([np.column_stack([PROFILES, OFFSETS]).ravel(), NONE])
"""What analyses use, in the order in which ``fit`` returns weights."""


@dataclass(frozen=True, slots=True)
class Beats:
    """The beats of a piece: what sounds in them, and which chord it is."""

    treble: Floats
    bass: Floats
    chord: NDArray[np.int64]
    """Quality times 12 and root; the last class is none; -1 where the chord is unknown or of another quality."""


def gather(folder: Path, count: int) -> Iterator[Beats]:
    """Yield the beats of the first ``count`` pieces and songs each; those heard before are read from the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("piece", "song"):
        for first in range(0, count, BATCH):
            kept = folder / f"{kind}-{first}.pickle"
            if not kept.exists():
                part = kept.with_suffix(".part")
                part.write_bytes(pickle.dumps(list(_heard(kind, first))))
                part.replace(kept)
            yield from pickle.loads(kept.read_bytes())


def _heard(kind: str, first: int) -> Iterator[Beats]:
    numbers = range(first, first + BATCH)
    pieces = [compose(PIECE + number) if kind == "piece" else any_song(SONG + number) for number in numbers]
    soundfont = "MuseScore" if first // BATCH % 2 else "FluidR3"
    for number, piece, y in zip(numbers, pieces, rendered(pieces, soundfont), strict=True):
        rng = np.random.default_rng(number)
        sound = coloured(rng, y) if number % 3 == 0 else y
        speed = 2.0 ** (rng.uniform(-0.49, 0.49) / 12.0) if number % 4 == 1 else 1.0
        builder = SpectraBuilder(SR, 1)
        builder.add(np.asarray(soxr.resample(sound, SR, SR / speed), dtype=np.float32)[:, None])
        yield _beats(piece, Evidence(builder.finish()), speed)


def _beats(piece: Piece, evidence: Evidence, speed: float) -> Beats:
    edges = units(beats(evidence).start, evidence.duration, LONGEST)
    treble, bass = (means(chroma, CHROMA_RATE, edges[:-1], edges[1:]) for chroma in (evidence.treble, evidence.bass))
    middle = 0.5 * (edges[:-1] + edges[1:]) * speed
    starts = [one.start for one in piece.chords]
    classes = np.array([CLASSES - 1, *(_class(one.name) for one in piece.chords), -1])
    at = np.searchsorted([*starts, piece.chords[-1].end if starts else 0.0], middle, side="right")
    return Beats(treble, bass, classes[at])


def _class(name: str) -> int:
    if name == "N":
        return CLASSES - 1
    root, _, quality = name.partition(":")
    return 12 * QUALITIES.index(quality) + NAMES.index(root) if quality in QUALITIES else -1


def fit(pieces: Sequence[Beats]) -> Floats:
    """Return the rows of ``PROFILES``, each with its offset, then the weights of none.

    Pieces weigh by the root of their length.
    """
    known = [one for one in pieces if (one.chord >= 0).any()]
    seen = [one.chord >= 0 for one in known]
    x = np.concatenate([turned(one.treble, one.bass)[mask] for one, mask in zip(known, seen, strict=True)])
    z = np.concatenate([none_terms(one.treble, one.bass)[mask] for one, mask in zip(known, seen, strict=True)])
    y = np.concatenate([one.chord[mask] for one, mask in zip(known, seen, strict=True)])
    share = np.concatenate([np.full(mask.sum(), mask.sum() ** -0.5) for mask in seen])
    share /= share.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        table, logits = weights[:SIZE].reshape(-1, 25), scores(weights, x, z)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        value = -(share * np.log(odds[np.arange(len(y)), y] + 1e-12)).sum() + RIDGE * (table[:, :24] ** 2).sum()
        odds[np.arange(len(y)), y] -= 1.0
        odds *= share[:, None]
        inside = odds[:, :-1].reshape(len(x), len(QUALITIES), 12)
        slope = np.concatenate([np.einsum("nqr,nrf->qf", inside, x), inside.sum(axis=(0, 2))[:, None]], axis=1)
        slope[:, :24] += 2.0 * RIDGE * table[:, :24]
        return float(value), np.concatenate([slope.ravel(), z.T @ odds[:, -1]])

    found = minimize(loss, np.zeros(SIZE + NONE_TERMS), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x)


def scores(weights: Floats, x: Floats, z: Floats) -> Floats:
    """Return how far each beat speaks for each class, shape (n, CLASSES), from ``turned`` and ``none_terms``."""
    table = weights[:SIZE].reshape(-1, 25)
    chords = np.einsum("nrf,qf->nqr", x, table[:, :24]) + table[None, :, 24:]
    return np.concatenate([chords.reshape(len(x), -1), (z @ weights[SIZE:])[:, None]], axis=1)


def comparison(weights: Floats, pieces: Sequence[Beats]) -> str:
    """Say how often some weights name the triads of beats rightly, beside those that ship."""
    true = np.concatenate([_triads(one.chord) for one in pieces])
    here, shipped = (np.concatenate([_named(each, one) for one in pieces]) for each in (weights, SHIPPED))
    known = true >= 0
    right, before = ((named[known] == true[known]).mean() for named in (here, shipped))
    return (
        f"Of {known.sum():,} beats with a chord these name {right:.1%} rightly, those that ship {before:.1%}; "
        f"{(here == shipped).mean():.1%} of all beats are named alike."
    )


def _named(weights: Floats, beats: Beats) -> NDArray[np.int64]:
    x, z = turned(beats.treble, beats.bass), none_terms(beats.treble, beats.bass)
    return _triads(scores(weights, x, z).argmax(axis=1))


def _triads(chord: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0 to 11 for major, 12 to 23 for minor, 24 for none, -1 for what is not known."""
    quality, root = np.divmod(chord, 12)
    triad = np.where(quality < MAJORS, root, 12 + root)
    return np.asarray(np.where(chord < 0, -1, np.where(chord == CLASSES - 1, 24, triad)))


def main() -> None:
    """Print the profiles fitted to COUNT pieces and COUNT songs, heard once and kept in FOLDER."""
    pieces = list(gather(Path(sys.argv[1]), int(sys.argv[2])))
    weights = fit(pieces)
    table = weights[:SIZE].reshape(-1, 25)
    for name, numbers, digits in (
        ("PROFILES", table[:, :24], 1),
        ("OFFSETS", table[:, 24], 1),
        ("NONE", weights[SIZE:], 2),
    ):
        print(f"{name} =", np.array2string(np.round(numbers, digits), separator=", ", max_line_width=100))
    print(comparison(weights, pieces))


if __name__ == "__main__":
    main()
