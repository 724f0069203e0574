"""Annotations: flags are obeyed, what is not known stays unknown, every layout that is read is read whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accord.bench.truth import Music, annotated_folder, composed, demo_folder, key_in, known_facts, meters_in, score
from accord.domain.errors import InvalidParameter

SCORE: dict[str, Any] = {
    "id": "chorale",
    "file": "midi/chorale.mid",
    "beats": [0.0, 0.5, 1.0],
    "downbeats": [0.0],
    "tempo_median": 120.0,
    "time_signatures": [[4, 4, 0.0], [4, 4, 9.0]],
    "time_signature_declared": True,
    "beats_usable": True,
    "downbeat_plausible": True,
    "key": "B- minor",
}


def test_a_reliable_score_tells_everything() -> None:
    piece = score(SCORE, Path("data"))
    assert (piece.title, piece.audio, piece.is_midi) == ("chorale", Path("data/midi/chorale.mid"), True)
    assert (piece.beats, piece.downbeats, piece.tempo) == ([0.0, 0.5, 1.0], [0.0], 120.0)
    assert (piece.key, piece.meters) == ("Bb minor", frozenset({2, 4}))


@pytest.mark.parametrize(
    ("flag", "unknown"),
    [
        ("beats_usable", {"beats", "downbeats", "tempo"}),
        ("downbeat_plausible", {"downbeats"}),
        ("time_signature_declared", {"meters"}),
    ],
)
def test_a_flag_takes_away_what_it_speaks_of_and_no_more(flag: str, unknown: set[str]) -> None:
    piece = score({**SCORE, flag: False}, Path("data"))
    facts = ("beats", "downbeats", "tempo", "key", "meters")
    assert {fact for fact in facts if getattr(piece, fact) is None} == unknown


def test_a_meter_that_changes_is_no_meter() -> None:
    changing = {**SCORE, "time_signatures": [[5, 4, 0.0], [7, 4, 4.8]]}
    assert score(changing, Path("data")).meters is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("F# minor (title)", "F# minor"),
        ("e- Major", "Eb major"),
        ("F (blues/dorian)", None),
        ("B minor key", "B minor"),
        ("", None),
    ],
)
def test_a_key_is_read_only_where_it_is_major_or_minor(text: str, key: str | None) -> None:
    assert key_in(text) == key


@pytest.mark.parametrize(
    ("text", "counts"), [("3/4 (waltz, by title)", {3}), ("2/4", {2, 4}), ("6/8", {6}), ("7/4", {7}), ("free", None)]
)
def test_a_meter_knows_which_counts_agree_with_it(text: str, counts: set[int] | None) -> None:
    assert meters_in(text) == counts


def test_a_folder_is_read_by_set_and_speech_is_left_out(tmp_path: Path) -> None:
    clips = [
        {"file": "clips/song.ogg", "annotations": {"tempo": 95, "beats": [0.1]}},
        {"file": "clips/talk.ogg", "annotations": {"content": "speech"}},
    ]
    (tmp_path / "clips.json").write_text(json.dumps(clips))
    (tmp_path / "midi.json").write_text(json.dumps([SCORE]))
    sets = annotated_folder(tmp_path)
    assert {name: [piece.title for piece in pieces] for name, pieces in sets.items()} == {
        "clips": ["song"],
        "MIDI": ["chorale"],
    }


def test_what_is_known_of_a_set_is_what_is_known_of_any_piece() -> None:
    pieces = [Music("One", Path("1.ogg"), tempo=90.0), Music("Two", Path("2.ogg"), meters=frozenset({3}))]
    assert known_facts(pieces) >= {"tempo", "meter"}
    assert not known_facts(pieces) & {"beats", "key", "chords"}


@pytest.mark.parametrize("content", [None, "{", "[1]", '[{"annotations": {}}]'])
def test_a_folder_without_usable_annotations_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "clips.json").write_text(content)
    with pytest.raises(InvalidParameter, match=r"clips\.json"):
        annotated_folder(tmp_path)


def test_a_composed_piece_is_known_throughout(tmp_path: Path) -> None:
    entry = {
        "title": "Waltz",
        "beats": [0.0, 0.4],
        "downbeats": [0.0],
        "tempo": 150.0,
        "key": 9,
        "mode": 0,
        "time_signature": 3,
        "sections": [{"start": 0.0, "end": 10.0}, {"start": 10.0, "end": 25.0}],
        "chords": [{"start": 0.0, "end": 25.0, "chord": "A:min"}],
    }
    piece = composed(entry, Path("waltz.flac"))
    assert (piece.key, piece.meters, piece.boundaries) == ("A minor", frozenset({3}), [0.0, 10.0, 25.0])
    assert piece.chords == [(0.0, 25.0, "A:min")]
    (tmp_path / "waltz.flac").touch()
    (tmp_path / "waltz.json").write_text(json.dumps(entry))
    assert [found.audio.name for found in demo_folder(tmp_path)] == ["waltz.flac"]


def test_a_folder_without_composed_pieces_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=tmp_path.name):
        demo_folder(tmp_path)
