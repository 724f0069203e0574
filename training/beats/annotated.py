"""Write composed scores with their truth: ``python -m training.beats.annotated FOLDER COUNT``.

``accord bench accuracy --data FOLDER`` renders and judges them. Half are pieces like those that the beat network and
the chord profiles are fitted to, half are songs whose parts return; none of them is among those.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from training.beats.band import any_song
from training.beats.compose import compose
from training.beats.midi import midi
from training.beats.piece import Piece, Span

FIRST = 90_000_000
"""Number of the first piece, beyond all that anything is fitted to."""
LONGEST = 145.0
"""Seconds; renderings are cut soon after."""
SONG = (80.0, 140.0)
"""Seconds of a song, before it is rounded to whole parts."""
STATEMENTS = ("key", "keys", "chords", "sections")
"""What can be judged; a score that states none of it is left out."""
STATED = 0.5
"""Share of the time for which chords have to be known, else they are left out."""


def annotated(folder: Path, count: int) -> None:
    """Write so many scores as MIDI into a folder, and ``composed.json``, which says what is true of them."""
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[dict[str, Any]] = []
    number = FIRST
    while len(entries) < count:
        number += 1
        piece = composed(number)
        name = f"composed-{number - FIRST:04d}-{piece.style.replace(' ', '-')}"
        facts = truth(name, piece)
        if piece.beats and piece.duration <= LONGEST and any(facts[what] for what in STATEMENTS):
            (folder / f"{name}.mid").write_bytes(midi([piece]))
            entries.append(facts)
    (folder / "composed.json").write_bytes(orjson.dumps(entries, option=orjson.OPT_INDENT_2))


def composed(number: int) -> Piece:
    """Return a piece for even numbers, a song for odd ones."""
    return any_song(number, SONG) if number % 2 else compose(number)


def truth(name: str, piece: Piece) -> dict[str, Any]:
    """Return what is true of a piece.

    Keys are left out of modal music, sections where none returns, chords where they are not stated most of the time.
    """
    stated = sum(one.end - one.start for one in piece.chords if one.name == "N" or ":m" in one.name or ":7" in one.name)
    plain = all(one.name.endswith((" major", " minor")) for one in piece.keys)
    return {
        "id": name,
        "file": f"{name}.mid",
        "key": piece.key if plain and len(piece.keys) == 1 else None,
        "keys": _spans(piece.keys) if plain else [],
        "chords": _spans(piece.chords) if stated > STATED * piece.duration else [],
        "sections": _spans(piece.sections) if len({one.name for one in piece.sections}) < len(piece.sections) else [],
    }


def _spans(spans: Sequence[Span]) -> list[tuple[float, float, str]]:
    return [(one.start, one.end, one.name) for one in spans]


def main() -> None:
    """Write COUNT scores into FOLDER."""
    annotated(Path(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    main()
