"""What is known of a piece of music, read from annotations: the demo library's, or a folder of annotated audio."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import orjson

from accord.domain.errors import InvalidParameter

_KEY = re.compile(r"([A-G](?:#|b|-)?) (major|minor)\b", re.IGNORECASE)
_METER = re.compile(r"(\d+)/(\d+)")
TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_TWO_OR_FOUR = frozenset({2, 4})
"""Where a bar of two ends and one of four begins is the notation's choice; the sound leaves it open."""


@dataclass(frozen=True, slots=True)
class Music:
    """Annotations of one piece; ``None`` is what nobody knows, or what its annotator marked as unreliable."""

    title: str
    audio: Path
    """An audio file, or a MIDI file that is to be rendered."""
    beats: list[float] | None = None
    """Seconds; dotted beats in compound meter."""
    downbeats: list[float] | None = None
    tempo: float | None = None
    """BPM."""
    key: str | None = None
    """``F# minor``."""
    meters: frozenset[int] | None = None
    """Numbers of beats a bar that count as right."""
    boundaries: list[float] | None = None
    """Seconds: where sections begin, then where the last one ends."""
    chords: list[tuple[float, float, str]] | None = None
    """Start and end in seconds, and the chord: ``A:min7``; ``N`` where there is none, ``X`` where it is unclear."""
    keys: list[tuple[float, float, str]] | None = None
    """Start and end in seconds, and the key: one, or more where it changes."""

    @property
    def is_midi(self) -> bool:
        """Whether it has to be rendered first."""
        return self.audio.suffix.lower() in {".mid", ".midi"}


def annotated_folder(folder: Path) -> dict[str, list[Music]]:
    """Read a folder with ``clips.json`` (annotated audio), ``midi.json`` or ``composed.json`` (exact scores).

    Returns
    -------
    dict of str to list of Music
        By set: ``clips``, ``MIDI``, ``composed``. Pieces of which nothing is known that can be measured are left out.

    Raises
    ------
    InvalidParameter
        If none of the files is there, or one is not as expected.
    """
    readers = {"clips": ("clips.json", clip), "MIDI": ("midi.json", score), "composed": ("composed.json", written)}
    sets = {}
    for name, (file, reader) in readers.items():
        listing = folder / file
        if listing.is_file():
            try:
                pieces = [reader(entry, folder) for entry in orjson.loads(listing.read_bytes())]
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise InvalidParameter(f"{listing} is not a list of annotations: {error!r}.") from error
            sets[name] = [piece for piece in pieces if _known(piece)]
    if not sets:
        raise InvalidParameter(f"{folder} has no clips.json, midi.json or composed.json.")
    return sets


def demo_folder(folder: Path) -> list[Music]:
    """Read the demo library: beside each piece lies its ground truth, ``NAME.json``.

    Raises
    ------
    InvalidParameter
        If there is none.
    """
    pieces = []
    for file in sorted(folder.rglob("*.json")):
        audio = next((beside for beside in file.parent.glob(f"{file.stem}.*") if beside.suffix != ".json"), None)
        if audio is not None:
            pieces.append(composed(orjson.loads(file.read_bytes()), audio))
    if not pieces:
        raise InvalidParameter(f"{folder} has no piece with its ground truth beside it.")
    return pieces


def composed(entry: Mapping[str, Any], audio: Path) -> Music:
    """Return the truth of a piece that Accord composed: all of it is known."""
    return Music(
        title=entry["title"],
        audio=audio,
        beats=entry["beats"],
        downbeats=entry["downbeats"],
        tempo=entry["tempo"],
        key=f"{TONICS[entry['key']]} {'major' if entry['mode'] else 'minor'}",
        meters=frozenset({entry["time_signature"]}),
        boundaries=[section["start"] for section in entry["sections"]] + [entry["sections"][-1]["end"]],
        chords=[(chord["start"], chord["end"], chord["chord"]) for chord in entry["chords"]],
    )


def written(entry: Mapping[str, Any], folder: Path) -> Music:
    """Return the harmony and the form of a score that ``training.beats.annotated`` wrote, where it states them.

    The beat network learnt from music of this kind: its beats prove nothing.
    """
    chords, sections, keys = (
        [(start, end, name) for start, end, name in entry[what]] or None for what in ("chords", "sections", "keys")
    )
    return Music(
        title=entry["id"],
        audio=folder / entry["file"],
        key=entry["key"],
        boundaries=[sections[0][0], *(end for _, end, _ in sections)] if sections else None,
        chords=chords,
        keys=keys,
    )


def known_facts(pieces: Sequence[Music]) -> frozenset[str]:
    """Return what is known of at least one of some pieces, by the names of estimates."""
    facts = {field.name: field.name for field in fields(Music)} | {"meters": "meter"}
    return frozenset(
        estimate for name, estimate in facts.items() if any(getattr(piece, name) is not None for piece in pieces)
    )


def clip(entry: Mapping[str, Any], folder: Path) -> Music:
    """Return the annotations of a real recording: tempo, beats, key and meter, where they are stated."""
    file, known = folder / entry["file"], entry["annotations"]
    return Music(
        title=file.stem,
        audio=file,
        beats=known.get("beats"),
        tempo=known.get("tempo"),
        key=key_in(known.get("key", "")),
        meters=meters_in(known.get("time_signature", "")),
    )


def score(entry: Mapping[str, Any], folder: Path) -> Music:
    """Return the annotations of a MIDI file, without those that its flags call unreliable.

    Beats and tempo need ``beats_usable``, downbeats ``downbeat_plausible`` too; the meter must be declared, and one
    throughout; the key must be the score's.
    """
    usable = entry["beats_usable"]
    signatures = {f"{numerator}/{denominator}" for numerator, denominator, _ in entry["time_signatures"]}
    one_meter = entry["time_signature_declared"] and len(signatures) == 1
    return Music(
        title=entry["id"],
        audio=folder / entry["file"],
        beats=entry["beats"] if usable else None,
        downbeats=entry["downbeats"] if usable and entry["downbeat_plausible"] else None,
        tempo=entry["tempo_median"] if usable else None,
        key=key_in(entry.get("key") or ""),
        meters=meters_in(min(signatures)) if one_meter else None,
    )


def key_in(text: str) -> str | None:
    """Return the first major or minor key that a text names, ``None`` where there is none (a mode, a blues)."""
    found = _KEY.search(text)
    if not found:
        return None
    tonic = found[1][0].upper() + found[1][1:].replace("-", "b")
    return f"{tonic} {found[2].lower()}"


def meters_in(text: str) -> frozenset[int] | None:
    """Return the counts of beats a bar that agree with the first time signature in a text.

    6/8 counts six; so would an ear that counts eighths. Two and four beats a bar are taken for each other.
    """
    found = _METER.search(text)
    if not found:
        return None
    count = int(found[1])
    return _TWO_OR_FOUR if count in _TWO_OR_FOUR else frozenset({count})


def _known(piece: Music) -> bool:
    return bool(known_facts([piece]) - {"title", "audio"})
