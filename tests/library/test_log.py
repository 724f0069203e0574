"""The log: whatever is changed in it is found and named, and what was acknowledged is there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import accord
from accord.domain.errors import ForbiddenFact, LogBroken, LogError, LogTruncated, NotFound, StoreError
from accord.library.log import Log
from accord.library.log_files import FILES
from accord.rights import merkle
from accord.rights.checkpoint import opened, signed
from accord.rights.log_entry import LogKind, entry_of
from tests.library.diary import BATCHES, KEY, log_in, written

SIZE = sum(BATCHES)
FACTS = {"purpose": "dpv:DataAltruism"}

APPENDER = """
import itertools, sys
from pathlib import Path
from accord.rights.log_entry import LogKind
from tests.library.diary import log_in

log = log_in(Path(sys.argv[1]))
for number in itertools.count() if sys.argv[2] == "forever" else range(int(sys.argv[2])):
    print(log.append(LogKind.USE, {"what": sys.argv[3]}), flush=True)
"""


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return written(tmp_path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a log that nobody may change; tests take a copy."""
    home = tmp_path_factory.mktemp("sound")
    written(home)
    return home


def damaged(sound: Path, at: Path) -> Path:
    home = at / "damaged"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(sound, home)
    return home


def lines_of(home: Path) -> list[bytes]:
    return (home / "log/entries.jsonl").read_bytes().splitlines(keepends=True)


def appending(home: Path, count: str, name: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(accord.__file__).parents[1])])
    command = [sys.executable, "-c", APPENDER, str(home), count, name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path})


def test_entries_are_kept_as_they_were_logged(log: Log, tmp_path: Path) -> None:
    assert log.size == SIZE
    assert log.append(LogKind.EXPORT, {"listens": 3}) == SIZE
    again = log_in(tmp_path)
    assert again.entry(SIZE).facts == {"listens": 3}
    assert [entry.index for entry in again.entries(0, SIZE + 1)] == list(range(SIZE + 1))
    assert again.checkpoint() == log.checkpoint()
    verified = again.verify()
    assert (verified.size, verified.unacknowledged) == (SIZE + 1, 0)
    assert verified.checkpoints == len(BATCHES) + 2, "every signed one, and the copy beside the key"


def test_a_new_log_is_empty_and_touches_nothing(tmp_path: Path) -> None:
    log = log_in(tmp_path / "new")
    assert (log.size, log.begun) == (0, False)
    assert opened(log.checkpoint(), KEY.public_key()).root == merkle.EMPTY
    assert log.verify().size == 0
    assert log.consistency(0) == []
    assert list(log.append_all([])) == []
    with pytest.raises(NotFound):
        log.entry(0)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_declared_is_not_logged(log: Log) -> None:
    with pytest.raises(ForbiddenFact):
        log.append_all([(LogKind.GRANT, FACTS, None), (LogKind.GRANT, {"name": "Ada"}, None)])
    assert log.size == SIZE


def test_t20_any_two_checkpoints_are_consistent(log: Log, tmp_path: Path) -> None:
    notes = re.findall(r"(?:[^\n]+\n){3}\n[^\n]+\n", (tmp_path / "log/checkpoints").read_text(encoding="utf-8"))
    signed_ones = [opened(note, KEY.public_key()) for note in notes]
    assert [checkpoint.size for checkpoint in signed_ones] == [sum(BATCHES[: n + 1]) for n in range(len(BATCHES))]
    for number, old in enumerate(signed_ones):
        for new in signed_ones[number:]:
            proof = log.consistency(old.size, new.size)
            assert merkle.extends(old.root, old.size, new.root, new.size, proof)
        log.verify(notes[number])


def test_every_entry_is_proved(log: Log) -> None:
    checkpoint = opened(log.checkpoint(), KEY.public_key())
    for index in range(SIZE):
        leaf = merkle.leaf_hash(log.entry(index).line())
        assert merkle.includes(checkpoint.root, SIZE, index, leaf, log.inclusion(index))
        assert f"\nindex {index}\n" in log.prove(index)
    for call in (log.prove, log.inclusion, log.entry):
        with pytest.raises(NotFound):
            call(SIZE)
    with pytest.raises(NotFound, match=f"has {SIZE} entries, not {SIZE + 1}"):
        log.consistency(1, SIZE + 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_t20_any_flipped_byte_of_any_file_is_found(sound: Path, tmp_path: Path, data: st.DataObject) -> None:
    home = damaged(sound, tmp_path)
    path = home / data.draw(st.sampled_from([f"log/{name}" for name in FILES] + ["keys/log-head"]))
    raw = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    with pytest.raises(LogError) as caught:
        log_in(home).verify()
    if path.name == "entries.jsonl":
        assert re.search(rf"\b{lines_at(sound, at)}\b", str(caught.value)), caught.value


def lines_at(home: Path, at: int) -> int:
    return (home / "log/entries.jsonl").read_bytes()[:at].count(b"\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_t20_dropped_moved_and_inserted_entries_are_named(sound: Path, tmp_path: Path, data: st.DataObject) -> None:
    home, lines = damaged(sound, tmp_path), lines_of(sound)
    first = data.draw(st.integers(0, SIZE - 2))
    match data.draw(st.sampled_from(["drop", "swap", "double", "insert"])):
        case "drop":
            del lines[first]
        case "swap":
            other = data.draw(st.integers(first + 1, SIZE - 1))
            lines[first], lines[other] = lines[other], lines[first]
        case "double":
            lines.insert(first, lines[first])
            first += 1
        case "insert":
            lines.insert(first, entry_of(lines[first][:-1]).line().replace(b"grant", b"erasure") + b" \n")
    (home / "log/entries.jsonl").write_bytes(b"".join(lines))
    with pytest.raises(LogBroken, match=rf"Entry {first} is"):
        log_in(home).verify()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, SIZE - 1))
def test_t20_truncation_is_found_and_counted(sound: Path, tmp_path: Path, left: int) -> None:
    home = damaged(sound, tmp_path)
    (home / "log/entries.jsonl").write_bytes(b"".join(lines_of(sound)[:left]))
    said = rf"has {left} entries, and {SIZE} were signed: {SIZE - left} are missing"
    with pytest.raises(LogTruncated, match=said):
        log_in(home).verify()
    with pytest.raises(LogTruncated, match=said):
        log_in(home).append(LogKind.GRANT, FACTS)


@pytest.mark.parametrize("batches", range(len(BATCHES)))
def test_t20_a_log_put_back_to_an_earlier_state_is_found(sound: Path, tmp_path: Path, batches: int) -> None:
    earlier = sum(BATCHES[:batches])
    home = put_back(damaged(sound, tmp_path), batches)
    said = rf"has {earlier} entries, and {SIZE} were signed: {SIZE - earlier} are missing"
    for call in (log_in(home).verify, lambda: log_in(home).append(LogKind.GRANT, FACTS)):
        with pytest.raises(LogTruncated, match=said):
            call()
    saved = (home / "keys/log-head").read_text(encoding="utf-8")
    (home / "keys/log-head").unlink()
    with pytest.raises(LogTruncated, match=said):
        log_in(home).verify(saved)


def put_back(home: Path, batches: int) -> Path:
    """Cut all files of a log to what they were after some batches."""
    log, earlier = log_in(home), sum(BATCHES[:batches])
    notes = (home / "log/checkpoints").read_bytes().splitlines(keepends=True)
    log._files.cut(earlier)
    (home / "log/checkpoints").write_bytes(b"".join(notes[: batches * 5]))
    return home


def test_a_loss_that_is_accepted_stays_in_the_log(sound: Path, tmp_path: Path) -> None:
    home = put_back(damaged(sound, tmp_path), 3)
    log = log_in(home)
    missing = SIZE - sum(BATCHES[:3])
    assert log.accept_loss() == missing
    assert log.accept_loss() == 0
    entry = log.entry(log.size - 1)
    assert (entry.kind, entry.facts["entries"]) == (LogKind.RECOVERY, missing)
    assert log.verify().size == sum(BATCHES[:3]) + 1
    with pytest.raises(LogError):
        log.verify((sound / "keys/log-head").read_text(encoding="utf-8"))


def test_t20_a_rewritten_log_is_named_by_its_first_failing_checkpoint(sound: Path, tmp_path: Path) -> None:
    # Entries, hashes and offsets all rewritten to agree, as somebody without the signing key could.
    home = damaged(sound, tmp_path)
    lines = [line[:-1] for line in lines_of(sound)]
    lines[5] = lines[5].replace(b"DataAltruism", b"SellDataToThirdParties")
    checkpoints = (home / "log/checkpoints").read_bytes()
    shutil.rmtree(home / "log")
    tree = merkle.Growing()
    rewritten = log_in(home)
    rewritten._files.folder.mkdir()
    rewritten._files.add(lines, [new for line in lines for new in tree.add(merkle.leaf_hash(line))], "")
    (home / "log/checkpoints").write_bytes(checkpoints)
    with pytest.raises(LogBroken, match="entries 4 to 8 are not what was signed"):
        log_in(home).verify()
    with pytest.raises(LogBroken, match="not those of the"):
        log_in(home).append(LogKind.GRANT, FACTS)
    with pytest.raises(LogBroken, match="do not prove entry 5"):
        log_in(home).prove(5)


def test_t20_a_forged_checkpoint_fails(sound: Path, tmp_path: Path) -> None:
    home = damaged(sound, tmp_path)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with (home / "log/checkpoints").open("a", encoding="utf-8") as file:
        file.write(signed(SIZE + 1, bytes(32), other))
    for call in (log_in(home).verify, lambda: log_in(home).append(LogKind.GRANT, FACTS)):
        with pytest.raises(LogBroken, match="is of the log"):
            call()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(st.data())
def test_what_a_crash_leaves_is_cut_off_and_said(sound: Path, tmp_path: Path, data: st.DataObject) -> None:
    home = damaged(sound, tmp_path)
    whole = shutil.copytree(home, tmp_path / "whole", dirs_exist_ok=True)
    log_in(whole).append(LogKind.IMPORT, {"listens": 7})
    left = 0
    for name in FILES:  # a crash leaves a beginning of what was to be written, of one file or of several
        before, after = (home / "log" / name).read_bytes(), (whole / "log" / name).read_bytes()
        end = data.draw(st.integers(len(before), len(after) - (name == "checkpoints")))
        (home / "log" / name).write_bytes(after[:end])
        left += end - len(before)
    shutil.rmtree(whole)
    log = log_in(home)
    assert log.verify().size == SIZE
    index = log.append(LogKind.GRANT, FACTS)
    entries = log.entries(SIZE, log.size)
    assert log.entry(index).kind == LogKind.GRANT
    if left:
        assert [entry.kind for entry in entries] == [LogKind.RECOVERY, LogKind.GRANT]
        assert entries[0].facts["bytes"] == left
    assert (log.verify().size, log.verify().unacknowledged) == (log.size, 0)


def test_threads_that_append_at_once_share_checkpoints(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        indices = list(pool.map(lambda _: log.append(LogKind.USE, FACTS), range(80)))
    assert sorted(indices) == list(range(80))
    verified = log.verify()
    assert verified.size == 80
    assert verified.checkpoints <= 81


def test_threads_that_wait_for_a_failed_writer_hear_of_it(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"a file where the folder should be")
    log = log_in(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(log.append, LogKind.USE, FACTS) for _ in range(8)]
        assert all(isinstance(one.exception(), StoreError) for one in waiting)
    (tmp_path / "log").unlink()
    assert log.append(LogKind.USE, FACTS) == 0, "what failed was not kept to be written later"


def test_processes_append_at_once(tmp_path: Path) -> None:
    appenders = [appending(tmp_path, "12", name) for name in "abc"]
    indices = [[int(word) for word in appender.communicate()[0].split()] for appender in appenders]
    assert sorted(index for mine in indices for index in mine) == list(range(36))
    log = log_in(tmp_path)
    assert log.verify().size == 36
    for name, mine in zip("abc", indices, strict=True):
        assert mine == sorted(mine)
        assert {log.entry(index).facts["what"] for index in mine} == {name}


def test_a_process_killed_while_it_appends_leaves_a_log_that_opens(tmp_path: Path) -> None:
    acknowledged = []
    for _ in range(3):
        with appending(tmp_path, "forever", "x") as appender:
            assert appender.stdout is not None
            acknowledged += [int(appender.stdout.readline()) for _ in range(4)]
            appender.send_signal(signal.SIGKILL)
            acknowledged += [int(line) for line in appender.stdout if line.endswith("\n")]
        log = log_in(tmp_path)
        log.append(LogKind.GRANT, FACTS)
        assert log.verify().unacknowledged == 0
        assert {log.entry(index).kind for index in acknowledged} == {LogKind.USE}
