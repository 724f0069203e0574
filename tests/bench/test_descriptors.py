"""The bench of descriptors: its table, its made sounds, its counting, and a run from files to tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from accord.bench import descriptors, descriptors_music, descriptors_report
from accord.bench.descriptors import NAMES, Heard, judge
from accord.bench.descriptors_changes import CHANGES, HEADROOM, brought_to_peak
from accord.bench.descriptors_made import COMPOSED, Source, amid_an_audience, by_telephone, composed, make, spoken_over
from accord.bench.descriptors_music import SR, Group, Made, Order, Sound, Table, find, known, sound
from accord.bench.halves import half
from accord.cli.bench import app
from tests.rhythms import dance
from tests.sounds import noise, sine, tone


def stereo(y: Sound, sr: int = SR) -> Sound:
    """Both channels alike."""
    return np.repeat(np.asarray(y, np.float32)[:, None], 2, axis=1)


def sounding(y: Sound) -> Source:
    return Source("x", lambda: y)


def heard(name: str, kind: str, value: float) -> Heard:
    return Heard(name, (kind,), dict.fromkeys(NAMES, value))


def test_the_table_names_each_file_once_and_kinds_that_there_are() -> None:
    table = known()
    files = Counter(name for group in table.groups for name in group.files)
    assert not [name for name, count in files.items() if count > 1]
    kinds = {kind for group in table.groups for kind in group.kinds} | {made.kind for made in table.made}
    named = {kind for order in table.orders for kind in (*order.more, *order.less)}
    assert named | {kind for made in table.made for kind in made.of} <= kinds
    assert {order.descriptor for order in table.orders} == set(NAMES)
    assert all(group.licence and group.source and bool(group.files) != bool(group.pattern) for group in table.groups)


def test_pairs_in_order_are_counted() -> None:
    order = Order("energy", ("metal",), ("piano",))
    pieces = [heard("a", "metal", 0.9), heard("b", "metal", 0.4), heard("c", "piano", 0.5), heard("d", "piano", 0.4)]
    found = judge(order, pieces)
    assert (found.pairs, found.right) == (4, 2)
    assert found.low < 0.5 < found.high
    assert judge(order, pieces[:1]).pairs == 0


def test_files_are_found_by_name_and_missing_ones_told(tmp_path: Path) -> None:
    for name in ("one.wav", "three.wav", "hello.wav"):
        folder = tmp_path / ("voice" if name == "hello.wav" else "deep")
        folder.mkdir(exist_ok=True)
        soundfile.write(folder / name, noise(1.0), 22050)
    groups = [
        Group(("x", "y"), "a package", "CC0-1.0", ("one.wav", "two.wav")),
        Group(("p",), "prompts", "CC0-1.0", pattern="voice/*.wav"),
        Group(("z",), "another", "CC0-1.0", ("three.wav",)),
    ]
    pieces, missing = find(groups, [tmp_path])
    assert {piece.name: piece.kinds for piece in pieces} == {
        "one.wav": ("x", "y"),
        "hello.wav": ("p",),
        "three.wav": ("z",),
    }
    assert missing == {"a package": (1, 2)}


def test_the_middle_of_a_piece_is_heard_in_two_channels(tmp_path: Path) -> None:
    y = np.concatenate([noise(20.0, 0.01), noise(60.0, 0.3), noise(20.0, 0.01)])
    soundfile.write(tmp_path / "long.flac", y, 22050)
    middle = sound(tmp_path / "long.flac")
    assert middle.shape == (pytest.approx(60 * SR, abs=10), 2)
    assert np.sqrt(np.mean(middle[: SR // 2] ** 2)) > 0.1


def test_a_telephone_lets_nothing_high_through() -> None:
    high, low = (sounding(stereo(sine(hz, 2.0, sr=SR))) for hz in (6000.0, 1000.0))
    assert np.abs(by_telephone(high)[SR // 2 : SR]).max() < 0.01
    assert np.abs(by_telephone(low)).max() > 0.4


def test_an_audience_claps_at_the_edges_and_is_there_between() -> None:
    music = sounding(stereo(np.resize(tone(60, 4.0), 30 * SR)))
    y = amid_an_audience(music)
    assert y.shape == (30 * SR, 2)
    np.testing.assert_array_equal(y, amid_an_audience(music))
    silent = amid_an_audience(sounding(np.zeros((30 * SR, 2), np.float32)))
    assert not silent.any()


def test_a_speaker_is_as_loud_as_the_music() -> None:
    music, said = (sounding(stereo(y)) for y in (noise(4.0, 0.1), sine(200.0, 1.0)))
    added = spoken_over(music, said) - music.hear()
    assert np.sqrt(np.mean(added**2)) == pytest.approx(np.sqrt(np.mean(music.hear() ** 2)), rel=0.01)


def test_what_is_composed_differs_in_tempo_and_mode_alone() -> None:
    sounds = make(Made("happy", "happy", 3), {})
    assert [source.name for source in sounds] == ["happy 0", "happy 1", "happy 2"]
    happy, sad = (composed(how, 1) for how in COMPOSED)
    assert len(happy) > 20 * SR
    assert len(sad) > 20 * SR
    levels = [np.sqrt(np.mean(y**2)) for y in (happy, sad)]
    assert levels[0] == pytest.approx(levels[1], rel=0.2)


def test_every_change_can_be_written_and_nothing_clips(tmp_path: Path) -> None:
    y = brought_to_peak(stereo(3.0 * noise(2.0)))
    assert np.abs(y).max() == pytest.approx(HEADROOM)
    for place, (suffix, write) in enumerate(CHANGES.values()):
        write(tmp_path / f"{place}{suffix}", y)
        assert (tmp_path / f"{place}{suffix}").stat().st_size > 1000


@pytest.fixture
def little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three pieces, a table of them, and a cache of its own."""
    names = [name for name in (f"{letter}.flac" for letter in "abcdefghijklmnop") if half(name) == "report"][:3]
    for name, y in zip(names, (dance(), noise(12.0, 0.1), tone(60, 12.0)), strict=True):
        soundfile.write(tmp_path / name, y, 22050)
    groups = (
        Group(("dance",), "here", "CC0-1.0", (names[0],)),
        Group(("calm",), "here", "CC0-1.0", (*names[1:], "no.ogg")),
    )
    table = Table(
        groups, (), (Order("danceability", ("dance",), ("calm",)), Order("valence", ("dance",), ("nothing",)))
    )
    for module in (descriptors, descriptors_music, descriptors_report):
        monkeypatch.setattr(module, "known", lambda: table)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_a_run_from_files_to_tables(little: Path) -> None:
    docs = little / "docs"
    docs.mkdir()
    command = ["descriptors", "--music", str(little), "--changed", "1", "--update", "--docs", str(docs)]
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    page = (docs / "descriptors.md").read_text(encoding="utf-8")
    assert "| danceability: dance over calm | 2 | 1.000 | 1.000 to 1.000 |" in page
    assert "| valence: dance over nothing | 0 | – | – |" in page
    assert "3 pieces of the half `report`" in page
    assert "Incomplete: 3 of 4 pieces of here" in page
    assert all(f"| {change} |" in page for change in CHANGES)
    again = CliRunner().invoke(app, command, catch_exceptions=False)
    assert again.output == result.output
