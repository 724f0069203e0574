"""The measurements of rights, small: what they ask is real, and what they report is what they saw."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from accord.bench.rights import RightsTimes, rights_table
from accord.bench.rights_decisions import cases, decisions_per_second
from accord.bench.rights_enforcement import Enforcement
from accord.bench.rights_log import LogTimes, log_times
from accord.bench.rights_people import PeopleTimes
from accord.bench.rights_server import serving
from accord.bench.throughput import PROC
from accord.cli.bench import app
from accord.domain.errors import PeerFailed
from accord.domain.labels import Purpose
from accord.rights.decision import decide
from accord.rights.registry import sources

FIGURES = RightsTimes(
    5000,
    400_000.4,
    Enforcement(request=0.0005, lookup=0.00004, nothing_hidden=0.000001, some_hidden=0.00001),
    LogTimes(1_000_000, 10_000, 100.0, verified=31.25, proof=0.0005, slowest_proof=0.004),
    PeopleTimes(200_000, ingest=0.123, withdrawal=0.256, erasure=1.5),
)


def test_every_purpose_is_asked_of_every_source_with_every_answer() -> None:
    asked = cases()
    alone = {(case.purpose, *case.label.sources) for case in asked if len(case.label.sources) == 1}
    assert alone >= {(purpose, id_) for purpose in Purpose for id_ in sources()}
    answers = [decide(*case) for case in asked]
    assert {(answer.allowed, bool(answer.unasked), bool(answer.consents)) for answer in answers} == {
        (True, False, False),  # about nobody
        (True, False, True),  # everybody consented
        (False, True, False),  # somebody did not
        (False, False, False),  # the label does not allow it
    }
    assert any(len(case.label.subjects) > 1 for case in asked)
    assert cases() == asked


def test_decisions_are_counted_in_cpu_seconds() -> None:
    asked = cases()[:500]
    assert decisions_per_second(asked, 2) > len(asked) / 60


def test_a_log_is_filled_verified_and_proved(tmp_path: Path) -> None:
    times = log_times(tmp_path, 250, lambda _: None)
    assert times.entries == 250
    assert times.checkpoints >= 3
    assert 0 < times.proof <= times.slowest_proof


def test_the_table_puts_what_was_measured_beside_what_is_wanted() -> None:
    written = rights_table(FIGURES)
    for row in (
        "| decisions a second, one core, in memory | 400,000 | >= 200,000 |",
        "| enforcement in a features request, nothing hidden | 0.2 % (1.0 of 500 µs) | < 5 % |",
        "| enforcement in a features request, some sources hidden | 2.0 % (10.0 of 500 µs) | < 5 % |",
        "| verifying a log of 1,000,000 entries | 31.2 s | < 60 s |",
        "| proving one of its entries, slowest | 4.00 ms | < 5 ms |",
        "| withdrawing consent, 200,000 listens | 0.26 s | < 2 s |",
        "| erasing a listener, 200,000 listens | 1.50 s | < 2 s |",
        "| taking in 1,000 listens in one request | 0.12 s | < 0.5 s |",
    ):
        assert row in written


def test_a_server_that_refuses_is_no_time(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as server, pytest.raises(PeerFailed, match="answered with 401"):
        server.ask("GET", "/v1/audio-features/" + "0" * 22, "nobody's")


def test_a_server_that_does_not_start_is_named_with_its_reason(tmp_path: Path) -> None:
    with (
        pytest.raises(PeerFailed, match="did not start: accord: Setting profile"),
        serving(tmp_path / "home", ACCORD_PROFILE="nonsense"),
    ):
        pass


@pytest.mark.skipif(not PROC.is_dir(), reason="the system has no /proc")
def test_the_whole_is_measured_and_written_down(tmp_path: Path) -> None:
    arguments = ["rights", "--entries", "200", "--events", "50", "--repeat", "1", "--update", "--docs", str(tmp_path)]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    written = (tmp_path / "bench.md").read_text()
    assert done.output.strip() in written
    assert "<!-- begin: accord bench rights -->" in written
    assert "| verifying a log of 200 entries |" in written
    assert str(tmp_path) not in written
