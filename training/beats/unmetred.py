"""Music and sound without a beat: slow clouds of notes, notes at random, babble of voices, silence with a knock."""

from __future__ import annotations

from random import Random

from training.beats.chords import any_key
from training.beats.piece import DRUMS, Note, Piece
from training.beats.styles import PADS, PIPES, STRINGS


def unmetred(rng: Random, name: str) -> Piece:
    """Return a piece with nothing to tap to, and so without beats."""
    piece = Piece(name, rng.uniform(25.0, 50.0))
    rng.choice((_clouds, _scattered, _knocks, _babble, _nothing))(rng, piece)
    return piece


def _clouds(rng: Random, piece: Piece) -> None:
    """Long notes that come and go when they like."""
    key = any_key(rng, "classical")
    for channel in range(4):
        piece.programs[channel] = rng.choice((*PADS, *STRINGS, 48, 52, 91, 92, 97))
        at = rng.uniform(0.0, 4.0)
        while at < piece.duration:
            length = rng.uniform(2.0, 12.0)
            pitch = key.pitch(rng.randrange(7), rng.choice((2, 3, 4, 5)))
            piece.notes.append(Note(at, length, pitch, rng.randint(40, 90), channel))
            at += rng.uniform(1.0, 9.0)


def _scattered(rng: Random, piece: Piece) -> None:
    """Notes at random times: a Poisson process, as many a second as it likes."""
    key = any_key(rng, "vamp")
    rate, at = rng.uniform(0.5, 6.0), 0.0
    for channel in range(3):
        piece.programs[channel] = rng.randrange(104)
    while at < piece.duration:
        at += rng.expovariate(rate)
        pitch = key.pitch(rng.randrange(7), rng.choice((3, 4, 5)))
        piece.notes.append(Note(at, rng.uniform(0.1, 2.0), pitch, rng.randint(40, 110), rng.randrange(3)))


def _knocks(rng: Random, piece: Piece) -> None:
    """A room in which things fall over now and then."""
    at = 0.0
    while at < piece.duration:
        at += rng.expovariate(rng.uniform(0.2, 2.0))
        piece.notes.append(Note(at, 0.1, rng.randint(35, 81), rng.randint(30, 120), DRUMS))


def _babble(rng: Random, piece: Piece) -> None:
    """One voice that speaks rather than sings: syllables of uneven length, and pauses for breath."""
    piece.programs[0] = rng.choice((*PIPES, 52, 53, 54, 64, 71, 85))
    at, pitch = rng.uniform(0.0, 1.0), rng.randint(45, 65)
    while at < piece.duration:
        for _ in range(rng.randint(3, 14)):
            length = rng.lognormvariate(-1.7, 0.4)
            pitch = min(max(pitch + rng.choice((-3, -2, -1, 0, 1, 2)), 42), 72)
            piece.notes.append(Note(at, 0.8 * length, pitch, rng.randint(50, 110), 0))
            at += length
        at += rng.uniform(0.2, 1.2)


def _nothing(rng: Random, piece: Piece) -> None:
    """No note at all, or one: what is heard is the noise of the medium."""
    if rng.random() < 0.5:
        piece.notes.append(Note(rng.uniform(0.0, piece.duration), 3.0, rng.randint(30, 80), 60, 0))
