"""What basses, chords and tunes play over a bar of harmony: notes in slots, before they are put in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from training.beats.chords import Chord
from training.beats.metre import Metre, rhythm


@dataclass(frozen=True, slots=True)
class Tone:
    """A note before it is put in time."""

    slot: float
    """From the first slot of the section."""
    length: float
    """Slots."""
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Harmony:
    """The chords of a section: one each ``every`` slots."""

    metre: Metre
    chords: Sequence[Chord]
    every: int
    slots: int
    """Length of the section."""

    def at(self, slot: float) -> Chord:
        """Return the chord that sounds at a slot."""
        return self.chords[int(slot // self.every) % len(self.chords)]

    @property
    def bars(self) -> int:
        """Whole bars of the section."""
        return self.slots // self.metre.slots


BASSES: dict[str, tuple[str, ...]] = {
    "eighths": ("r.r.r.r.r.r.r.r.", "r.r.r.r.r.r.r.5."),
    "sixteenths": ("rrrrrrrrrrrrrrrr", "r.rrr.rrr.rrr.rr"),
    "roots": ("r-------r-------", "r---------------", "r-----r-r-------", "r...r...r...r..."),
    "fifths": ("r...5...r...5...", "r-------5-------", "r.....r.5.......", "r...r...5...5..."),
    "offbeat": ("..r...r...r...r.", ".rrr.rrr.rrr.rrr", "..r...r...r..r.8"),
    "octaves": ("r.8.r.8.r.8.r.8.", "r..8..r.r..8..r."),
    "syncopated": ("r..r..r...r..r..", "r.....r..r....r.", "r..5..8...r..5..", "r..r.....r.r....", "...r..r....r..r."),
    "bossa": ("r..55..5r..55..5", "r-----5-r-----5-"),
    "dub": ("....r.r.5...r...", "r.r...5.....3.r.", "..r.r...5.r.....", "........r.r.3.5."),
    "tumbao": ("......5.....r---", "r.....5.....8---"),
}  # fmt: skip
"""One bar of four beats in sixteen slots: ``r`` root, ``3 5 8`` that step of the chord, ``-`` held, ``.`` none."""
COMPS: dict[str, tuple[str, ...]] = {
    "held": ("X---------------", "X-------X-------"),
    "quarters": ("x...x...x...x...", "X---X---X---X---"),
    "eighths": ("x.x.x.x.x.x.x.x.",),
    "offbeat": ("..x...x...x...x.", "..xx..xx..xx..xx"),
    "backbeat": ("....x.......x...",),
    "boom-chick": ("....x.......x...", "..x...x...x...x."),
    "syncopated": ("x..x..x...x..x..", "x..x..x.x..x..x.", "...x..x....x..x.", "x.....x...x.....", "..x..x....x..x..",
                   "X--X--X-X--X--X-", "X--X----------X-"),
    "charleston": ("x.....x.........", "x.....x.......x.", "..x.......x....."),
    "montuno": ("x.x.xx.x.xx.x.x.", ".xx.x.xx.x.xx.x."),
    "gallop": ("x.xxx.xxx.xxx.xx", "x.xxx.xxx.x.x.x."),
    "scratch": ("xoxxoxxoxxoxoxxo", "..xx..x...xx..x."),
}  # fmt: skip


def bass_line(rng: Random, harmony: Harmony, kind: str, lowest: int) -> list[Tone]:
    """Return a bass of one of the kinds in ``BASSES``, walking, or of its own rhythm."""
    metre = harmony.metre
    if kind == "walking":
        return _walking(rng, harmony, lowest)
    row = _row(rng, metre, BASSES[kind]) if kind in BASSES else None
    if row is None or "r" not in row:
        slots = rhythm(rng, metre, rng.choice((1, 1, 2)), rng.uniform(0.6, 2.0), rng.uniform(0.0, 0.7))
        held = rng.choice("-.")
        row = _signs(slots, metre, rng, held)
    tones = []
    for slot in range(harmony.slots):
        sign = row[slot % len(row)]
        if sign in ".-":
            continue
        chord = harmony.at(slot)
        length = _held(row, slot)
        pitch = chord.bass(lowest) if sign in "rxX" else chord.tone({"3": 1, "5": 2, "8": 3}.get(sign, 0), lowest)
        tones.append(Tone(slot, length, pitch, rng.randint(88, 104) + (6 if slot % metre.slots == 0 else 0)))
    return tones


def comping(rng: Random, harmony: Harmony, kind: str, lowest: int) -> list[Tone]:
    """Return chords in a rhythm of one of the kinds in ``COMPS``, broken, or of its own rhythm."""
    metre = harmony.metre
    if kind == "broken":
        return _broken(rng, harmony, lowest)
    if kind == "after-beats":
        return _after_beats(rng, harmony, lowest)
    row = _row(rng, metre, COMPS[kind]) if kind in COMPS else None
    if row is None or not set(row) & set("xX"):
        slots = rhythm(rng, metre, rng.choice((1, 2)), rng.uniform(0.5, 1.8), rng.uniform(0.2, 0.9))
        row = _signs(slots, metre, rng, rng.choice("-."))
    tones = []
    for slot in range(harmony.slots):
        sign = row[slot % len(row)]
        if sign in ".-":
            continue
        velocity = 45 if sign == "o" else rng.randint(75, 95)
        length = _held(row, slot) if sign in "Xx" else 0.5
        tones += [Tone(slot, length, pitch, velocity) for pitch in harmony.at(slot).voicing(lowest)]
    return tones


def tune(rng: Random, harmony: Harmony, lowest: int, density: float, syncopation: float) -> list[Tone]:
    """Return a melody: a motif of a bar or two that comes again, on the chord in strong places, with rests."""
    metre = harmony.metre
    motifs = [rhythm(rng, metre, 1, density * rng.uniform(0.6, 1.4), syncopation) for _ in range(3)]
    form = [rng.randrange(3) for _ in range(rng.choice((1, 2, 4)))]
    tones, at = [], rng.randrange(5, 10)
    for bar in range(harmony.bars):
        if rng.random() < 0.1:
            continue
        cadence = bar % 4 == 3
        slots = [0] if cadence and rng.random() < 0.5 else motifs[form[bar % len(form)]]
        for place, slot in enumerate(slots):
            start = bar * metre.slots + slot
            chord = harmony.at(start)
            at = min(max(at + rng.choice((-2, -1, -1, 0, 1, 1, 2, 3)), 0), 14)
            if metre.weight(slot) > 0.6:
                at = min(range(15), key=lambda step: (not _in_chord(step, chord), abs(step - at)))
            end = slots[place + 1] if place + 1 < len(slots) else metre.slots
            length = (end - slot) * rng.choice((0.5, 0.9, 0.95, 1.0))
            pitch = chord.key.pitch(at, 0) + 12 * ((lowest - chord.key.tonic) // 12)
            tones.append(Tone(start, length, pitch, rng.randint(80, 108) + round(8 * metre.weight(slot))))
    return tones


def running(rng: Random, harmony: Harmony, lowest: int, step: int) -> list[Tone]:
    """Return an unbroken line of equal notes, ``step`` slots each: scales and broken chords."""
    tones, at, way = [], rng.randrange(4, 10), 1
    for slot in range(0, harmony.slots, step):
        chord = harmony.at(slot)
        if at >= 14 or at <= 0 or rng.random() < 0.15:
            way = -1 if at >= 14 or (at > 0 and rng.random() < 0.5) else 1
        at = min(max(at + way * rng.choice((1, 1, 1, 2)), 0), 14)
        pitch = chord.key.pitch(at, 0) + 12 * ((lowest - chord.key.tonic) // 12)
        tones.append(Tone(slot, 0.95 * step, pitch, rng.randint(70, 90) + round(10 * harmony.metre.weight(slot))))
    return tones


def _row(rng: Random, metre: Metre, patterns: Sequence[str]) -> str:
    """Return a pattern for a metre: as written for four beats, cut or repeated for others; in triplets without the
    second and last sixteenths of each beat.
    """
    row = rng.choice(patterns)
    if metre.parts == 3:
        row = "".join(row[at] + ("-" if row[at + 1] == "-" else ".") + row[at + 2] for at in range(0, 16, 4))
    return (row * 2)[: metre.slots]


def _signs(slots: Sequence[int], metre: Metre, rng: Random, held: str) -> str:
    bars = max(slots) // metre.slots + 1
    return "".join("x" if slot in slots else held for slot in range(bars * metre.slots))


def _held(row: str, slot: int) -> float:
    """Return how many slots a note lasts: over the dashes that follow, or just short of its slot's end."""
    length = 1
    while length < len(row) and row[(slot + length) % len(row)] == "-":
        length += 1
    return 0.9 if length == 1 else length - 0.1


def _walking(rng: Random, harmony: Harmony, lowest: int) -> list[Tone]:
    metre, tones = harmony.metre, []
    for slot in range(0, harmony.slots, metre.parts):
        chord, ahead = harmony.at(slot), harmony.at(slot + metre.parts)
        if slot % harmony.every == 0:
            pitch = chord.bass(lowest)
        elif (slot + metre.parts) % harmony.every == 0 and rng.random() < 0.6:
            pitch = ahead.bass(lowest) + rng.choice((-1, 1, -2, 2))
        else:
            pitch = chord.tone(rng.randrange(4), lowest)
        tones.append(Tone(slot, 0.9 * metre.parts, pitch, rng.randint(85, 100)))
        if rng.random() < 0.08:
            tones.append(Tone(slot + metre.parts * 2 // 3, 1.0, pitch, 75))
    return tones


def _broken(rng: Random, harmony: Harmony, lowest: int) -> list[Tone]:
    metre = harmony.metre
    step = rng.choice((1, 2, 2)) if metre.parts == 4 else 1
    size = metre.slots // step if metre.slots // step <= 8 else metre.parts * 2 // step
    order: tuple[int, ...] = rng.choice(
        ((0, 1, 2, 1), (0, 2, 1, 2), (0, 1, 2, 3), (0, 1, 2, 3, 2, 1), (2, 1, 0, 1), (0, 2, 1, 3))
    )
    if rng.random() < 0.4:
        order = tuple(order[place % len(order)] for place in range(max(size, 1)))
    tones = []
    for slot in range(0, harmony.slots, step):
        inside = (slot % metre.slots) // step
        pitch = harmony.at(slot).tone(order[inside % len(order)], lowest)
        tones.append(Tone(slot, rng.choice((0.9, 2.0)) * step, pitch, 72 + round(12 * metre.weight(slot))))
    return tones


def _after_beats(rng: Random, harmony: Harmony, lowest: int) -> list[Tone]:
    """Return a bass note on the first beat and chords on the others: waltz, march, stride."""
    metre, tones = harmony.metre, []
    half = metre.beats == 2 or (metre.beats == 4 and rng.random() < 0.3)
    for slot in range(0, harmony.slots, metre.parts // 2 if half and metre.parts == 4 else metre.parts):
        place, chord = slot % metre.slots, harmony.at(slot)
        low = place % (metre.parts if half else metre.parts * (2 if metre.beats % 2 == 0 else metre.beats)) == 0
        if low:
            pitch = chord.bass(lowest - 17) if place == 0 else chord.tone(2, lowest - 17)
            tones.append(Tone(slot, 1.8, pitch, rng.randint(85, 100)))
        else:
            tones += [Tone(slot, 1.2, pitch, rng.randint(60, 80)) for pitch in chord.voicing(lowest)]
    return tones


def _in_chord(step: int, chord: Chord) -> bool:
    size = len(chord.key.scale)
    return step % size in {degree % size for degree in chord.degrees()}
