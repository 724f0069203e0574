"""Speed tables: factors and ratios compare like with like, and stages add up to the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.bench.program import ACCORD, PEERS, Answer
from accord.bench.speed import Piece, Race
from accord.bench.speed_tables import file_list, program_table, ratio, real_time_factor, stage_table

SONG = Piece(Path("a.mp3"), "A Song", 100.0)
OTHER = Piece(Path("b.ogg"), "Another", 300.0)
ESSENTIA, LIBROSA = PEERS["essentia"], PEERS["librosa"]


def answer(cpu: float, peak: int = 100_000_000, **stages: float) -> Answer:
    return Answer({"stages": stages}, cpu, cpu, peak)


@pytest.fixture
def race() -> Race:
    return Race(
        pieces=[SONG, OTHER],
        costs={
            "Accord": {SONG.path: answer(0.5, decode=0.3, beats=0.1), OTHER.path: answer(1.5, decode=1.1)},
            "Essentia": {SONG.path: answer(5.0, 250_000_000)},
        },
        beside={"tags": 0.02, "digest": 0.04},
        versions={"Accord": "1.0", "Essentia": "2.1"},
        start_cpu={"Accord": 1.2, "Essentia": 0.4},
    )


def test_the_factor_is_all_audio_over_all_cpu_time() -> None:
    assert real_time_factor([SONG, OTHER], {SONG: 1.0, OTHER: 1.0}) == 200.0
    assert real_time_factor([SONG, OTHER], {SONG: 1.0}) == 100.0
    assert real_time_factor([SONG, OTHER], {}) is None


def test_a_ratio_is_over_the_files_that_both_could_use() -> None:
    assert ratio([SONG, OTHER], {SONG: 0.5, OTHER: 50.0}, {SONG: 5.0}) == 10.0
    assert ratio([SONG], {SONG: 1.0}, {}) is None


def test_a_program_has_a_column_for_each_kind_of_file(race: Race) -> None:
    lines = program_table(race, [ACCORD, ESSENTIA], {}).splitlines()
    assert lines[0] == "| program | MP3 | OGG | all | CPU time, Accord = 1 | peak memory | start |"
    assert lines[2] == "| Accord 1.0 | 200 | 200 | 200 | 1.0 | 100 MB | 1.2 s |"
    assert lines[3] == "| Essentia 2.1 | 20 | – | 20 | 10.0 | 250 MB | 0.4 s |"


def test_a_peer_that_could_not_be_had_keeps_its_row(race: Race) -> None:
    lines = program_table(race, [ACCORD, LIBROSA], {"librosa": "no wheel"}).splitlines()
    assert lines[3] == "| librosa | – | – | – | – | – | – |"


def test_stages_are_for_a_song_and_add_up_to_the_whole(race: Race) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in stage_table(race).splitlines()[2:]]
    by_name = {name: (ms, share) for name, ms, share in rows}
    assert by_name["decode"] == ("840", "70.0%")
    assert by_name["everything else"] == ("300", "25.0%")
    assert by_name["**the whole analysis**"][0] == "1200"
    assert sum(int(ms) for name, (ms, share) in by_name.items() if share and "*" not in name) == 1200
    assert by_name["beside it in a scan: reading the tags"] == ("12", "")


def test_files_are_named_by_title_not_by_path(race: Race) -> None:
    listed = file_list(race)
    assert "A Song" in listed
    assert "2 files, 7 minutes" in listed
    assert "a.mp3" not in listed
