"""Standard MIDI files: several pieces one after the other in one file, so that a renderer starts once for all."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from training.beats.piece import Piece

TICKS = 960
"""A second; the tempo is 120 with 480 ticks a beat and says nothing of the music."""
GAP = 2.0
"""Seconds from one piece to the next, in which its last sound dies away."""


def midi(pieces: Sequence[Piece]) -> bytes:
    """Return a MIDI file that plays pieces one after the other, each at its place in ``offsets``."""
    events: list[tuple[int, int, bytes]] = []
    for piece, offset in zip(pieces, offsets(pieces), strict=True):
        events += _events(piece, offset)
    events.sort(key=lambda event: event[:2])
    end = round(TICKS * (offsets(pieces)[-1] + pieces[-1].duration + GAP))
    track, now = bytearray(), 0
    for tick, _, message in [*events, (end, 9, b"\xff\x2f\x00")]:
        track += _variable_length(tick - now) + message
        now = tick
    header = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, TICKS // 2)
    return header + struct.pack(">4sI", b"MTrk", len(track)) + bytes(track)


def offsets(pieces: Sequence[Piece]) -> list[float]:
    """Return the seconds at which each of several pieces begins."""
    starts, at = [], 0.0
    for piece in pieces:
        starts.append(at)
        at += piece.duration + GAP
    return starts


def _events(piece: Piece, offset: float) -> list[tuple[int, int, bytes]]:
    """Return (tick, order within the tick, message): settings before ends of notes before their beginnings."""
    first = round(TICKS * offset)
    last = round(TICKS * (offset + piece.duration))
    events = []
    for channel in range(16):
        volume = piece.volumes.get(channel, 100)
        program = piece.programs.get(channel, 0)
        events.append((first, 0, bytes((0xB0 | channel, 7, volume))))
        events.append((first, 0, bytes((0xC0 | channel, program))))
        events.append((last + round(TICKS * GAP * 0.8), 8, bytes((0xB0 | channel, 120, 0))))
    for note in piece.notes:
        start = max(first, round(TICKS * (offset + note.start)))
        end = min(max(start + 10, round(TICKS * (offset + note.start + note.duration))), last)
        if 0 <= note.pitch < 128 and start < end:
            velocity = min(max(note.velocity, 1), 127)
            events.append((start, 3, bytes((0x90 | note.channel, note.pitch, velocity))))
            events.append((end, 2, bytes((0x80 | note.channel, note.pitch, 0))))
    return events


def _variable_length(value: int) -> bytes:
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(value & 0x7F | 0x80)
    return bytes(reversed(out))
