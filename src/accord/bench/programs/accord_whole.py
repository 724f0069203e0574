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


def listen(path: str) -> dict[str, object]:
    """Return beats, downbeats and section boundaries (s), tempo (BPM), key and beats a bar; with confidences."""
    with open_audio(Path(path)) as stream:
        analysis = analyze(stream, None)
    value = {name: estimate.value for name, estimate in analysis.estimates.items()}
    tonic = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"][int(value["key"])]
    return {
        "beats": analysis.beats.start.tolist(),
        "downbeats": analysis.bars.start.tolist(),
        "boundaries": [section.start for section in analysis.sections] + [analysis.duration],
        "tempo": value["tempo"],
        "key": f"{tonic} {'major' if value['mode'] >= 0.5 else 'minor'}",
        "meter": int(value["time_signature"]),
        "confidence": {
            "tempo": analysis.estimates["tempo"].confidence,
            "key": analysis.estimates["key"].confidence,
            "beats": analysis.beats.confidence.tolist(),
        },
    }
