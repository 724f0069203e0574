"""The voice network: speakers over music and noise, whatever the gain and the band; refused weights are said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr

from accord.dsp.spectra import SR
from accord.features import speechiness
from accord.features.instrumentalness import instrumentalness
from accord.features.networks import manifest as shipped
from accord.features.networks.manifest import WEIGHTS, path_of
from accord.features.networks.runtime import network
from accord.features.voice_network import CONTEXT, FRAME, NAME, VOICE_SR, refusal, voice_input, voice_probabilities
from tests.heard import analysed, measures_of
from tests.rhythms import dance, lullaby
from tests.sounds import Sound, noise, silence, sine
from tests.voices import sliding, spoken


def voice(y: Sound) -> float:
    """The mean probability of a voice."""
    probabilities = voice_probabilities(y)
    assert probabilities is not None
    assert ((probabilities >= 0.0) & (probabilities <= 1.0)).all()
    return float(probabilities.mean()) if len(probabilities) else 0.0


def telephoned(y: Sound) -> Sound:
    """Without anything above 4 kHz."""
    return np.asarray(soxr.resample(soxr.resample(y, SR, 8000), 8000, SR), dtype=np.float32)


def amid(y: Sound, music: Sound) -> Sound:
    """Both as loud as each other."""
    n = min(len(y), len(music))
    louder = np.sqrt(np.mean(y[:n] ** 2) / np.mean(music[:n] ** 2))
    return np.asarray(y[:n] + louder * music[:n], dtype=np.float32)


def test_a_speaker_over_music_and_noise() -> None:
    assert voice(spoken()) > 0.6
    for other in (dance(), lullaby(), sliding(3.0), noise(10.0), sine(220.0, 10.0), telephoned(noise(10.0))):
        assert voice(other) < 0.05


def test_a_speaker_is_heard_over_music_and_on_the_telephone() -> None:
    assert voice(telephoned(spoken())) > 0.6
    assert voice(amid(spoken(), lullaby())) > 0.4


def test_gain_does_not_matter() -> None:
    for gain in (0.001, 3.0):
        assert voice(np.float32(gain) * spoken()) == pytest.approx(voice(spoken()), abs=0.01)


def test_there_is_nobody_in_silence_or_in_an_instant() -> None:
    for y in (silence(10.0), silence(0.0), sine(440.0, 0.01)):
        probabilities = voice_probabilities(y)
        assert probabilities is not None
        assert probabilities.shape == (0,)


def test_each_frame_follows_the_end_of_the_one_before() -> None:
    frames = voice_input(noise(1.0))
    assert frames.shape == (VOICE_SR // FRAME, CONTEXT + FRAME)
    assert not frames[0, :CONTEXT].any()
    np.testing.assert_array_equal(frames[1:, :CONTEXT], frames[:-1, -CONTEXT:])


def test_the_same_sound_gives_the_same_bits() -> None:
    first, again = voice_probabilities(spoken()), voice_probabilities(spoken())
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first, again)


def test_golden() -> None:
    assert voice(spoken()) == pytest.approx(0.730, abs=0.01)


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The voice network's weights with one bit changed; the other networks are whole."""
    folder = path_of(NAME, WEIGHTS).parents[1]
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py*"))
    content = bytearray((tmp_path / NAME / WEIGHTS).read_bytes())
    content[5000] ^= 1
    (tmp_path / NAME / WEIGHTS).write_bytes(content)
    monkeypatch.setattr(shipped, "path_of", lambda name, file: tmp_path / name / file)
    network.cache_clear()
    yield tmp_path / NAME / WEIGHTS
    network.cache_clear()


def test_without_the_network_the_signal_alone_speaks(edited: Path) -> None:
    assert "voice/weights.onnx is not the file that its manifest describes" in str(refusal())
    assert voice_probabilities(spoken()) is None
    measures = measures_of(spoken())
    said, played = speechiness.speechiness(measures), instrumentalness(measures)
    assert measures.voice_activity is None
    for estimate in (said, played):
        assert "voice_activity" not in [term.measure for term in estimate.terms]
    assert said.offset == speechiness.OFFSET + speechiness.INGREDIENTS[0].missing
    assert said.value > 0.66 > 0.3 > played.value


def test_an_analysis_says_what_it_had_to_do_without(edited: Path) -> None:
    notes = analysed(dance()).notes
    assert [note for note in notes if note.startswith("Speechiness and instrumentalness come from the signal alone")]
    assert "voice/weights.onnx" in notes[-1]
    edited.unlink()
    network.cache_clear()
    assert "cannot be read: No such file" in analysed(dance()).notes[-1]


def test_a_whole_analysis_lacks_nothing() -> None:
    assert refusal() is None
    assert not [note for note in analysed(dance()).notes if "voice/" in note]
