"""Four voices that move together: chorales and hymns, with upbeats, passing notes and fermatas."""

from __future__ import annotations

from random import Random

from training.beats.chords import Chord, Key, any_key, progression
from training.beats.metre import METRES, Timing, beat_times, seconds
from training.beats.piece import Note, Piece, Span
from training.beats.styles import Style

RANGES = ((60, 79), (55, 72), (48, 67), (40, 60))
"""Pitches of soprano, alto, tenor and bass."""


def chorale(rng: Random, name: str, style: Style) -> Piece:
    """Return a chorale: phrases of two to four bars, each ending on a long chord."""
    metre = METRES[rng.choice(style.metres)]
    timing = Timing(rng.uniform(*style.tempo), rng.choice((0.0, 0.01, 0.02)), rng.choice((0.0, 0.03)), 0.3)
    key = any_key(rng, style.harmony)
    pickup = rng.choice((0, 1, 1))
    phrase = rng.choice((2, 4, 4)) * metre.beats
    phrases = max(2, round(rng.uniform(40.0, 70.0) * timing.tempo / 60.0 / phrase))
    held = rng.random() < 0.6
    count = phrases * phrase + pickup
    holds = {(k + 1) * phrase - 1: rng.uniform(1.2, 2.2) for k in range(phrases) if held and rng.random() < 0.8}
    beats = beat_times(rng, timing, [1.0] * count, rng.uniform(0.2, 2.0), holds)
    piece = Piece(name, beats[-1] + 1.5, beats=beats[:-1], downbeats=beats[pickup:-1][:: metre.beats])
    program, one = rng.choice(style.chords), rng.random() < 0.7
    for voice in range(4):
        piece.programs[voice] = program if one else rng.choice(style.chords)
        piece.volumes[voice] = rng.randint(80, 115)
    chords = _chords(rng, key, count, phrase)
    _sing(rng, piece, beats, chords, phrase)
    piece.key = key.name
    piece.keys = [Span(beats[0], beats[-1], key.name)]
    piece.chords = [Span(beats[k], beats[k + 1], chord.label) for k, chord in enumerate(chords)]
    return piece


def _chords(rng: Random, key: Key, count: int, phrase: int) -> list[Chord]:
    """Return a chord a beat, cadences at the ends of phrases; now and then one lasts two beats."""
    chords: list[Chord] = []
    while len(chords) < count:
        for chord in progression(rng, key, "classical", 3):
            chords += [chord] * rng.choice((1, 1, 1, 2))
    chords = chords[:count]
    for end in range(phrase - 1, count, phrase):
        chords[end] = Chord(key, rng.choice((0, 0, 4)))
        chords[max(end - 1, 0)] = Chord(key, rng.choice((4, 3)))
    return chords


def _sing(rng: Random, piece: Piece, beats: list[float], chords: list[Chord], phrase: int) -> None:
    """Write the voices: each goes to the nearest note of the next chord; some fill a third with a passing note."""
    passing, human, gate = rng.choice((0.0, 0.15, 0.35)), rng.choice((0.0, 0.005, 0.015)), rng.uniform(0.85, 1.0)
    velocity = rng.randint(60, 95)
    for voice, (low, high) in enumerate(RANGES):
        at, pitches = rng.randint(low + 5, high - 5), []
        for chord in chords:
            at = _nearest(chord, at, low, high, bass=voice == 3)
            pitches.append(at)
        slot = 0
        while slot < len(chords):
            length = 1
            same = slot + 1 < len(chords) and pitches[slot + 1] == pitches[slot]
            if same and slot % phrase != phrase - 1 and rng.random() < 0.4:
                length = 2
            start, end = seconds(beats, slot), seconds(beats, slot + length)
            strength = velocity + rng.randint(-4, 4) + (5 if slot % phrase == 0 else 0)
            step = pitches[slot + length] - pitches[slot] if slot + length < len(chords) else 0
            if abs(step) in (3, 4) and slot % phrase != phrase - 1 and rng.random() < 2 * passing:
                middle = 0.5 * (seconds(beats, slot + length - 1) + end)
                between = pitches[slot] + (2 if step > 0 else -2)
                piece.notes.append(_note(rng, start, middle, pitches[slot], strength, voice, human, gate))
                piece.notes.append(_note(rng, middle, end, between, strength - 5, voice, human, gate))
            else:
                piece.notes.append(_note(rng, start, end, pitches[slot], strength, voice, human, gate))
            slot += length


def _note(
    rng: Random, start: float, end: float, pitch: int, velocity: int, voice: int, human: float, gate: float
) -> Note:
    start = max(0.0, start + rng.gauss(0.0, human)) if human else start
    return Note(start, max(0.05, gate * (end - start)), pitch, velocity, voice)


def _nearest(chord: Chord, at: int, low: int, high: int, bass: bool) -> int:
    tones = {chord.tone(step, low) for step in ((0, 1) if bass else (0, 1, 2))}
    reachable = [pitch + 12 * octave for pitch in tones for octave in range(3) if pitch + 12 * octave <= high]
    return min(reachable, key=lambda pitch: abs(pitch - at) + (pitch == at))
