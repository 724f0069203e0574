"""Python's start-up hook, looked at in a Python of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from accord.run import hosts, surroundings
from tests.run.running import PYTHON

PORT = 9797


def said(script: str, **env: str) -> str:
    led = {"PYTHONPATH": str(surroundings.HOOKS / "python"), hosts.PORT_VARIABLE: str(PORT)}
    done = subprocess.run(
        [PYTHON, "-c", script], capture_output=True, text=True, env=os.environ | led | env, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_knows_the_same_addresses_as_accord() -> None:
    script = f"""
import socket
for host in {tuple(hosts.ADDRESSES)}:
    print(socket.gethostbyname(host))
"""
    assert said(script).split() == list(hosts.ADDRESSES.values())


def test_without_a_stand_in_it_does_nothing() -> None:
    script = (
        "import _socket, socket; print(_socket.getaddrinfo.__module__, socket.socket.connect.__objclass__.__module__)"
    )
    assert said(script, ACCORD_STAND_IN="") == "_socket _socket"


def test_an_address_cut_in_two_arrives_whole() -> None:
    script = """
import socket
with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as browser:
    answers, _ = listener.accept()
    send, sent = socket.socket.send, b""
    for cut in range(60):  # as if the system took that much at first, and the rest later
        data = b"Location: https://accounts.spotify.com/authorize?x=https://api.spotify.com/v1 end"
        socket.socket.send = lambda self, data, *_: send(self, bytes(data)[:cut]) if cut else 0
        taken = answers.send(data)
        socket.socket.send = send
        while taken < len(data):
            taken += answers.send(memoryview(data)[taken:])
        got = b""
        while len(got) < len(data):
            got += browser.recv(1000)
        assert len(got) == len(data)
        print(got.decode())
"""
    login, api = reversed(hosts.shown(PORT).values())
    whole = f"Location: {login}/authorize?x={api}/v1 end"
    assert set(said(script).splitlines()) == {whole}


def test_what_is_said_names_the_stand_in_where_a_person_is_to_log_in() -> None:
    login = hosts.shown(PORT)["https://accounts.spotify.com"]
    script = """
import sys
for path in ("/authorize?x", "/de/authorize?x", "/api/token", "/authorized"):
    print("at https://accounts.spotify.com" + path, file=sys.stderr if "no" in sys.argv else sys.stdout)
print("https://api.spotify.com/v1/next", sys.stdout.write("") == 0, sys.stdout.encoding, sys.stdout.fileno())
"""
    assert said(script, PYTHONIOENCODING="utf-8").splitlines() == [
        f"at {login}/authorize?x",
        f"at {login}/de/authorize?x",
        "at https://accounts.spotify.com/api/token",
        "at https://accounts.spotify.com/authorized",
        "https://api.spotify.com/v1/next True utf-8 1",
    ]


def test_questions_name_the_stand_in_too() -> None:
    login = hosts.shown(PORT)["https://accounts.spotify.com"]
    script = "print(input('Open https://accounts.spotify.com/authorize? '))"
    led = {"PYTHONPATH": str(surroundings.HOOKS / "python"), hosts.PORT_VARIABLE: str(PORT)}
    done = subprocess.run(
        [PYTHON, "-c", script], input="done\n", capture_output=True, text=True, env=os.environ | led, check=True
    )
    assert done.stdout == f"Open {login}/authorize? done\n"


def test_certifi_names_what_the_run_trusts(tmp_path: Path) -> None:
    assert said("import certifi; print(certifi.where())", SSL_CERT_FILE=str(tmp_path)) == str(tmp_path)
    script = "import os; del os.environ['SSL_CERT_FILE']; import certifi; print(certifi.where())"
    assert said(script, SSL_CERT_FILE="x").endswith("cacert.pem")
