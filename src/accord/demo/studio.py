"""From a piece to sound: every part played, placed, given its room, mixed and levelled."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from accord.demo.harmony import frequency
from accord.demo.performance import Note, perform
from accord.demo.score import Part, Piece
from accord.demo.sound import crowd, effects
from accord.demo.sound.filters import lowpass
from accord.demo.sound.orchestra import CROWD, DRUMS, PITCHED, SINGER, SPEAKER
from accord.demo.sound.oscillators import SR, Audio
from accord.demo.sound.voice import sing, speak
from accord.demo.timeline import Timeline, timeline
from accord.demo.truth import Truth, truth_of
from accord.domain.errors import ScoreError

Stereo = NDArray[np.float32]

LAYERS = 4
"""Strengths at which a note is synthesised; between them only its level changes."""
TAKES = 3
"""Takes of each drum, so that two strokes in a row differ."""
CROWDS = {"murmur": crowd.murmur, "applause": crowd.applause, "cheer": crowd.cheer}


def render(piece: Piece) -> tuple[Stereo, Truth]:
    """Play a piece.

    Parameters
    ----------
    piece : Piece

    Returns
    -------
    y : array of shape (n, 2), float32
        At 44,100 Hz; every sample within -0.89 to 0.89.
    truth : Truth
        What is exactly true of it.

    Raises
    ------
    ScoreError
        If a part names an unknown instrument or plays what is not in the language.
    """
    time = timeline(piece)
    n = round(time.duration * SR)
    dry = np.zeros((2, n), np.float32)
    wet = np.zeros((2, n), np.float32)
    for part in piece.parts:
        placed = _placed(part, _played(piece, part, time, n), piece, time)
        dry += placed
        if part.reverb:
            wet += np.float32(part.reverb) * placed
    mixed = dry + effects.room(wet, piece.hall, 0.45)
    return np.ascontiguousarray(_mastered(mixed, piece).T), truth_of(piece, time)


def _played(piece: Piece, part: Part, time: Timeline, n: int) -> Audio:
    """Return the bare sound of a part, shape (n,)."""
    rng = np.random.Generator(np.random.PCG64([piece.seed, zlib.crc32(part.name.encode())]))
    y = np.zeros(n, np.float32)
    if part.instrument == SPEAKER:
        sounds = _spoken(part, time, rng)
    elif part.instrument == CROWD:
        sounds = _of_crowd(part, time, rng)
    elif part.instrument == SINGER:
        sounds = _sung(part, perform(piece, part, time, rng), rng)
    else:
        sounds = _instrumental(part, perform(piece, part, time, rng), rng)
    for start, sound, level in sounds:
        at = round(start * SR)
        stop = min(at + len(sound), n)
        y[at:stop] += np.float32(level) * sound[: stop - at]
    return y


def _instrumental(part: Part, notes: list[Note], rng: np.random.Generator) -> Iterator[tuple[float, Audio, float]]:
    """Yield start, sound and level of notes; equal notes are synthesised once."""
    instrument = (PITCHED | DRUMS).get(part.instrument)
    if instrument is None:
        raise ScoreError(f"The part {part.name!r} names the instrument {part.instrument!r}, which there is not.")
    struck = part.instrument in DRUMS
    made: dict[tuple[int, int, int, int], Audio] = {}
    for count, each in enumerate(notes):
        layer = min(int(each.velocity * LAYERS), LAYERS - 1)
        length = 0 if struck else max(round(each.duration * 100), 3)
        name = (each.pitch, length, layer, count % TAKES if struck else 0)
        if name not in made:
            made[name] = instrument(frequency(each.pitch), length / 100, (layer + 0.5) / LAYERS, rng)
        yield each.start, made[name], each.velocity


def _sung(part: Part, notes: list[Note], rng: np.random.Generator) -> Iterator[tuple[float, Audio, float]]:
    for count, each in enumerate(notes):
        syllable = part.syllables[count % len(part.syllables)]
        yield each.start, sing(frequency(each.pitch), each.duration, each.velocity, rng, syllable), each.velocity


def _spoken(part: Part, time: Timeline, rng: np.random.Generator) -> Iterator[tuple[float, Audio, float]]:
    """Yield the speech of each section that has a text: it begins just after the bar line, and ends in time."""
    for stretch in time.stretches:
        if stretch.section in part.play:
            start, end = time.span(stretch)
            said = speak(part.play[stretch.section], 118.0, rng)[: round((end - start - 0.25) * SR)]
            said[-2000:] *= np.linspace(1.0, 0.0, len(said[-2000:]), dtype=np.float32)
            yield start + 0.25, said, 1.0


def _of_crowd(part: Part, time: Timeline, rng: np.random.Generator) -> Iterator[tuple[float, Audio, float]]:
    """Yield what the crowd does: ``"cheer -6, murmur -20"`` names sounds and their levels in dB."""
    spans = [(name, span) for name, span in time.edges().items()]
    spans += [(stretch.section, time.span(stretch)) for stretch in time.stretches]
    for name, (start, end) in spans:
        for doing in filter(None, part.play.get(name, "").split(",")):
            what, _, level = doing.strip().partition(" ")
            if what not in CROWDS:
                raise ScoreError(f"A crowd cannot {what!r}; it knows {', '.join(CROWDS)}.")
            yield start, CROWDS[what](end - start, rng), 10.0 ** (float(level or 0) / 20)


def _placed(part: Part, y: Audio, piece: Piece, time: Timeline) -> Stereo:
    """Return a part with its effects, its gain and its place, shape (2, n)."""
    if part.drive:
        y = effects.amplifier(y, part.drive)
    if part.sweep:
        y = lowpass(y, _cutoff(part, time, len(y)), 1.0)
    if part.duck:
        y = y * effects.ducking(time.beats, len(y), part.duck, 0.3)
    gain = 10.0 ** (part.gain / 20)
    angle = (part.pan + 1.0) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]], dtype=np.float32) * np.float32(gain * np.sqrt(2))
    placed = sides * (effects.chorus(y) if part.wide else y[None, :])
    return effects.echo(placed, 45.0 / piece.tempo, 0.45, part.echo) if part.echo else placed


def _cutoff(part: Part, time: Timeline, n: int) -> NDArray[np.float64]:
    """Return the low-pass filter's cutoff at every sample, Hz: even on a scale of octaves."""
    cutoff = np.full(n, 18000.0)
    for stretch in time.stretches:
        if stretch.section in part.sweep:
            start, end = (round(second * SR) for second in time.span(stretch))
            low, high = part.sweep[stretch.section]
            cutoff[start:end] = np.geomspace(low, high, end - start)
    return cutoff


def _mastered(y: Stereo, piece: Piece) -> Stereo:
    """Return the mix at the piece's level, limited and faded."""
    power = np.mean(np.square(y), axis=0)
    blocks = power[: len(power) // SR * SR].reshape(-1, SR).mean(axis=1)
    heard = blocks[blocks > 0.01 * blocks.max()]
    y = effects.limited(y * np.float32(10.0 ** (piece.level / 20) / np.sqrt(heard.mean())))
    rise, fall = round(piece.fade_in * SR), round(max(piece.fade_out, 0.3) * SR)
    y[:, :rise] *= np.linspace(0.0, 1.0, rise, dtype=np.float32) ** 2
    y[:, y.shape[1] - fall :] *= np.linspace(1.0, 0.0, fall, dtype=np.float32) ** 2
    return y
