"""Programs: the worker's protocol with real processes, and wrappers that offer what is asked of them."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from accord.bench.environment import pinned
from accord.bench.program import ACCORD, PEERS, Program, start
from accord.bench.speed import BESIDE
from accord.domain.errors import PeerFailed

SCRIPT = """
import os

print("loading")  # must not end up between the replies

def version():
    return "7"

def whole(path):
    print("working")
    return {"name": os.path.basename(path)}

def broken(path):
    raise ValueError("no such sound")

def crash(path):
    os._exit(3)

def threads(path):
    return os.environ["OPENBLAS_NUM_THREADS"]

def processors(path):
    return sorted(os.sched_getaffinity(0))
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    return Program("Tester", "tests", str(script), None)


def test_a_task_is_answered_with_its_cost(program: Program) -> None:
    with start(program) as running:
        assert running.version == "7"
        answer = running.ask("whole", Path("a") / "song \udcff.ogg")
    assert answer.result == {"name": "song \udcff.ogg"}
    assert answer.cpu >= 0.0
    assert answer.peak > 1_000_000


def test_a_program_goes_on_after_a_file_that_it_cannot_use(program: Program) -> None:
    with start(program) as running:
        with pytest.raises(PeerFailed, match=r"Tester could not use a.ogg: ValueError: no such sound"):
            running.ask("broken", Path("a.ogg"))
        assert running.ask("whole", Path("b.ogg")).result == {"name": "b.ogg"}


def test_a_program_that_dies_is_named_with_its_exit_code(program: Program) -> None:
    with start(program) as running:
        with pytest.raises(PeerFailed, match=r"Tester ended with exit code 3 .*: it said nothing\."):
            running.ask("crash", Path("a.ogg"))
        assert not running.alive
        with pytest.raises(PeerFailed, match="Tester ended"):
            running.ask("whole", Path("a.ogg"))


def test_a_program_that_does_not_come_up_is_named(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import nothing_of_that_name")
    with pytest.raises(PeerFailed, match="nothing_of_that_name"), start(Program("Tester", "", str(script), None)):
        pass


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system holds no process to a processor")
def test_a_program_has_one_thread_and_one_processor(program: Program) -> None:
    cpu = min(os.sched_getaffinity(0))
    with start(program, cpu=cpu) as running:
        assert running.ask("threads", Path("a")).result == "1"
        assert running.ask("processors", Path("a")).result == [cpu]


@pytest.mark.parametrize("program", [ACCORD, *PEERS.values()], ids=lambda program: program.name)
def test_a_wrapper_offers_every_task_that_it_may_be_asked(program: Program) -> None:
    tree = ast.parse(program.path.read_text())
    offered = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    asked = {"version", "whole"} | ({"listen"} if program.estimates else set())
    assert offered >= (asked | set(BESIDE) if program is ACCORD else asked)


@pytest.mark.parametrize("peer", PEERS.values(), ids=lambda peer: peer.name)
def test_the_version_of_every_peer_is_pinned(peer: Program) -> None:
    assert pinned(peer.requirement or "", peer.pins)[0].isdigit()
