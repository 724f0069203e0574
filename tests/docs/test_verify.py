"""The verifier that strangers run: it shares no code with Accord, agrees with it, and names the same places."""

from __future__ import annotations

import ast
import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.rights.checkpoint import signed, verifier_key
from tests.library.diary import BATCHES, KEY, log_in, written

VERIFIER = Path(__file__).parents[2] / "docs/verify.py"
PUBLIC = verifier_key(KEY.public_key())
SIZE = sum(BATCHES)
FUNCTIONS = runpy.run_path(str(VERIFIER))

settings.register_profile("files", suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
on_copies = settings(settings.get_profile("files"))


def check(what: str, *files: Path) -> str:
    return str(FUNCTIONS[f"check_{what}"](PUBLIC, *map(str, files)))


def fails(what: str, *files: Path) -> str:
    with pytest.raises(SystemExit) as caught:
        check(what, *files)
    assert str(caught.value.code).startswith("BROKEN: ")
    return str(caught.value.code)


def run(*words: Path | str) -> subprocess.CompletedProcess[str]:
    # Isolated: neither this folder nor the environment lends it a module.
    command = [sys.executable, "-I", VERIFIER, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sound")
    log = written(home)
    (home / "proof").write_text(log.prove(5), encoding="utf-8")
    return home


@pytest.fixture
def files(sound: Path, tmp_path: Path) -> tuple[Path, Path]:
    return tuple(Path(shutil.copy(sound / "log" / name, tmp_path)) for name in ("entries.jsonl", "checkpoints"))  # type: ignore[return-value]


def notes(sound: Path) -> list[str]:
    return re.findall(r"(?:[^\n]+\n){3}\n[^\n]+\n", (sound / "log/checkpoints").read_text(encoding="utf-8"))


def test_it_shares_no_code_and_is_short() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert len(text.splitlines()) < 100


def test_a_log_that_holds(sound: Path) -> None:
    log = sound / "log"
    done = run(PUBLIC, "log", log / "entries.jsonl", log / "checkpoints", sound / "keys/log-head")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{SIZE} entries are what {len(BATCHES) + 1} checkpoints cover.\n"


def test_every_prefix_and_every_proof(sound: Path, tmp_path: Path) -> None:
    log = log_in(sound)
    texts = [tmp_path / f"checkpoint {number}" for number in range(len(BATCHES))]
    for path, note in zip(texts, notes(sound), strict=True):
        path.write_text(note, encoding="utf-8")
    sizes = [sum(BATCHES[: number + 1]) for number in range(len(BATCHES))]
    proof = tmp_path / "proof"
    for number, old in enumerate(sizes):
        assert check("log", sound / "log/entries.jsonl", texts[number]).startswith(f"{old} entries")
        for other, new in enumerate(sizes[number:], number):
            proof.write_text(json.dumps({"proof": [hash_.hex() for hash_ in log.consistency(old, new)]}))
            assert check("consistency", texts[number], texts[other], proof) == f"{old} entries became {new}."
            if new > old:
                fails("consistency", texts[other], texts[number], proof)
                proof.write_text(json.dumps({"proof": ["00" * 32] * 3}))
                fails("consistency", texts[number], texts[other], proof)
    for index in range(SIZE):
        proof.write_text(log.prove(index), encoding="utf-8")
        assert check("proof", proof) == f"Entry {index}: {log.entry(index).line().decode()}"


@on_copies
@given(st.data())
def test_t20_any_flipped_byte_is_found(sound: Path, files: tuple[Path, Path], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["entries.jsonl", "checkpoints"]))
    raw = bytearray((sound / "log" / name).read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    line = raw[:at].count(b"\n")
    raw[at] ^= data.draw(st.integers(1, 255))
    for path in files:
        path.write_bytes((sound / "log" / path.name).read_bytes())
    (files[0].parent / name).write_bytes(raw)
    said = fails("log", *files)
    if name == "entries.jsonl":
        named = [int(number) for number in re.findall(r"\d+", said.partition("entr")[2])]
        assert named[0] <= line, said
        assert line <= named[0] or " to " in said, said


@on_copies
@given(st.data())
def test_t20_dropped_moved_and_cut(sound: Path, files: tuple[Path, Path], data: st.DataObject) -> None:
    lines = (sound / "log/entries.jsonl").read_bytes().splitlines(keepends=True)
    first = data.draw(st.integers(0, SIZE - 2))
    match data.draw(st.sampled_from(["drop", "swap", "double", "cut"])):
        case "drop":
            del lines[first]
        case "swap":
            lines[first], lines[first + 1] = lines[first + 1], lines[first]
        case "double":
            lines.insert(first, lines[first])
            first += 1
        case "cut":
            del lines[first:]
    files[0].write_bytes(b"".join(lines))
    assert f"entry {first} is" in fails("log", *files)


@on_copies
@given(st.data())
def test_t20_any_change_of_a_proof_is_found(sound: Path, tmp_path: Path, data: st.DataObject) -> None:
    text = (sound / "proof").read_text(encoding="utf-8")
    path = tmp_path / "proof"
    swapped = text.replace("index 5", f"index {data.draw(st.sampled_from([0, 4, 6, 7, SIZE, 10**9]))}")
    hashes = text.split("\n")[3:6]
    other = text.replace(hashes[data.draw(st.integers(0, 2))], hashes[0][::-1].lstrip("=") + "=")
    longer = text.replace("\n\n", f"\n{hashes[0]}\n\n", 1)
    entry = text.replace(text.split("\n")[1], "extra e30=")
    for changed in (swapped, other, longer, entry, text.replace(f"\n{hashes[2]}", "")):
        path.write_text(changed, encoding="utf-8")
        fails("proof", path)


def test_t20_forged_checkpoints_fail(sound: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    texts = [
        signed(SIZE, bytes(32), other),
        notes(sound)[0].replace("\n1\n", "\n2\n"),
        notes(sound)[0] + "x",
        "",
        "x\n",
    ]
    for text in texts:
        forged.write_text(text, encoding="utf-8")
        fails("log", sound / "log/entries.jsonl", forged)
    done = run(PUBLIC, "log", sound / "log/entries.jsonl", forged)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("BROKEN: ")


def test_t20_a_rewritten_entry_is_named_by_the_run_of_the_script(sound: Path, files: tuple[Path, Path]) -> None:
    files[0].write_bytes(files[0].read_bytes().replace(b'"index":5,"kind":"withdrawal"', b'"index":5,"kind":"grant"'))
    done = run(PUBLIC, "log", *files)
    assert done.returncode == 1
    assert done.stderr == "BROKEN: of the entries 4 to 8, one is not what was signed\n"


def test_another_key_finds_nothing_of_its_own(sound: Path) -> None:
    other: Any = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    done = run(verifier_key(other), "proof", sound / "proof")
    assert done.returncode == 1
    assert "is not one that accord/" in done.stderr
