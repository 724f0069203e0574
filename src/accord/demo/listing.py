"""The table of pieces in the docs; ``python -m accord.demo.listing docs/demo.md`` writes it again."""

from __future__ import annotations

import sys
from pathlib import Path

from accord.demo.albums import albums
from accord.demo.score import load, piece_names
from accord.demo.timeline import timeline
from accord.demo.truth import truth_of

BEGIN, END = "<!-- pieces: begin -->", "<!-- pieces: end -->"


def piece_table() -> str:
    """Return every piece as a row of a Markdown table, slowest first."""
    rows = [
        "| piece | artist | album | BPM | meter | key | length | instruments |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for piece in sorted(map(load, piece_names()), key=lambda piece: piece.tempo):
        truth = truth_of(piece, timeline(piece))
        artists = ", ".join(piece.artists)
        tempo = f"{60 / (truth.beats[1] - truth.beats[0]):.0f} to " if truth.tempo_changes else ""
        rows.append(
            f"| {piece.title} (`{piece.name}`) | {artists} | {albums()[piece.album].title} | {tempo}{truth.tempo:.0f} "
            f"| {truth.meter} | {truth.key_name} | {truth.duration:.0f} s | {', '.join(truth.instruments)} |"
        )
    return "\n".join(rows)


def with_table(page: str) -> str:
    """Return a page with the table between its marks as the pieces are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{piece_table()}\n{END}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
