"""Accord itself, run as the peers are."""

import time
from pathlib import Path

import accord
from accord.analysis.analyze import analyze
from accord.analysis.decode import open_audio
from accord.analysis.document import store_form
from accord.analysis.packets import packets_digest
from accord.analysis.tags import read_tags
from accord.domain.ids import track_id

TONICS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def version() -> str:
    """Return Accord's version."""
    return accord.__version__


def whole(path: str) -> dict[str, object]:
    """Decode and analyse a file and put the result into the form that is kept; return the CPU seconds of each stage."""
    stages: dict[str, float] = {}
    with open_audio(Path(path)) as stream:
        analysis = analyze(stream, stages)
    before = time.process_time()
    store_form("0" * 22, analysis)
    stages["documents"] = time.process_time() - before
    return {"duration": analysis.duration, "stages": stages}


def digest(path: str) -> str:
    """Return a file's id."""
    return track_id(packets_digest(Path(path)))


def tags(path: str) -> str | None:
    """Read a file's tags; return its title."""
    return read_tags(Path(path), Path(path).name).title


def key(tonic: float, mode: float) -> str:
    """Return a key as annotations write it: ``F# minor``; ``X`` where there is none."""
    return f"{TONICS[int(tonic)]} {'major' if mode >= 0.5 else 'minor'}" if tonic >= 0 else "X"


def harte(name: str) -> str:
    """Return a chord as annotations write it: ``F#:min``."""
    return name if name == "N" else f"{name[:-1]}:min" if name.endswith("m") else f"{name}:maj"


def listen(path: str) -> dict[str, object]:
    """Return beats, downbeats, chords and sections (s), tempo (BPM), key and beats a bar; with confidences."""
    with open_audio(Path(path)) as stream:
        analysis = analyze(stream, None)
    value = {name: estimate.value for name, estimate in analysis.estimates.items()}
    return {
        "beats": analysis.beats.start.tolist(),
        "downbeats": analysis.bars.start.tolist(),
        "boundaries": [section.start for section in analysis.sections] + [analysis.duration],
        "tempo": value["tempo"],
        "key": key(value["key"], value["mode"]),
        "keys": [
            (part.start, part.start + part.duration, key(part.key.value, part.mode.value)) for part in analysis.sections
        ],
        "chords": [(one.start, one.start + one.duration, harte(one.name)) for one in analysis.chords],
        "meter": int(value["time_signature"]),
        "confidence": {
            "tempo": analysis.estimates["tempo"].confidence,
            "key": analysis.estimates["key"].confidence,
            "mode": analysis.estimates["mode"].confidence,
            "beats": analysis.beats.confidence.tolist(),
        },
    }
