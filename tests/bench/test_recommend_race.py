"""Recommenders in processes of their own, on a world whose right answer is known."""

from __future__ import annotations

import ast
import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from typer.testing import CliRunner

from accord.bench import program as program_module
from accord.bench.environment import Environment, pinned
from accord.bench.program import HERE, Program
from accord.bench.recommendation import split as splitting
from accord.bench.recommendation.contestants import OURS, PEERS, Contestant
from accord.bench.recommendation.dataset import Dataset
from accord.bench.recommendation.race import race
from accord.cli.bench import app
from accord.domain.errors import InvalidParameter, PeerFailed

ALL = [*OURS, *PEERS.values()]
NOWHERE = Environment(Path("none"), {"implicit": "not in this test"})

NEAR = """
from accord.bench.recommendation.ranking import learn_and_rank, read_task

def version():
    return "1"

def rank(path):
    return learn_and_rank(read_task(path), learn)

def learn(task):
    together = task.train.T @ task.train * task.settings["sign"]
    return lambda prompts: (prompts @ together).toarray()
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder of the test's own, and one turn, so that few processes are started."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.setattr(splitting, "ENOUGH", 10)


def checkerboard(rows: int = 200, items: int = 40) -> Dataset:
    """Even rows have even items, odd rows odd ones, each all but a few: what is missing or hidden is known."""
    rng = np.random.default_rng(5)
    same = (np.arange(rows)[:, None] % 2) == (np.arange(items)[None, :] % 2)
    return Dataset("Checkerboard", "", sp.csr_matrix((same & (rng.random((rows, items)) < 0.8)).astype(np.float32)))


def quick(contestant: Contestant) -> Contestant:
    return Contestant(contestant.program, contestant.grid[:2])


def test_all_that_learn_from_pairs_solve_the_checkerboard_and_popularity_does_not() -> None:
    contestants = [OURS[0], *(quick(PEERS[name]) for name in ("popularity", "ease", "dropout"))]
    outcome = race(checkerboard(), contestants, NOWHERE, 1, lambda _: None)
    assert not outcome.problems
    assert (outcome.parts, outcome.train, outcome.validation, outcome.test) == (1, 140, 20, 40)
    recall = {entry.name: entry.judged["Recall@20"].mean() for entry in outcome.entries}
    popularity = recall.pop("popularity")
    assert set(recall) == {"Accord", "EASE", "EASE with dropout"}
    assert recall == dict.fromkeys(recall, 1.0)
    assert popularity < 0.9
    for entry in outcome.entries:
        assert len(entry.judged["clicks"]) == 40
        assert entry.cost.peak > 10_000_000
        assert entry.cost.rank > 0.0


def test_what_a_peer_gave_is_kept_and_what_accord_gave_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    contestants = [OURS[0], quick(PEERS["ease"])]
    first = race(checkerboard(), contestants, NOWHERE, 1, lambda _: None)
    asked: list[str] = []

    def start(program: Program, python: Path | None) -> Any:
        asked.append(program.name)
        return program_module.start(program, python)

    monkeypatch.setattr("accord.bench.recommendation.race.start", start)
    again = race(checkerboard(), contestants, NOWHERE, 1, lambda _: None)
    assert set(asked) == {"Accord"}
    assert again.entries[1].cost == first.entries[1].cost
    for metric, values in first.entries[1].judged.items():
        assert (again.entries[1].judged[metric] == values).all()
    race(checkerboard(), contestants, NOWHERE, 2, lambda _: None)
    assert "EASE" in asked


def test_the_settings_are_those_that_are_best_for_the_validation_rows(tmp_path: Path) -> None:
    (tmp_path / "near.py").write_text(NEAR)
    near = Program("near", "", str(tmp_path / "near.py"), None)
    outcome = race(checkerboard(), [Contestant(near, ({"sign": -1}, {"sign": 1}))], NOWHERE, 1, lambda _: None)
    (entry,) = outcome.entries
    assert entry.settings == ({"sign": 1},)
    assert entry.judged["Recall@20"].mean() == 1.0


def test_a_setting_that_fails_is_named_and_the_others_count() -> None:
    broken = Contestant(PEERS["ease"].program, ({"ridge": -1e6}, {"ridge": 10.0}))
    outcome = race(checkerboard(), [broken], NOWHERE, 1, lambda _: None)
    assert [entry.settings[0]["ridge"] for entry in outcome.entries] == [10.0]
    assert len(outcome.problems) == 1
    assert "not positive definite" in outcome.problems[0]
    assert outcome.problems[0].endswith("Set to ridge -1e+06.")


def test_a_recommender_without_a_working_setting_has_no_entry_and_accord_must_have_one() -> None:
    broken = Contestant(PEERS["ease"].program, ({"ridge": -1e6},))
    assert not race(checkerboard(), [broken, PEERS["als"]], NOWHERE, 1, lambda _: None).entries
    ours = Contestant(OURS[0].program, ({"nonsense": 1},), is_ours=True)
    with pytest.raises(PeerFailed, match="nonsense"):
        race(checkerboard(), [ours], NOWHERE, 1, lambda _: None)


def test_ease_is_the_regression_that_its_paper_writes_down() -> None:
    weights = runpy.run_path(str(HERE / "programs" / "recommend_ease.py"))["item_weights"]
    train = sp.csr_matrix((np.random.default_rng(3).random((90, 30)) < 0.3).astype(np.float32))
    gram = (train.T @ train).toarray().astype(np.float64)
    for ridge, dropout in ((5.0, 0.0), (2.0, 0.5)):
        inverse = np.linalg.inv(gram + np.diag(ridge + dropout / (1 - dropout) * np.diag(gram)))
        wanted = np.eye(30) - inverse / np.diag(inverse)
        assert weights(train, ridge, dropout) == pytest.approx(wanted, abs=2e-4)


@pytest.mark.parametrize("contestant", ALL, ids=lambda contestant: contestant.name)
def test_a_contestant_is_whole(contestant: Contestant) -> None:
    program = contestant.program
    offered = {node.name for node in ast.parse(program.path.read_text()).body if isinstance(node, ast.FunctionDef)}
    assert offered >= {"version", "rank"}
    assert program.requirement is None or pinned(program.requirement)[0].isdigit()
    settings = [json.dumps(dict(one), sort_keys=True) for one in contestant.grid]
    assert len(settings) == len(set(settings)) > 0


def test_the_whole_is_measured_and_written_down(tmp_path: Path) -> None:
    pairs = sp.coo_matrix(checkerboard().matrix)
    mine = tmp_path / "mine.csv"
    mine.write_text("user,item\n" + "".join(f"{r},{i}\n" for r, i in zip(pairs.row, pairs.col, strict=True)))
    options = ["--peers", "popularity", "--rows", "120", "--update", "--docs", str(tmp_path)]
    done = CliRunner().invoke(app, ["recommend", str(mine), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    written = (tmp_path / "recommendation.md").read_text()
    assert done.output.strip() in written
    assert "### mine" in written
    assert "### Invented listening" in written
    assert "200 rows, 40 items" in written
    assert "| Accord | 1.0000 ± 0.0000 |" in written
    assert "| Accord less | Recall@20 |" in written
    assert str(tmp_path) not in written


def test_an_unknown_recommender_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="did you mean popularity"):
        CliRunner().invoke(app, ["recommend", "--peers", "popularty"], catch_exceptions=False)
