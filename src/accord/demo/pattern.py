"""The language of patterns: what a part plays, bar by bar, as a line of text.

Bars are parted by ``|``; a bar's steps share it equally; spaces are free; ``*4`` repeats the bar before it.

=============  ==================================================================
``x  X  o``    a stroke: plain, strong, soft
``1 3 5 8``    a degree of the chord, counted from its bass note
``a b c d``    a note of the chord's voicing, from the lowest up
``#``          the whole chord
``C#5``        that note
``-``          what sounds goes on
``.``          a rest
``!  ?``       after any of these: strong, soft
=============  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accord.domain.errors import ScoreError

_TOKEN = re.compile(r"([A-G][#b]?\d|[xXo1-9a-f#.\-])([!?]?)")
_BAR = re.compile(r"(.*?)(?:\*\s*(\d+))?\s*", re.DOTALL)

STRONG, SOFT = 1.3, 0.6


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a bar: what happens, and how strongly (1 is plain)."""

    what: str
    accent: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something to play: when and how long in bars from the section's start, what, and how strongly."""

    at: float
    length: float
    what: str
    accent: float


Bars = tuple[tuple[Step, ...], ...]


def cells(text: str) -> list[str]:
    """Return the bars of a line, with ``*4`` written out.

    Raises
    ------
    ScoreError
        If a bar is empty.
    """
    out: list[str] = []
    for cell in text.split("|"):
        match = _BAR.fullmatch(cell)
        body, times = (match[1].strip(), int(match[2] or 1)) if match else ("", 1)
        if not body:
            raise ScoreError(f"An empty bar in {text!r}; write . for a rest.")
        out += [body] * times
    return out


def parse(text: str) -> Bars:
    """Return the bars of a pattern.

    Raises
    ------
    ScoreError
        If something in it is no step.
    """
    return tuple(_bar(cell) for cell in cells(text))


def events(bars: Bars, count: int) -> Iterator[Event]:
    """Yield what `bars`, repeated over `count` bars, plays; ``-`` lengthens what came before it."""
    sounding: Event | None = None
    for b in range(count):
        steps = bars[b % len(bars)]
        for s, step in enumerate(steps):
            length = 1.0 / len(steps)
            if step.what == "-" and sounding:
                sounding = Event(sounding.at, sounding.length + length, sounding.what, sounding.accent)
                continue
            if sounding:
                yield sounding
            sounding = Event(b + s * length, length, step.what, step.accent) if step.what not in ".-" else None
    if sounding:
        yield sounding


def _bar(cell: str) -> tuple[Step, ...]:
    compact = "".join(cell.split())
    steps, end = [], 0
    for match in _TOKEN.finditer(compact):
        if match.start() != end:
            break
        end = match.end()
        what, mark = match.groups()
        accent = STRONG if mark == "!" or what == "X" else SOFT if mark == "?" or what == "o" else 1.0
        steps.append(Step("x" if what in "xXo" else what, accent))
    if end != len(compact):
        raise ScoreError(f"{compact[end:]!r} in the bar {cell!r} is no step.")
    return tuple(steps)
