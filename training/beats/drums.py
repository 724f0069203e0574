"""What drummers play: patterns by style, varied by chance, with fills."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from training.beats.metre import Metre

KICK, SNARE, RIM, CLAP, HAT, PEDAL, OPEN, RIDE, CRASH, BELL, TAMBOURINE, SHAKER, CONGA, BONGO, WOOD = (
    36, 38, 37, 39, 42, 44, 46, 51, 49, 56, 54, 70, 63, 60, 76,
)  # fmt: skip
TOMS = (50, 48, 47, 45, 43, 41)

Pattern = dict[int, str]
"""Drum -> one sign a slot: ``x`` a stroke, ``X`` a strong one, ``o`` a soft one, ``.`` none."""

PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "rock": (
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.......X.x.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.....x.X.......", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x....x.x.....", SNARE: "....X.......X...", HAT: "x...x...x...x..."},
        {KICK: "X.x.......x.x...", SNARE: "....X.......X...", OPEN: "x...x...x...x..."},
        {KICK: "X.....x...x.....", SNARE: "....X.......X..o", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "X..x..x...x..x..", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
        {KICK: "X.x.....X.x.....", SNARE: "....X.......X...", RIDE: "x...x...x...x...", HAT: "..x...x...x...x."},
    ),
    "half time": (
        {KICK: "X.....x.........", SNARE: "........X.......", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x......x..x..", SNARE: "........X.......", HAT: "x...x...x...x..."},
        {KICK: "X.x...x....x....", SNARE: "........X.......", OPEN: "x...x...x...x..."},
    ),
    "slow": (
        {KICK: "X.....x.x.......", SNARE: "....X.......X...", HAT: "xxxxxxxxxxxxxxxx"},
        {KICK: "X.......x.x.....", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "X..x......x.....", SNARE: "....X.......X..o", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "X......xX.......", RIM: "....x.......x...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x.oxx.oxx.oxx.ox"},
    ),
    "alike": (
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.......X.......", SNARE: "....X.......X...", RIDE: "x...x...x...x..."},
        {KICK: "X.....x.X.....x.", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X...X...X...X...", HAT: "..x...x...x...x."},
        {KICK: "X.......X.......", RIM: "....x.......x...", SHAKER: "xoxoxoxoxoxoxoxo"},
        {SHAKER: "x.xxx.xxx.xxx.xx"},
        {KICK: "x.......x.......", TAMBOURINE: "....x.......x..."},
        {HAT: "....x.......x..."},
    ),
    "punk": (
        {KICK: "X...X...X...X...", SNARE: "..X...X...X...X.", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X...x.x.X...x.x.", SNARE: "..X...X...X...X.", RIDE: "x...x...x...x..."},
    ),
    "metal": (
        {KICK: "XxxxXxxxXxxxXxxx", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
        {KICK: "XxxxXxxxXxxxXxxx", SNARE: "........X.......", OPEN: "x...x...x...x..."},
        {KICK: "X.xxX.xxX.xxX.xx", SNARE: "....X.......X...", RIDE: "x...x...x...x..."},
        {KICK: "x.x.x.x.x.x.x.x.", SNARE: ".x.x.x.x.x.x.x.x", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "x...x...x...x...", SNARE: "..x...x...x...x.", CRASH: "x...x...x...x..."},
        {KICK: "X..x..x.x..x..x.", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
        {KICK: "X.xx..xx.xx.x.xx", SNARE: "........X.......", CRASH: "x...x...x...x..."},
        {KICK: "X..x..x..x..x.x.", SNARE: "........X.......", OPEN: "x...x...x...x..."},
        {KICK: "xxxxxxxxxxxxxxxx", SNARE: "x.x.x.x.x.x.x.x.", CRASH: "x...x...x...x..."},
    ),
    "house": (
        {KICK: "X...X...X...X...", CLAP: "....x.......x...", OPEN: "..x...x...x...x."},
        {KICK: "X...X...X...X...", CLAP: "....x.......x...", HAT: "x.x.x.x.x.x.x.x.", OPEN: "..x...x...x...x."},
        {KICK: "X...X...X...X...", OPEN: "..x...x...x...x.", SHAKER: "xoxoxoxoxoxoxoxo"},
        {KICK: "X...X...X...X...", HAT: "..x...x...x...x.", RIM: "...x..x....x..x."},
        {KICK: "X...X...X...X...", SNARE: "....x.......x..o", HAT: "xxxxxxxxxxxxxxxx", TAMBOURINE: "..x...x...x...x."},
        {KICK: "X...X...X...X..."},
        {OPEN: "..x...x...x...x.", CLAP: "....x.......x..."},
    ),
    "breaks": (
        {KICK: "X.........x.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.x.......xx....", SNARE: "....X..o.o..X..o", RIDE: "x.x.x.x.x.x.x.x."},
        {KICK: "X.x.......x.....", SNARE: "....X..x.x..X..x", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X..x......x..x..", SNARE: "....X.......X.o.", HAT: "xoxoxoxoxoxoxoxo"},
    ),
    "hip-hop": (
        {KICK: "X..x...x..x.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.....xx..x.....", SNARE: "....X.......X...", HAT: "xxx.x.xxx.x.x.x."},
        {KICK: "X......x..x....x", CLAP: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "X.x....x.xx.....", SNARE: "....X..o....X..o", HAT: "x...x...x...x..."},
    ),
    "funk": (
        {KICK: "X..x..x...x..x..", SNARE: "....X..o.o..X..o", HAT: "xoxoxoxoxoxoxoxo"},
        {KICK: "X.x...x..x.x....", SNARE: "....X..x....X..x", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X.........x..x..", SNARE: "....X.o..o..X.o.", HAT: "xxxxxxx.xxxxxxx.", OPEN: ".......x.......x"},
        {KICK: "X..x....x..x....", SNARE: "..x..x..x.x...x.", HAT: "x.x.x.x.x.x.x.x."},
    ),
    "reggae": (
        {KICK: "........X.......", RIM: "........x.......", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "X...X...X...X...", RIM: "........x.......", HAT: "..x...x...x...x."},
        {KICK: "X.......X.......", SNARE: "....x.......x...", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "........X.......", SNARE: "........x.....x.", HAT: "..x...x...x...x."},
    ),
    "ska": (
        {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "..x...x...x...x."},
        {KICK: "X...x...X...x...", RIM: "....x.......x...", HAT: "x.x.x.x.x.x.x.x."},
    ),
    "bossa": (
        {KICK: "x..xx..xx..xx..x", RIM: "x..x..x...x..x..", HAT: "x.x.x.x.x.x.x.x."},
        {KICK: "x..xx..xx..xx..x", RIM: "..x.x...x..x..x.", SHAKER: "xoxoxoxoxoxoxoxo"},
    ),
    "latin": (
        {BELL: "x.x.xx.xx.x.xx.x", CONGA: "..x...xx..x...xx", KICK: "...x..x....x..x."},
        {CONGA: "x.x.x.xxx.x.x.xx", WOOD: "x..x..x...x.x...", BONGO: "xoxoxoxoxoxoxoxo"},
        {KICK: "X..xX..xX..xX..x", SNARE: "x.xx.x.xx.xx.x.x", TAMBOURINE: "xxxxxxxxxxxxxxxx"},
        {KICK: "X..x..x.X..x..x.", SNARE: "...x..x....x..x.", SHAKER: "xoxoxoxoxoxoxoxo"},
        {KICK: "X...X...X...X...", SNARE: "...x..x....x..x.", HAT: "x.x.x.x.x.x.x.x."},
    ),
    "march": (
        {KICK: "X...X...X...X...", SNARE: "x.xxx.xxx.xxx.x."},
        {KICK: "X.......X.......", SNARE: "..x...x...x...x.", CRASH: "x.......x......."},
        {KICK: "X.......X.......", SNARE: "....x.......x..."},
        {SNARE: "x..xx.x.x..xx.xx", KICK: "X...x...X...x..."},
    ),
    "train": (
        {KICK: "X...X...X...X...", SNARE: "o.ooX.ooo.ooX.oo"},
        {KICK: "X.......X.......", SNARE: "ooooXoooooooXooo"},
        {KICK: "X...X...X...X...", SNARE: "..x...x...x...x."},
    ),
    "swing": (
        {RIDE: "x..x.xx..x.x", PEDAL: "...x.....x.."},
        {RIDE: "x..x.xx..x.x", PEDAL: "...x.....x..", KICK: "o..o..o..o.."},
        {HAT: "x..x.xx..x.x", SNARE: "...o.....o..", KICK: "x.....x....."},
        {RIDE: "x..x.xx..x.x", SNARE: ".....o.....o", PEDAL: "...x.....x.."},
    ),
    "shuffle": (
        {KICK: "X.....X.....", SNARE: "...X.....X..", HAT: "x.xx.xx.xx.x"},
        {KICK: "X....xX.....", SNARE: "...X.....X..", RIDE: "x.xx.xx.xx.x"},
        {KICK: "X.....X....x", SNARE: "...X.....X..", HAT: "xxxxxxxxxxxx"},
        {KICK: "X..X..X..X..", SNARE: "...X.....X..", HAT: "x.xx.xx.xx.x"},
    ),
}  # fmt: skip
"""A bar of four beats each: sixteen slots, or twelve in triplets."""
BARS: dict[tuple[int, int], tuple[Pattern, ...]] = {
    (3, 4): (
        {KICK: "X...........", SNARE: "....x...x..."},
        {KICK: "X...........", HAT: "....x...x..."},
        {KICK: "X.....x.....", SNARE: "........X...", HAT: "x.x.x.x.x.x."},
        {KICK: "X...........", SNARE: "....X.......", RIDE: "x...x.x.x.x."},
        {KICK: "X.....x.....", SNARE: "....x...x.x.", RIDE: "x...x...x..."},
    ),
    (2, 4): (
        {KICK: "X...x...", SNARE: "..x...x."},
        {KICK: "X.......", SNARE: "....X..."},
        {KICK: "X.......", SNARE: "..x.x.x.", CRASH: "x......."},
        {KICK: "X...x...", SNARE: "..xx..xx", TAMBOURINE: "x.x.x.x."},
    ),
    (2, 3): (
        {KICK: "X.....", SNARE: "...X..", HAT: "xxxxxx"},
        {KICK: "X....x", SNARE: "...X..", RIDE: "x.xx.x"},
        {KICK: "X..X..", TAMBOURINE: "x.xx.x"},
        {KICK: "X.x...", SNARE: "...X..", HAT: "x..x.."},
    ),
    (3, 3): ({KICK: "X........", SNARE: "...x..x..", HAT: "x.xx.xx.x"}, {KICK: "X........", HAT: "xxxxxxxxx"}),
    (5, 4): (
        {KICK: "X.........X.........", SNARE: "........X.......X...", HAT: "x.x.x.x.x.x.x.x.x.x."},
        {KICK: "X.....x.....X.......", SNARE: "....X.......X.......", RIDE: "x...x.x.x...x...x.x."},
    ),
    (7, 4): (
        {
            KICK: "X.......X.......X.....x.....",
            SNARE: "....X.......X.......X.......",
            HAT: "x.x.x.x.x.x.x.x.x.x.x.x.x.x.",
        },
        {
            KICK: "X.....x.....X.......X.......",
            SNARE: "........X.......X.......X...",
            RIDE: "x...x...x...x...x...x...x...",
        },
    ),
    (6, 4): (
        {KICK: "X.....x.....X.......x...", SNARE: "....X.......X.......X...", HAT: "x.x.x.x.x.x.x.x.x.x.x.x."},
        {KICK: "X...........X...........", SNARE: "....x...x.......x...x...", RIDE: "x...x...x...x...x...x..."},
    ),
}  # fmt: skip
"""Bars of other lengths: (beats, parts of a beat) -> patterns."""
STRENGTH = {"X": 115, "x": 95, "o": 50}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke on one drum."""

    slot: int
    drum: int
    velocity: int


class Drummer:
    """Plays one style throughout a piece, never quite the same.

    Parameters
    ----------
    rng : Random
        Chance.
    metre : Metre
        Of all bars.
    style : str
        One of ``PATTERNS``; only where bars have four beats.
    """

    def __init__(self, rng: Random, metre: Metre, style: str) -> None:
        self._rng = rng
        self._metre = metre
        fitting = [
            p for p in PATTERNS[style] if metre.beats == 4 and all(len(row) == metre.slots for row in p.values())
        ]
        shared = PATTERNS["shuffle"] if metre.slots == 12 and metre.beats == 4 else BARS.get((metre.beats, metre.parts))
        self._patterns = [self._varied(pattern) for pattern in fitting or shared or PATTERNS["rock"]]
        self._fills = rng.choice((0.0, 0.3, 0.7, 0.9))
        self._accent = rng.uniform(0.0, 0.3)

    def section(self) -> Pattern:
        """Return the pattern of a section."""
        pattern = dict(self._rng.choice(self._patterns))
        if len(pattern) > 2 and self._rng.random() < 0.15:
            del pattern[self._rng.choice(list(pattern))]
        return pattern

    def bar(self, pattern: Pattern, first: bool, last: bool) -> list[Stroke]:
        """Return a bar of a section: its first may begin with a crash, its last may end in a fill."""
        rng, metre = self._rng, self._metre
        fill = metre.slots - rng.choice((1, 1, 2)) * metre.parts if last and rng.random() < self._fills else metre.slots
        strokes = []
        for drum, row in pattern.items():
            for slot in range(min(fill, metre.slots)):
                sign = row[slot % len(row)]
                if sign == "." or (sign == "o" and rng.random() < 0.3) or rng.random() < 0.01:
                    continue
                weight = 1.0 + self._accent * (metre.weight(slot) - 0.5)
                strokes.append(Stroke(slot, drum, round(STRENGTH[sign] * weight * rng.uniform(0.9, 1.0))))
        strokes += self._fill(fill)
        if first and rng.random() < 0.6:
            strokes.append(Stroke(0, CRASH, 110))
        return strokes

    def _fill(self, start: int) -> list[Stroke]:
        rng, drums = self._rng, [SNARE, *self._rng.sample(TOMS, 3)]
        step = rng.choice((1, 1, 2))
        slots = [slot for slot in range(start, self._metre.slots, step) if rng.random() < 0.85]
        return [Stroke(slot, rng.choice(drums), round(rng.uniform(70, 120))) for slot in slots]

    def _varied(self, pattern: Pattern) -> Pattern:
        rng = self._rng
        chance = rng.choice((0.0, 0.0, 0.02, 0.06))
        made = {}
        for drum, row in pattern.items():
            other = HAT if drum == RIDE and rng.random() < 0.3 else drum
            signs = [rng.choice("x.") if rng.random() < chance and slot else sign for slot, sign in enumerate(row)]
            made[other] = "".join(signs)
        return made
