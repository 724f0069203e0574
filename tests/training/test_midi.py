"""Several pieces in one MIDI file."""

from __future__ import annotations

from training.beats.midi import GAP, TICKS, midi, offsets
from training.beats.piece import Note, Piece

PIECES = [
    Piece("one", 2.0, [Note(0.5, 0.5, 60, 100, 0)], {0: 24}),
    Piece("two", 3.0, [Note(0.0, 1.0, 64, 80, 3), Note(1.0, 1.0, 200, 80, 3)]),
]


def test_pieces_follow_one_another_with_a_gap() -> None:
    assert offsets(PIECES) == [0.0, 2.0 + GAP]


def test_notes_stand_at_their_ticks() -> None:
    events = list(_events(midi(PIECES)))
    notes = [(tick, message) for tick, message in events if message[0] & 0xF0 == 0x90]
    assert notes == [(TICKS // 2, b"\x90\x3c\x64"), (round(TICKS * (2.0 + GAP)), b"\x93\x40\x50")]
    assert (0, b"\xc0\x18") in events
    assert events[-1] == (round(TICKS * (2.0 + GAP + 3.0 + GAP)), b"\xff\x2f\x00")


def _events(file: bytes) -> list[tuple[int, bytes]]:
    """Read a track that has channel messages and an end only."""
    assert file[:8] == b"MThd\x00\x00\x00\x06"
    track, at, tick, found = file[22:], 0, 0, []
    while at < len(track):
        delta = 0
        while True:
            delta, more = delta << 7 | track[at] & 0x7F, track[at] & 0x80
            at += 1
            if not more:
                break
        tick += delta
        size = 2 if track[at] & 0xF0 == 0xC0 else 3
        found.append((tick, track[at : at + size]))
        at += size
    return found
