"""The documents that clients read: every key in its order, lists that are never empty, numbers that are finite."""

from __future__ import annotations

import gzip
import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from accord.analysis.document import BASE, analysis_json, features_json, store_form
from accord.domain.analysis import Analysis, Estimate
from tests.heard import analysed
from tests.rhythms import dance
from tests.sounds import noise, silence, tone

TRACK = "0123456789ABCDEFGHIJKL"
SOUNDS = {"song": dance(), "silence": silence(3.0), "half a second": tone(60, 0.5), "noise": noise(4.0)}

FEATURES = [
    "danceability",
    "energy",
    "key",
    "loudness",
    "mode",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
    "type",
    "id",
    "uri",
    "track_href",
    "analysis_url",
    "duration_ms",
    "time_signature",
]
TOP = ["meta", "track", "bars", "beats", "sections", "segments", "tatums"]
META = ["analyzer_version", "platform", "detailed_status", "status_code", "timestamp", "analysis_time", "input_process"]
WHOLE = [
    "num_samples",
    "duration",
    "sample_md5",
    "offset_seconds",
    "window_seconds",
    "analysis_sample_rate",
    "analysis_channels",
    "end_of_fade_in",
    "start_of_fade_out",
    "loudness",
    "tempo",
    "tempo_confidence",
    "time_signature",
    "time_signature_confidence",
    "key",
    "key_confidence",
    "mode",
    "mode_confidence",
    "codestring",
    "code_version",
    "echoprintstring",
    "echoprint_version",
    "synchstring",
    "synch_version",
    "rhythmstring",
    "rhythm_version",
    "accord",
]
ADDITIONS = ["tuning", "tuning_confidence", "section_labels", "chords"]
INTERVAL = ["start", "duration", "confidence"]
SECTION = [
    "start",
    "duration",
    "confidence",
    "loudness",
    "tempo",
    "tempo_confidence",
    "key",
    "key_confidence",
    "mode",
    "mode_confidence",
    "time_signature",
    "time_signature_confidence",
]
SEGMENT = [
    "start",
    "duration",
    "confidence",
    "loudness_start",
    "loudness_max_time",
    "loudness_max",
    "loudness_end",
    "pitches",
    "timbre",
]
CHORD = [*INTERVAL, "name"]
LISTS = {"bars": INTERVAL, "beats": INTERVAL, "tatums": INTERVAL, "sections": SECTION, "segments": SEGMENT}


@pytest.fixture(scope="module", params=SOUNDS)
def heard(request: pytest.FixtureRequest) -> Analysis:
    return analysed(SOUNDS[request.param])


@pytest.fixture
def song() -> Analysis:
    return analysed(SOUNDS["song"])


def numbers(value: Any) -> Iterator[float]:
    """Every number of a document."""
    if isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(numbers, value.values()))
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(map(numbers, value))
    elif isinstance(value, int | float):
        yield value


def test_features_have_the_keys_of_the_contract_in_order(heard: Analysis) -> None:
    document = json.loads(features_json(TRACK, heard))
    assert list(document) == FEATURES
    assert (document["id"], document["type"]) == (TRACK, "audio_features")
    assert document["uri"] == f"spotify:track:{TRACK}"
    assert document["analysis_url"] == f"{BASE}/v1/audio-analysis/{TRACK}"
    assert document["track_href"] == f"{BASE}/v1/tracks/{TRACK}"


def test_features_are_of_the_types_of_the_contract(heard: Analysis) -> None:
    document = json.loads(features_json(TRACK, heard))
    for name in ("key", "mode", "time_signature", "duration_ms"):
        assert isinstance(document[name], int)
    for name in ("danceability", "energy", "speechiness", "acousticness", "instrumentalness", "liveness", "valence"):
        assert isinstance(document[name], float)
        assert 0.0 <= document[name] <= 1.0
    assert document["key"] in range(-1, 12)
    assert document["mode"] in (0, 1)
    assert document["time_signature"] in range(3, 8)
    assert document["duration_ms"] == round(heard.duration * 1000)
    assert -60.0 <= document["loudness"] < 10.0


def test_the_analysis_has_the_keys_of_the_contract_in_order(heard: Analysis) -> None:
    document = json.loads(analysis_json(heard))
    assert list(document) == TOP
    assert list(document["meta"]) == META
    assert list(document["track"]) == WHOLE
    for name, keys in LISTS.items():
        for row in document[name]:
            assert list(row) == keys, name


def test_the_status_is_ok_and_says_what_was_refused(heard: Analysis) -> None:
    def said(*notes: str) -> Any:
        return json.loads(analysis_json(replace(heard, notes=notes)))["meta"]["detailed_status"]

    assert json.loads(analysis_json(heard))["meta"]["detailed_status"] == "OK"
    assert said("There are no tags.") == "OK There are no tags."


def test_what_accord_adds_stands_in_one_place(heard: Analysis) -> None:
    document = json.loads(analysis_json(heard))
    added = document["track"]["accord"]
    assert list(added) == ADDITIONS
    assert len(added["section_labels"]) == len(document["sections"])
    assert added["section_labels"][0] == "A"
    assert added["chords"][0]["start"] == 0.0
    assert sum(chord["duration"] for chord in added["chords"]) == pytest.approx(heard.duration, abs=1e-3)
    assert all(list(chord) == CHORD for chord in added["chords"])


def test_no_list_is_empty_and_each_lasts_to_the_end(heard: Analysis) -> None:
    document = json.loads(analysis_json(heard))
    for name in LISTS:
        rows = document[name]
        assert rows, name
        assert rows[-1]["start"] + rows[-1]["duration"] <= heard.duration + 1e-3, name
        for row, after in itertools.pairwise(rows):
            assert row["start"] + row["duration"] == pytest.approx(after["start"], abs=2e-5), name


def test_segments_have_twelve_pitches_and_twelve_timbres(heard: Analysis) -> None:
    for segment in json.loads(analysis_json(heard))["segments"]:
        assert len(segment["pitches"]) == len(segment["timbre"]) == 12
        assert max(segment["pitches"]) == 1.0


def test_every_number_is_finite(heard: Analysis) -> None:
    for document in (features_json(TRACK, heard), analysis_json(heard)):
        assert b"null" not in document  # what orjson writes for NaN
        assert all(math.isfinite(number) for number in numbers(json.loads(document)))


def test_what_has_no_beat_is_covered_by_one_of_no_confidence() -> None:
    document = json.loads(analysis_json(analysed(silence(3.0))))
    for name in ("bars", "beats", "tatums"):
        assert document[name] == [{"start": 0.0, "duration": 3.0, "confidence": 0.0}]


def test_the_track_agrees_with_the_features(song: Analysis) -> None:
    features, document = json.loads(features_json(TRACK, song)), json.loads(analysis_json(song))
    for name in ("tempo", "key", "mode", "time_signature", "loudness"):
        assert document["track"][name] == features[name]
    assert document["track"]["num_samples"] == round(song.duration * 22050)
    assert document["meta"]["input_process"].endswith("22050->22050")


def test_the_same_sound_gives_the_same_bytes(song: Analysis) -> None:
    again = analysed(SOUNDS["song"])
    assert features_json(TRACK, again) == features_json(TRACK, song)
    assert analysis_json(again) == analysis_json(song)
    assert store_form(TRACK, again) == store_form(TRACK, song)


def test_what_is_stored_comes_back(song: Analysis) -> None:
    stored = store_form(TRACK, song)
    assert stored.version == song.version
    assert gzip.decompress(stored.document) == analysis_json(song)
    assert stored.features == features_json(TRACK, song)
    np.testing.assert_array_equal(np.frombuffer(stored.embedding, dtype="<f4"), song.embedding)
    confidences = json.loads(stored.confidences)
    assert set(confidences) == set(song.estimates)
    for name, confidence in confidences.items():
        assert confidence == pytest.approx(song.estimates[name].confidence, abs=5e-4)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_never_written(song: Analysis, bad: float) -> None:
    """JSON has no NaN; a null in its place would break clients long after."""
    broken = replace(song, estimates={**song.estimates, "energy": Estimate(bad, 1.0)})
    with pytest.raises(ValueError, match="finite"):
        features_json(TRACK, broken)
    loudness = song.segments.loudness_max.copy()
    loudness[0] = bad
    with pytest.raises(ValueError, match="finite"):
        analysis_json(replace(song, segments=replace(song.segments, loudness_max=loudness)))
    with pytest.raises(ValueError, match="finite"):
        analysis_json(replace(song, estimates={**song.estimates, "tempo": Estimate(bad, 1.0)}))
