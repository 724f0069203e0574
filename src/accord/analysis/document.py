"""An analysis in the shape that clients read, as bytes that are stored and served unchanged."""

from __future__ import annotations

import gzip
import math
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from accord.domain.analysis import Analysis, Chord, Estimate, Intervals, Section, Segments, Tagging
from accord.domain.entities import StoredAnalysis
from accord.dsp.spectra import SR

BASE = "{base}"
"""Stands in stored bytes where the server's own URL goes."""
TIME_DIGITS, LEVEL_DIGITS = 5, 3
SUCCESS = 0
NOT_FINITE = "An estimate is not a finite number."
"""JSON has none but finite numbers; written as ``null`` they would break clients long after."""

Floats = NDArray[np.float64]


def features_json(track_id: str, analysis: Analysis) -> bytes:
    """Return the audio-features object as JSON, with ``{base}`` for the server's URL."""
    values = {name: estimate.value for name, estimate in analysis.estimates.items()}
    return orjson.dumps(
        {
            "danceability": _number(values["danceability"], LEVEL_DIGITS),
            "energy": _number(values["energy"], LEVEL_DIGITS),
            "key": int(values["key"]),
            "loudness": _number(values["loudness"], LEVEL_DIGITS),
            "mode": int(values["mode"]),
            "speechiness": _number(values["speechiness"], LEVEL_DIGITS),
            "acousticness": _number(values["acousticness"], LEVEL_DIGITS),
            "instrumentalness": _number(values["instrumentalness"], LEVEL_DIGITS),
            "liveness": _number(values["liveness"], LEVEL_DIGITS),
            "valence": _number(values["valence"], LEVEL_DIGITS),
            "tempo": _number(values["tempo"], LEVEL_DIGITS),
            "type": "audio_features",
            "id": track_id,
            "uri": f"spotify:track:{track_id}",
            "track_href": f"{BASE}/v1/tracks/{track_id}",
            "analysis_url": f"{BASE}/v1/audio-analysis/{track_id}",
            "duration_ms": round(analysis.duration * 1000),
            "time_signature": int(values["time_signature"]),
        }
    )


def analysis_json(analysis: Analysis) -> bytes:
    """Return the audio-analysis object as JSON.

    Clients read the first and last of each list without looking whether there is one: where no beat was found, one of
    confidence 0 covers the track. The times at which and in which the analysis was made stay 0, so that the same
    sound gives the same bytes; the four fingerprint strings stay empty. The detailed status is
    "OK", with which apps compare it; only where a network is there but was refused, it goes on to say so. What Accord
    adds stands in ``track.accord``: typed clients take ``track`` as it comes, and complain of keys that they do not
    know elsewhere.
    """
    whole = Intervals(np.zeros(1), np.array([analysis.duration]), np.zeros(1))
    return orjson.dumps(
        {
            "meta": {
                "analyzer_version": f"accord {analysis.version}",
                "platform": "Accord",
                "detailed_status": " ".join(("OK", *analysis.notes)),
                "status_code": SUCCESS,
                "timestamp": 0,
                "analysis_time": 0.0,
                "input_process": f"{analysis.decoder} {analysis.codec} {analysis.channels}ch {analysis.sr}->{SR}",
            },
            "track": _track(analysis),
            "bars": _intervals(analysis.bars if len(analysis.bars.start) else whole),
            "beats": _intervals(analysis.beats if len(analysis.beats.start) else whole),
            "sections": [_section(section) for section in analysis.sections],
            "segments": _segments(analysis.segments),
            "tatums": _intervals(analysis.tatums if len(analysis.tatums.start) else whole),
        }
    )


def store_form(track_id: str, analysis: Analysis) -> StoredAnalysis:
    """Return an analysis in the form in which it is kept."""
    confidences = {name: _number(estimate.confidence, LEVEL_DIGITS) for name, estimate in analysis.estimates.items()}
    return StoredAnalysis(
        version=analysis.version,
        features=features_json(track_id, analysis),
        document=gzip.compress(analysis_json(analysis), compresslevel=4, mtime=0),
        embedding=analysis.embedding.astype("<f4").tobytes(),
        confidences=orjson.dumps(confidences),
        weights=analysis.tagging.source if analysis.tagging else None,
        tags=orjson.dumps(tag_probabilities(analysis.tagging)) if analysis.tagging else b"",
    )


def tag_probabilities(tagging: Tagging) -> dict[str, float]:
    """Return the probability of each tag, the likeliest first."""
    pairs = zip(tagging.names, _rounded(tagging.probabilities, LEVEL_DIGITS), strict=True)
    return dict(sorted(pairs, key=lambda pair: -pair[1]))


def _track(analysis: Analysis) -> dict[str, Any]:
    estimates = analysis.estimates
    return {
        "num_samples": round(analysis.duration * SR),
        "duration": _number(analysis.duration, TIME_DIGITS),
        "sample_md5": "",
        "offset_seconds": 0,
        "window_seconds": 0,
        "analysis_sample_rate": SR,
        "analysis_channels": 1,
        "end_of_fade_in": _number(estimates["end_of_fade_in"].value, TIME_DIGITS),
        "start_of_fade_out": _number(estimates["start_of_fade_out"].value, TIME_DIGITS),
        "loudness": _number(estimates["loudness"].value, LEVEL_DIGITS),
        **_with_confidence("tempo", estimates["tempo"]),
        **_with_confidence("time_signature", estimates["time_signature"], whole=True),
        **_with_confidence("key", estimates["key"], whole=True),
        **_with_confidence("mode", estimates["mode"], whole=True),
        "codestring": "",
        "code_version": 3.15,
        "echoprintstring": "",
        "echoprint_version": 4.15,
        "synchstring": "",
        "synch_version": 1,
        "rhythmstring": "",
        "rhythm_version": 1,
        "accord": {
            **_with_confidence("tuning", estimates["tuning"]),
            "section_labels": [section.letter for section in analysis.sections],
            "chords": [_chord(chord) for chord in analysis.chords],
        },
    }


def _with_confidence(name: str, estimate: Estimate, *, whole: bool = False) -> dict[str, float]:
    value = int(estimate.value) if whole else _number(estimate.value, LEVEL_DIGITS)
    return {name: value, f"{name}_confidence": _number(estimate.confidence, LEVEL_DIGITS)}


def _intervals(intervals: Intervals) -> list[dict[str, float]]:
    columns = (
        _rounded(intervals.start, TIME_DIGITS),
        _rounded(intervals.duration, TIME_DIGITS),
        _rounded(intervals.confidence, LEVEL_DIGITS),
    )
    return [{"start": s, "duration": d, "confidence": c} for s, d, c in zip(*columns, strict=True)]


def _chord(chord: Chord) -> dict[str, float | str]:
    return {
        "start": _number(chord.start, TIME_DIGITS),
        "duration": _number(chord.duration, TIME_DIGITS),
        "confidence": _number(chord.confidence, LEVEL_DIGITS),
        "name": chord.name,
    }


def _section(section: Section) -> dict[str, float]:
    return {
        "start": _number(section.start, TIME_DIGITS),
        "duration": _number(section.duration, TIME_DIGITS),
        "confidence": _number(section.confidence, LEVEL_DIGITS),
        "loudness": _number(section.loudness, LEVEL_DIGITS),
        **_with_confidence("tempo", section.tempo),
        **_with_confidence("key", section.key, whole=True),
        **_with_confidence("mode", section.mode, whole=True),
        **_with_confidence("time_signature", section.time_signature, whole=True),
    }


SEGMENT_DIGITS = {
    "start": TIME_DIGITS,
    "duration": TIME_DIGITS,
    "confidence": LEVEL_DIGITS,
    "loudness_start": LEVEL_DIGITS,
    "loudness_max_time": TIME_DIGITS,
    "loudness_max": LEVEL_DIGITS,
    "loudness_end": LEVEL_DIGITS,
    "pitches": LEVEL_DIGITS,
    "timbre": LEVEL_DIGITS,
}
"""Fields of a segment, in the order in which they are written, with the digits that are kept."""


def _segments(segments: Segments) -> list[dict[str, Any]]:
    columns = [_rounded(getattr(segments, name), digits) for name, digits in SEGMENT_DIGITS.items()]
    return [dict(zip(SEGMENT_DIGITS, row, strict=True)) for row in zip(*columns, strict=True)]


def _rounded(values: Floats, digits: int) -> list[Any]:
    if not np.isfinite(values).all():
        raise ValueError(NOT_FINITE)
    rounded: list[Any] = np.round(values, digits).tolist()
    return rounded


def _number(value: float, digits: int) -> float:
    if not math.isfinite(value):
        raise ValueError(NOT_FINITE)
    return round(value, digits)
