"""The tag network: its input is what its makers' program computes, its tags are TensorFlow's, its cost is bounded."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from accord.analysis.tagger import Tagger
from accord.domain.analysis import Tagging
from accord.domain.labels import Profile
from accord.dsp.spectra import PASSAGE, SR
from accord.features.instrumentalness import instrumentalness
from accord.features.measures import Measures
from accord.features.speechiness import speechiness
from accord.features.tag_network import (
    BANDS,
    EMBEDDING,
    FRAMES,
    HEARD,
    LEVEL,
    NAME,
    NO_VOICES,
    PATCHES,
    TAG_SR,
    TAGS,
    VOICES,
    mel_patch,
    tag_input,
    tagging,
    voice_share,
)
from accord.library.published.added import PUBLISHED, add
from tests.heard import hearing_of
from tests.rhythms import dance, lullaby
from tests.sounds import Sound, noise, silence, sine

PACKAGE = "ACCORD_TEST_MUSICNN"
"""Names the wheel of musicnn 0.1.0, where tests are to use it."""


def sung() -> Sound:
    """A tone with tremolo, one that rises, and beats twice a second: 3 s at ``TAG_SR``."""
    t = np.arange(HEARD) / TAG_SR
    y = 0.3 * np.sin(2 * np.pi * 220 * t) * (1 + 0.5 * np.sin(2 * np.pi * 3 * t))
    y += 0.1 * np.sin(2 * np.pi * (440 + 200 * t) * t) + 0.5 * np.exp(-40 * (t % 0.5)) * np.sin(2 * np.pi * 1760 * t)
    return np.asarray(y, dtype=np.float32)


def counting(mel: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """In place of the network: the mean of a patch, everywhere."""
    mean = np.full((len(mel), 1), mel.mean(), dtype=np.float32)
    return np.repeat(mean, len(TAGS), axis=1), np.repeat(mean, EMBEDDING, axis=1)


def test_golden_input() -> None:
    """What librosa 0.10 gives for the definition: power, mel bands, logarithm."""
    mel = mel_patch(sung())
    assert mel.shape == (FRAMES, BANDS)
    golden = {(0, 0): 0.0123, (0, 9): 0.9483, (31, 40): 1.2648, (100, 41): 0.0021, (186, 9): 1.8056, (186, 95): 0.218}
    for place, value in golden.items():
        assert mel[place] == pytest.approx(value, abs=2e-3), place
    assert float(mel.mean()) == pytest.approx(0.52311, abs=1e-4)


def test_passages_are_few_and_evenly_spread() -> None:
    assert tag_input(noise(3.05 * 16)).shape == (PATCHES, HEARD)
    assert tag_input(noise(3.05 * 2 + 1.0)).shape == (2, HEARD)
    assert tag_input(noise(1.0)).shape == (1, HEARD), "what is short is repeated"
    steps = np.repeat(np.arange(1.0, 17.0, dtype=np.float32), PASSAGE) * noise(3.05 * 16)[: 16 * PASSAGE]
    levels = np.sqrt(np.mean(tag_input(steps) ** 2, axis=1))
    np.testing.assert_allclose(levels / levels[0], np.arange(2.0, 17.0, 2.0) / 2.0, rtol=0.05)


def test_gain_does_not_matter() -> None:
    first = tagging(counting, lullaby())
    assert first is not None
    for gain in (0.01, 3.0):
        again = tagging(counting, np.float32(gain) * lullaby())
        assert again is not None
        np.testing.assert_allclose(again.probabilities, first.probabilities, atol=1e-4)
    assert np.sqrt(np.mean(tag_input(lullaby()) ** 2)) == pytest.approx(LEVEL, rel=0.2)


def test_there_is_nothing_to_tag_in_silence() -> None:
    assert tagging(counting, silence(5.0)) is None
    assert tagging(counting, silence(0.0)) is None


def test_the_answer_is_the_mean_over_the_patches() -> None:
    found = tagging(counting, dance())
    assert found is not None
    patches = tag_input(dance())
    assert found.embedding.shape == (EMBEDDING,)
    assert found.probabilities == pytest.approx(np.mean([mel_patch(y).mean() for y in patches]), abs=1e-5)
    assert found.names == TAGS
    assert len(set(TAGS)) == 50


def heard(**probabilities: float) -> Tagging:
    """A tagging with some probabilities, all others 0.01; underlines stand for blanks."""
    named = {name.replace("_", " "): value for name, value in probabilities.items()}
    return Tagging(NAME, TAGS, np.array([named.get(tag, 0.01) for tag in TAGS]), np.zeros(EMBEDDING, np.float32))


def test_the_share_of_voices_is_between_those_that_say_so_and_those_that_deny() -> None:
    assert set(VOICES) | set(NO_VOICES) <= set(TAGS)
    sung, played = heard(female=0.4, vocal=0.3, singing=0.3), heard(no_vocals=0.3, no_vocal=0.3)
    assert voice_share(sung) > 0.95
    assert voice_share(played) < 0.25
    assert voice_share(heard(guitar=0.9)) == pytest.approx(voice_share(heard()))


def test_who_sings_is_no_instrument_and_who_does_not_is_no_speaker() -> None:
    hearing = hearing_of(lullaby())
    sung = Measures(replace(hearing, tagging=heard(female=0.5, vocal=0.4)))
    played = Measures(replace(hearing, tagging=heard(no_vocals=0.4)))
    without = Measures(hearing)
    assert instrumentalness(sung).value < 0.5 < instrumentalness(played).value
    assert instrumentalness(played).value == pytest.approx(instrumentalness(without).value)
    assert speechiness(played).value < speechiness(without).value
    assert speechiness(sung).value == pytest.approx(speechiness(without).value)
    assert without.vocal_tags is None


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    """The published network, where the package is at hand; the suite fetches nothing."""
    wheel = os.environ.get(PACKAGE)
    if not wheel:
        pytest.skip(f"{PACKAGE} names no wheel of musicnn 0.1.0")
    home = tmp_path_factory.mktemp("home")
    return Tagger(add(PUBLISHED["musicnn-mtt"], home, Path(wheel)).folder, Profile.PERSONAL)


def test_golden_of_the_published_network(published: Tagger) -> None:
    """What the published package gives under TensorFlow 2.15 for the same patch."""
    tags, embedding = published.run(mel_patch(sung())[None])
    found = dict(zip(TAGS, tags[0].tolist(), strict=True))
    golden = {"flute": 0.21887, "slow": 0.11843, "solo": 0.07599, "no vocals": 0.03626, "electronic": 0.03456}
    golden |= {"quiet": 0.02429, "guitar": 0.01846, "techno": 0.00667, "choral": 0.0}
    assert {name: found[name] for name in golden} == pytest.approx(golden, abs=2e-4)
    assert embedding[0, :5] == pytest.approx([0.9761, -0.0329, 0.3737, -0.1861, -0.0787], abs=2e-3)
    assert float(np.linalg.norm(embedding)) == pytest.approx(13.1144, abs=5e-3)


@pytest.mark.parametrize(
    ("tag", "more", "less"),
    [
        ("piano", ("carousel_for_two", "candle_at_noon"), ("glass_motorway", "red_light_run")),
        ("techno", ("glass_motorway", "kite_weather_by_night"), ("harbour_lullaby", "candle_at_noon")),
        ("rock", ("red_light_run",), ("harbour_lullaby", "candle_at_noon", "glass_motorway")),
        ("male vocal", ("clockmaker",), ("harbour_lullaby", "glass_motorway", "red_light_run")),
        ("strings", ("harbour_lullaby",), ("glass_motorway", "red_light_run", "clockmaker")),
        ("guitar", ("kite_weather", "gear_change"), ("glass_motorway", "kite_weather_by_night", "undertow")),
        ("loud", ("red_light_run",), ("harbour_lullaby", "candle_at_noon", "clockmaker")),
        ("slow", ("candle_at_noon",), ("red_light_run", "glass_motorway")),
    ],
)
def test_the_published_network_orders_the_demo_library(
    published: Tagger, demo_library: Path, tag: str, more: tuple[str, ...], less: tuple[str, ...]
) -> None:
    """Of what was composed for a piano, a piano is heard, and so on."""
    heard_in = {name: probability(published, demo_library / f"{name}.flac", tag) for name in (*more, *less)}
    assert min(heard_in[name] for name in more) > max(heard_in[name] for name in less), heard_in


@cache
def tagging_of(network: Tagger, file: Path) -> Tagging:
    y, sr = soundfile.read(file, dtype="float32", always_2d=True)
    found = network.hear(np.asarray(soxr.resample(y.mean(axis=1), sr, SR), dtype=np.float32))
    assert found is not None
    return found


def probability(network: Tagger, file: Path, tag: str) -> float:
    return float(tagging_of(network, file).probabilities[TAGS.index(tag)])


def test_the_published_network_tells_a_flute_from_noise(published: Tagger) -> None:
    heard = published.hear(sine(660.0, 6.0))
    hiss = published.hear(noise(6.0))
    assert heard is not None
    assert hiss is not None
    flute = TAGS.index("flute")
    assert heard.probabilities[flute] > hiss.probabilities[flute]
