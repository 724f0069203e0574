"""The bench of similarity on music whose right answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from accord.bench import similarity_copies
from accord.bench.similarity import (
    Known,
    Recognition,
    Similarity,
    by_angle,
    by_distance,
    by_part,
    recognition,
    retrieval,
)
from accord.bench.similarity_copies import COPIES, CUT, copies, excerpts
from accord.bench.similarity_music import Song, songs, sounding
from accord.bench.similarity_report import difference, similarity_report
from accord.dsp.fingerprint import fingerprint, match
from accord.features.space import CENTRES, PARTS
from tests.dsp.test_fingerprint import cut, shaken, sounds


def pieces(artists: Sequence[str | None]) -> list[Song]:
    return [Song(Path(f"{place}.ogg"), artist, artist or "none") for place, artist in enumerate(artists)]


def test_what_lies_together_is_found_first() -> None:
    first = np.array([[0.0], [1.0], [10.0], [11.0], [30.0]])
    found = retrieval(pieces(["a", "a", "b", "b", None]), first, first + 0.1, by_distance)
    np.testing.assert_array_equal(found.artist, [1.0, 1.0, 1.0, 1.0, np.nan])
    np.testing.assert_array_equal(found.half, np.ones(5))
    wrong = retrieval(pieces(["a", "b", "a", "b", "c"]), first, first + 50.0, by_distance)
    np.testing.assert_array_equal(wrong.artist, [0.0, 0.0, 0.0, 0.0, np.nan])
    assert wrong.half.mean() < 0.5


def test_a_part_is_compared_by_its_own_dimensions() -> None:
    one = np.zeros((2, len(CENTRES)))
    one[1, PARTS["rhythm"]] = 1.0
    assert by_part("timbre")(one, one)[0, 1] == 0.0
    assert by_part("rhythm")(one, one)[0, 1] == -np.sqrt(PARTS["rhythm"].stop - PARTS["rhythm"].start)


def test_an_angle_does_not_mind_lengths() -> None:
    one = np.array([[1.0, 0.0], [3.0, 3.0], [0.0, 0.0]])
    np.testing.assert_allclose(by_angle(one, one * 7.0)[:2, :2], [[1.0, 0.5**0.5], [0.5**0.5, 1.0]])
    assert not by_angle(one, one)[2].any()


def test_copies_are_counted_by_kind_and_strangers_compared_with_each_other() -> None:
    originals = [fingerprint(*sounds(seed)) for seed in range(6)]
    made = {
        "cut": [fingerprint(*cut(sounds(seed), 3.0, 58.0)) for seed in range(3)],
        "noisy": [fingerprint(*shaken(sounds(seed), 0.03)) for seed in range(3)],
        "another": [fingerprint(*sounds(seed + 100)) for seed in range(3)],
    }
    found = recognition(originals, made, lambda sentence: None)
    assert {name: kind.found for name, kind in found.kinds.items()} == {"cut": 3, "noisy": 3, "another": 0}
    assert (found.right, found.wrong, found.strangers) == (9, 0, 15)
    assert found.nearest > 0.4
    assert min(found.kinds["another"].errors) > 0.4


def test_a_wrong_pair_is_counted() -> None:
    same = fingerprint(*sounds(1))
    found = recognition([same, same], {}, lambda sentence: None)
    assert (found.right, found.wrong, found.nearest) == (0, 1, 0.0)


def test_every_copy_decodes_to_the_recording(
    demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def folder(*parts: str) -> Path:
        made = tmp_path.joinpath(*parts)
        made.mkdir(parents=True, exist_ok=True)
        return made

    for module in ("similarity_copies", "similarity_music"):
        monkeypatch.setattr(f"accord.bench.{module}.cache_dir", folder)
    monkeypatch.setattr(similarity_copies, "SECONDS", 20.0)
    first, second = excerpts(demo_library / "undertow.flac")
    assert soundfile.info(first).duration == pytest.approx(20.0, abs=0.01)
    made = copies(first)
    assert list(made) == list(COPIES)
    seconds = {name: soundfile.info(path).duration for name, path in made.items() if path.suffix != ".opus"}
    assert seconds.pop("edges cut, MP3, 128 kb/s") == pytest.approx(20.0 - sum(CUT), abs=0.1)
    assert list(seconds.values()) == pytest.approx([20.0] * len(seconds), abs=0.1)
    assert made["MP3, 96 kb/s"].stat().st_size < 0.5 * made["MP3, 320 kb/s"].stat().st_size
    original = sounding(first)
    assert match(original.fingerprint, sounding(made["MP3, 96 kb/s"]).fingerprint).same
    assert not match(original.fingerprint, sounding(second).fingerprint).errors < 0.05
    before = made["Ogg Vorbis"].stat().st_mtime_ns
    assert copies(first)["Ogg Vorbis"].stat().st_mtime_ns == before, "the cache has it"


def test_music_is_named_by_tags_and_in_no_order_of_folders(demo_library: Path) -> None:
    found = songs([demo_library])
    assert len(found) == len(list(demo_library.glob("*.flac")))
    assert [song.path.name for song in found] != sorted(song.path.name for song in found)
    assert all(song.artist for song in found)


def test_a_difference_is_paired() -> None:
    base = np.random.default_rng(2).normal(size=200)
    mean, low, high = difference(base + 0.1, base)
    assert mean == pytest.approx(0.1)
    assert low == pytest.approx(0.1)
    assert high == pytest.approx(0.1)
    mean, low, high = difference(np.array([1.0, 0.0, np.nan]), np.array([0.0, 1.0, np.nan]))
    assert mean == 0.0
    assert low < 0.0 < high
    assert np.isnan(difference(np.array([np.nan]), np.array([np.nan]))).all()


def test_the_report_says_what_was_found() -> None:
    """Pieces 0, 1 and 4 are of the half that is reported."""
    first = np.array([[0.0], [10.0], [20.0], [30.0], [1.0]])
    played = pieces(["a", "b", "c", None, "a"])
    by = {name: retrieval(played, first, first, by_distance) for name in ("Accord", "bliss-audio")}
    known = Recognition({"Opus": Known([0.01, 0.03], 1)}, 1, 0, 3, 0.44)
    report = similarity_report(Similarity(played, by, known, ["x.mp3 is damaged."]), {}, "accord bench similarity")
    assert "| Opus | 1 of 2 | 0.020 | 0.030 |" in report
    assert ("same artist (2)" in report, "same artist (0)" in report) == (True, True)
    assert "Accord less bliss-audio" in report
    assert "precision 1.0000" in report
    assert "x.mp3 is damaged." in report
