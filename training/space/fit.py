"""Fit the units of the embedding: ``python -m training.space.fit FOLDER...``.

``CENTRES`` and ``SCALES`` of ``features/space`` are the median and the deviation of each dimension over the demo
library and the music in some folders, of which the half that ``accord.bench.halves`` calls ``report`` is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from accord.analysis.analyze import DESCRIPTORS, hear, listen
from accord.analysis.decode import open_audio
from accord.analysis.walk import walk
from accord.bench.demo_library import demo_library
from accord.bench.halves import half
from accord.bench.similarity_music import SMALLEST
from accord.domain.analysis import Floats
from accord.domain.errors import AudioError
from accord.features.embedding import raw_embedding
from accord.features.evidence import Evidence
from accord.features.measures import Measures
from accord.features.space import PARTS

ROW = 10
"""Numbers on a line."""


def music(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the demo library, and the files of the half with which constants are chosen."""
    yield from sorted(demo_library(print).glob("*.flac"))
    for folder in folders:
        for found in walk(folder).audio:
            if half(found.path.name) == "tune" and found.path.stat().st_size >= SMALLEST:
                yield found.path


def raw(file: Path) -> Floats:
    """Return where a file lies, in the units of each dimension.

    Raises
    ------
    AudioError
        If the file cannot be decoded.
    """
    with open_audio(file) as stream:
        measures = Measures(hear(Evidence(listen(stream))))
    return raw_embedding(measures, {describe.__name__: describe(measures) for describe in DESCRIPTORS})


def printed(name: str, values: Floats) -> str:
    """Return an array as Python writes it, two digits of each number, a part on lines of its own."""
    lines = []
    for part, at in PARTS.items():
        numbers = [f"{float(f'{value:.2g}')!r}" for value in values[at]]
        rows = [", ".join(numbers[k : k + ROW]) for k in range(0, len(numbers), ROW)]
        lines += [f"    {rows[0]},  # {part}", *(f"    {row}," for row in rows[1:])]
    return "\n".join([f"{name} = np.array([", *lines, "])"])


def main() -> None:
    """Hear all of it and print the units."""
    heard = []
    for file in music(map(Path, sys.argv[1:])):
        try:
            heard.append(raw(file))
        except AudioError as error:
            print(error, file=sys.stderr)
    points = np.array(heard)
    print(f"# {len(points)} pieces")
    print(printed("CENTRES", np.median(points, axis=0)))
    print(printed("SCALES", points.std(axis=0)))


if __name__ == "__main__":
    main()
