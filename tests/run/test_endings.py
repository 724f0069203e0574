"""How runs end: exit codes, signals, programs that are none, servers that go."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from tests.run.running import ACCORD, PYTHON, Place
from tests.server.conftest import serving

COUNTS = """
import signal, sys, time
got = []
signal.signal(signal.SIGINT, lambda *_: got.append(1))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(40 + len(got)))
print("ready", flush=True)
end = time.monotonic() + 30
while not got and time.monotonic() < end: time.sleep(0.01)
time.sleep(0.3)
print("interrupted", len(got), flush=True)
sys.exit(20 + len(got))
"""


@pytest.mark.parametrize(
    ("script", "code"),
    [("exit 7", 7), ("kill -KILL $$", 137), ("kill -SEGV $$", 139)],
)
def test_the_programs_exit_code_comes_through(script: str, code: int, place: Place) -> None:
    assert place.run("sh", "-c", script).returncode == code


def test_a_program_that_crashes_says_so_itself(place: Place) -> None:
    done = place.run(PYTHON, "-c", "raise ValueError('my own fault')")
    assert done.returncode == 1
    assert "my own fault" in done.stderr
    assert "accord" not in done.stderr


def test_programs_that_cannot_be_run(place: Place, tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("no program")
    orphan = tmp_path / "orphan"
    orphan.write_text("#!/no/such/interpreter\n")
    orphan.chmod(0o700)
    for name, code, says in [
        ("no-such-program", 127, "There is no program 'no-such-program'."),
        ("./nowhere", 127, "There is no program './nowhere'."),
        ("./plain", 126, "./plain may not be run"),
        (str(tmp_path), 126, "is a folder"),
        ("./orphan", 127, "interpreter"),
    ]:
        done = place.run(name)
        assert done.returncode == code, name
        assert says in done.stderr
        assert "Traceback" not in done.stderr


def test_standard_streams_are_the_programs_own(place: Place) -> None:
    done = place.run("sh", "-c", "cat; echo aside >&2", typed="what was typed")
    assert (done.stdout, done.stderr) == ("what was typed", "aside\n")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 21), (signal.SIGTERM, 40)])
def test_signals_are_passed_on_once(number: signal.Signals, code: int, either_place: Place) -> None:
    process = either_place.start(PYTHON, "-c", COUNTS)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == code


def test_ctrl_c_reaches_the_program_once(place: Place) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(place.env, ACCORD_HOME=str(place.home))
        os.execv(sys.executable, [*ACCORD, "run", "--", PYTHON, "-c", COUNTS])
    said = b""
    while b"ready" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 21, said


def test_nothing_is_left_behind(place: Place, tmp_path: Path) -> None:
    """A server that was started for the run ends with it; so does what programs were given to trust."""
    place = place.given(ACCORD_PORT="1", TMPDIR=str(tmp_path))
    script = "import os; print(os.environ['SSL_CERT_FILE'], os.environ['ACCORD_BASE_URL'])"
    bundle, url = place.said(PYTHON, "-c", script).split()
    assert bundle.startswith(str(tmp_path))
    assert not list(tmp_path.iterdir())
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    assert servers(place) == 1


def test_a_server_does_not_outlive_a_run_that_is_killed(place: Place) -> None:
    script = "import os, time; print(os.environ['ACCORD_BASE_URL'], flush=True); time.sleep(60)"
    process = place.given(ACCORD_PORT="1").start(PYTHON, "-c", script)
    assert process.stdout
    assert process.stdout.readline()
    process.kill()
    process.wait()
    wait_until(lambda: servers(place) == 1)


def servers(place: Place) -> int:
    """How many servers of the library run; one does, for all tests."""
    running = subprocess.run(["ps", "axeww"], capture_output=True, text=True, check=True).stdout.splitlines()
    return len([line for line in running if f"ACCORD_HOME={place.home} " in f"{line} " and " serve " in line])


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("there", ["another program", "another library's server"])
def test_a_port_that_is_not_this_librarys_is_left_alone(there: str, place: Place, tmp_path: Path) -> None:
    script = "import requests, os; print(requests.get(os.environ['ACCORD_BASE_URL'], timeout=30).text)"
    if there == "another program":
        command = [PYTHON, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as other:
            assert other.stdout
            found = re.search(r"port (\d+)", other.stdout.readline())
            assert found
            try:
                assert "Accord" in place.given(ACCORD_PORT=found[1]).said(PYTHON, "-c", script)
            finally:
                other.terminate()
        return
    with open_library(Settings(home=tmp_path / "other")):
        pass
    with serving(tmp_path / "other") as (url, _):
        port = url.rpartition(":")[2]
        said = place.given(ACCORD_PORT=port).said(PYTHON, "-c", script)
    assert "library of 0 tracks" not in said


def test_a_server_that_goes_is_named(place: Place) -> None:
    script = """
import requests, sys
for _ in range(2):
    print(requests.get("https://api.spotify.com/v1/me", timeout=30).status_code, flush=True)
    sys.stdin.readline()
print(requests.get("https://api.spotify.com/v1/me", timeout=30).json()["error"]["status"])
print(requests.post("https://accounts.spotify.com/api/token", timeout=30).json()["error"])
"""
    with serving(place.home) as (url, server):
        process = place.given(ACCORD_PORT=url.rpartition(":")[2]).start(PYTHON, "-c", script)
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "401\n"
        server.terminate()
        server.wait(20)
    out, err = process.communicate("\n\n", timeout=60)
    assert process.returncode == 0, err
    assert out.split() == ["502", "502", "temporarily_unavailable"]
    assert err.count(f"The server at {url} does not answer") == 1


def test_a_server_that_cannot_start_is_named(place: Place, tmp_path: Path) -> None:
    done = place.given(ACCORD_PORT="1", ACCORD_RATE_LIMIT="-1").run("true")
    assert done.returncode == 2
    assert "rate_limit" in done.stderr
