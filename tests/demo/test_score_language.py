"""Chords, keys, patterns and pieces are read as a musician would read them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.demo import harmony, load, pattern, piece_names
from accord.demo.harmony import QUALITIES, chord, frequency, key, note
from accord.demo.score import piece
from accord.domain.errors import ScoreError

PIECE: dict[str, Any] = {
    "title": "A",
    "artists": ["B"],
    "album": "small-weather",
    "track": 1,
    "genres": ["Folk"],
    "seed": 1,
    "key": "C major",
    "meter": "4/4",
    "tempo": 120,
    "form": ["verse"],
    "sections": {"verse": {"label": "A", "chords": "C"}},
    "parts": {"lead": {"instrument": "piano", "play": {"verse": "C4D4E4F4"}}},
}


@pytest.mark.parametrize(("name", "midi"), [("A4", 69), ("C4", 60), ("Bb3", 58), ("F#5", 78), ("C-1", 0)])
def test_notes_have_their_midi_numbers(name: str, midi: int) -> None:
    assert note(name) == midi


def test_the_octave_doubles_the_frequency() -> None:
    assert frequency(69) == 440.0
    assert frequency(81) == pytest.approx(880.0)


def test_a_chord_has_its_notes() -> None:
    assert chord("F#m7").voicing(note("C4")) == tuple(sorted(map(note, ("F#4", "A4", "C#4", "E4"))))
    assert chord("C/E").bass == 4
    assert chord("C/E").degree(8) == 12
    assert chord("C/E").degree(5) == 15  # from E up to G above the C


@given(st.sampled_from(sorted(QUALITIES)), st.sampled_from("CDEFGAB"), st.integers(0, 96))
def test_a_voicing_lies_within_an_octave_and_climbs(quality: str, root: str, lowest: int) -> None:
    sounding = chord(root + quality)
    voicing = sounding.voicing(lowest)
    assert list(voicing) == sorted(set(voicing))
    assert all(lowest <= each < lowest + 12 for each in voicing)
    climb = [sounding.tone(index, lowest) for index in range(6)]
    assert climb == sorted(set(climb))


@pytest.mark.parametrize(
    ("name", "transpose", "expected"),
    [
        ("A major", 0, (9, 1, "A major")),
        ("A major", 3, (0, 1, "C major")),
        ("D dorian", 0, (2, 0, "D dorian")),
        ("F# minor", 0, (6, 0, "F# minor")),
    ],
)
def test_keys(name: str, transpose: int, expected: tuple[int, int, str]) -> None:
    assert key(name, transpose) == expected


def test_steps_share_the_bar() -> None:
    played = list(pattern.events(pattern.parse("x.X- | A4--C#5!"), 2))
    assert [(event.at, event.length, event.what) for event in played] == [
        (0.0, 0.25, "x"),
        (0.5, 0.5, "x"),
        (1.0, 0.75, "A4"),
        (1.75, 0.25, "C#5"),
    ]
    assert [event.accent for event in played] == [1.0, pattern.STRONG, 1.0, pattern.STRONG]


def test_a_pattern_starts_again_and_bars_repeat() -> None:
    assert pattern.parse("x. *3 | .x") == pattern.parse("x. | x. | x. | .x")
    assert [event.at for event in pattern.events(pattern.parse("x."), 3)] == [0.0, 1.0, 2.0]


def test_a_note_is_held_over_the_bar_line() -> None:
    assert [event.length for event in pattern.events(pattern.parse("..A4- | --.."), 2)] == [1.0]


@pytest.mark.parametrize("text", ["x..y", "H4", "x | | x", ""])
def test_what_is_no_pattern_is_named(text: str) -> None:
    with pytest.raises(ScoreError):
        pattern.parse(text)


@pytest.mark.parametrize("name", ["H", "Cmin", "c", ""])
def test_what_is_no_chord_is_named(name: str) -> None:
    with pytest.raises(ScoreError, match="no chord"):
        chord(name)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"meter": "7/8"}, "7/8"),
        ({"form": ["verse", "bridge"]}, "bridge"),
        ({"key": "C blues"}, "C blues"),
        ({"tempi": 3}, "tempi"),
        ({"sections": {"verse": {"label": "A"}}}, "bar"),
        ({"sections": {"verse": {"label": "A", "chords": "C", "mood": "sad"}}}, "mood"),
        ({"parts": {"lead": {"instrument": "piano", "loud": 3}}}, "loud"),
    ],
)
def test_a_piece_that_cannot_be_read_says_where(change: dict[str, Any], named: str) -> None:
    assert piece("a", PIECE).beats_per_bar == 4
    with pytest.raises(ScoreError, match=named):
        piece("a", PIECE | change)


@pytest.mark.parametrize("name", piece_names())
def test_every_line_of_every_piece_fits_its_section(name: str) -> None:
    written = load(name)
    for section in written.sections.values():
        if section.tune:
            assert len(section.chords) % len(pattern.parse(section.tune)) == 0, section.name
    for part in written.parts:
        assert set(part.play) <= {*written.sections, "lead_in", "tail"}, part.name
        harmony.note(part.register)


def test_the_second_version_is_the_same_composition() -> None:
    song, version = load("kite_weather"), load("kite_weather_by_night")
    assert version.arrangement_of == song.name
    assert version.form == song.form
    for name, section in song.sections.items():
        moved = version.sections[name]
        assert moved.tune == section.tune
        roots = [(each.root + version.transpose) % 12 for bar in section.chords for each in bar]
        assert [each.root for bar in moved.chords for each in bar] == roots
    assert {part.instrument for part in version.parts}.isdisjoint({"guitar", "singer", "electric bass"})
