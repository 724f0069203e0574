"""The wall, around real programs: each is a Python that knows of no hook (``-S -E``), a shell or curl."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest

from accord.domain.errors import NoWall
from accord.run.hosts import ACCOUNTS, ADDRESSES, API
from accord.run.journal import Outcome
from accord.run.socket_address import address
from accord.run.wall import Wall
from accord.run.wall_datagrams import source
from tests.run.hearing import Hearing, client_hello, question

pytestmark = pytest.mark.skipif(Wall.available() is not None, reason=f"no wall here: {Wall.available()}")

ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
PATIENCE = 30.0


@dataclass
class Walled:
    """A wall, what stands behind it, and what was said."""

    wall: Wall
    stand_in: Hearing
    said: list[str] = field(default_factory=list)

    def run(self, *argv: str, env: dict[str, str] | None = None) -> tuple[int, str]:
        """Run a program to its end; return its code and what it wrote."""
        process = self.wall.spawn(argv, ENV | (env or {}), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        out, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, out.decode(errors="replace")

    def python(self, text: str, *arguments: object, env: dict[str, str] | None = None) -> str:
        """Run a Python program without site packages; return what it wrote, once it has ended well."""
        code, out = self.run(sys.executable, "-S", "-E", "-c", dedent(text), *map(str, arguments), env=env)
        assert code == 0, out
        return out.strip()

    def outcomes(self, protocol: str = "tcp") -> list[Outcome]:
        """What became of the attempts."""
        return [entry.outcome for entry in self.wall.journal if entry.protocol == protocol]


@pytest.fixture
def walled() -> Iterator[Walled]:
    said: list[str] = []
    with Hearing(b"stand-in:") as stand_in, Wall(stand_in.place, said.append) as wall:
        yield Walled(wall, stand_in, said)


@pytest.fixture
def elsewhere() -> Iterator[Hearing]:
    """A server that is not on the loopback interface."""
    own = own_address()
    if own is None:
        pytest.skip("this machine has no address but those of the loopback interface")
    with Hearing(b"the real one:", own) as hearing:
        yield hearing


def own_address() -> str | None:
    """This machine's address in a network, if it is in one."""
    try:
        return str(source(address("192.0.2.1", 443)).ip)
    except OSError:
        return None


TALK = """
    import socket, sys
    host, port, words = sys.argv[1], int(sys.argv[2]), bytes.fromhex(sys.argv[3])
    with socket.create_connection((host, port), timeout=9) as s:
        s.sendall(words)
        try:
            print(s.recv(99)[:9].decode(), *s.getpeername()[:2])
        except ConnectionResetError:
            print("reset")
"""


@pytest.mark.parametrize(("host", "port"), [(API, 443), (ACCOUNTS, 80), ("API.Spotify.com.", 8443)])
def test_the_two_names_lead_to_the_stand_in(walled: Walled, host: str, port: int) -> None:
    place = ADDRESSES[host.lower().rstrip(".")]
    assert walled.python(TALK, host, port, b"hello".hex()) == f"stand-in: {place} {port}"
    assert walled.stand_in.heard == [b"hello"]
    assert set(walled.outcomes("dns")) <= {Outcome.ANSWERED}  # nobody else was asked


def test_a_host_that_is_named_in_tls_is_led_whatever_its_address(walled: Walled, elsewhere: Hearing) -> None:
    hello = client_hello(API)
    assert walled.python(TALK, *elsewhere.place, hello.hex()).startswith("stand-in:")
    assert walled.stand_in.heard == [hello]
    assert not elsewhere.heard
    assert walled.outcomes() == [Outcome.STAND_IN]


def test_another_host_is_forwarded_untouched(walled: Walled, elsewhere: Hearing) -> None:
    hello = client_hello("example.org")
    host, port = elsewhere.place
    assert walled.python(TALK, host, port, hello.hex()) == f"the real  {host} {port}"
    assert elsewhere.heard == [hello]
    assert not walled.stand_in.heard
    (entry,) = walled.wall.journal
    assert (entry.outcome, entry.host, entry.to) == (Outcome.FORWARDED, "example.org", f"{host}:{port}")


def test_the_stand_in_can_tell_at_once_whose_connection_it_has() -> None:
    """As soon as it accepts one: those that are led straight to it, and those that come through the relay."""
    seen: list[str | None] = []

    def accept(server: socket.socket, wall: Wall) -> None:
        for _ in range(40):
            connection, (_, port) = server.accept()
            seen.append(wall.program_at(port))
            connection.recv(99)
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server, Wall(server.getsockname()) as wall:
        accepting = threading.Thread(target=accept, args=(server, wall), daemon=True)
        accepting.start()
        Walled(wall, Hearing()).python(
            """
            import socket, sys
            for _ in range(20):
                with socket.create_connection(("127.83.112.1", 443)) as s:
                    s.sendall(b"hello"); s.recv(9)
            for _ in range(20):
                with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
                    s.sendall(b"GET http://api.spotify.com/ HTTP/1.1\\r\\n\\r\\n"); s.recv(9)
            """,
            1,
            env={"HTTP_PROXY": "http://127.0.0.1:1"},
        )
        accepting.join(PATIENCE)
    assert len(seen) == 40
    assert all(program and program.startswith("python") for program in seen)


def test_a_connection_that_does_not_wait_reports_as_always(walled: Walled) -> None:
    assert (
        walled.python(
            """
        import errno, select, socket
        s = socket.socket(); s.setblocking(False)
        assert s.connect_ex(("127.83.112.1", 443)) in (0, errno.EINPROGRESS)
        _, writable, _ = select.select([], [s], [], 9)
        print(writable == [s], s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), s.getblocking())
        """
        )
        == "True 0 False"
    )


def test_this_machine_is_left_alone(walled: Walled, tmp_path: Path) -> None:
    with Hearing() as local:
        assert walled.python(TALK, *local.place, b"hello".hex()) == f"heard:hel {local.place[0]} {local.place[1]}"
    assert walled.python(
        """
        import os, socket, struct, sys, threading
        print(socket.socket().connect_ex(("127.0.0.1", 1)))
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(sys.argv[1]); server.listen()
            client = socket.socket(socket.AF_UNIX); client.connect(sys.argv[1])
            peer = server.accept()[0].getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            print(struct.unpack("3i", peer)[0] == os.getpid())
        """,
        tmp_path / "socket",
    ).split() == ["111", "True"]


def test_children_of_every_kind_are_behind_it(walled: Walled) -> None:
    out = walled.python(
        """
        import os, socket, subprocess, sys, threading, time
        TALK = 'import socket; s = socket.create_connection(("api.spotify.com", 80)); s.sendall(b"%s"); s.recv(9)'
        subprocess.run([sys.executable, "-S", "-E", "-c", TALK % "executed"], check=True)
        thread = threading.Thread(target=exec, args=(TALK % "thread",)); thread.start(); thread.join()
        done, told = os.pipe()
        if not os.fork():
            os.setsid()
            if not os.fork():
                exec(TALK % "daemon"); os.write(told, b"!")
            os._exit(0)
        os.wait(); os.read(done, 1)
        """
    )
    assert out == ""
    assert walled.stand_in.heard == [b"executed", b"thread", b"daemon"]


def test_hundreds_at_once(walled: Walled) -> None:
    assert (
        walled.python(
            """
        import asyncio
        async def one(number):
            reader, writer = await asyncio.open_connection("accounts.spotify.com", 443)
            writer.write(b"%d" % number)
            heard = await reader.read(99)
            writer.close()
            return heard == b"stand-in:%d" % number
        async def main():
            print(sum(await asyncio.gather(*map(one, range(300)))))
        asyncio.run(main())
        """
        )
        == "300"
    )
    assert walled.outcomes().count(Outcome.STAND_IN) == 300


ASK = """
    import socket, sys
    words, server = bytes.fromhex(sys.argv[1]), ("192.0.2.53", 53)
    def show(data, sender): print(socket.inet_ntoa(data[-4:]), *sender)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(9)
    s.sendto(words, server); show(*s.recvfrom(512))
    s.setblocking(True)
    s.sendmsg([words[:5], words[5:]], [], 0, server); data, _, _, sender = s.recvmsg(512); show(data, sender)
    s.connect(server); s.send(words); show(s.recv(512), s.getpeername())
"""


@pytest.mark.parametrize("host", [ACCOUNTS, "aPi.sPotify.Com"])
def test_questions_for_the_two_names_are_answered_by_whoever_was_asked(walled: Walled, host: str) -> None:
    place = ADDRESSES[host.lower()]
    assert walled.python(ASK, question(host).hex()).splitlines() == [f"{place} 192.0.2.53 53"] * 3
    assert walled.outcomes("dns") == [Outcome.ANSWERED] * 3


def test_questions_over_ipv6_and_over_tcp_too(walled: Walled) -> None:
    assert walled.python(
        """
        import socket, struct, sys
        words = bytes.fromhex(sys.argv[1])
        s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.settimeout(9)
        s.sendto(words, ("::ffff:192.0.2.53", 53)); data, sender = s.recvfrom(512)
        print(socket.inet_ntoa(data[-4:]), *sender[:2])
        t = socket.create_connection(("127.0.0.53", 53), timeout=9)
        t.sendall(struct.pack("!H", len(words)) + words)
        print(socket.inet_ntoa(t.recv(512)[-4:]))
        """,
        question(API).hex(),
    ).split() == [ADDRESSES[API], "::ffff:192.0.2.53", "53", ADDRESSES[API]]


def test_the_service_that_asks_for_others_is_not_there(walled: Walled) -> None:
    assert walled.python(
        """
        import socket
        for path in ("/run/systemd/resolve/io.systemd.Resolve", "/var/run/nscd/socket"):
            print(socket.socket(socket.AF_UNIX).connect_ex(path))
        """
    ).split() == ["2", "2"]


def test_what_hides_its_host_is_refused(walled: Walled, elsewhere: Hearing) -> None:
    assert walled.python(
        """
        import ctypes, socket, sys
        own = sys.argv[1]
        for kind in ((2, 3, 6), (2, 3, 255), (10, 3, 6), (17, 3, 0), (17, 2, 0), (2, 5, 132), (2, 1, 132), (40, 1, 0)):
            try:
                socket.socket(*kind)
                print("open", kind)
            except OSError:
                pass
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            s.sendto(b"quic", (own, 443))
        except ConnectionRefusedError:
            print("refused")
        s.connect((own, 443)); print(s.getsockname()[0] == own, s.getpeername() == (own, 443))
        t = socket.socket()
        try:
            t.sendto(b"fast", socket.MSG_FASTOPEN, (own, int(sys.argv[2])))
        except OSError as error:
            print(error.errno)
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.syscall(425, 8, ctypes.create_string_buffer(256)), ctypes.get_errno())
        """,
        *elsewhere.place,
    ).splitlines() == ["refused", "True True", "95", "-1 38"]
    assert not elsewhere.heard
    assert walled.outcomes("socket") == [Outcome.REFUSED] * 8
    assert any("raw socket" in sentence and "python" in sentence for sentence in walled.said)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only there do 32-bit calls come from 64-bit programs")
def test_a_32_bit_call_is_refused(walled: Walled) -> None:
    code, out = walled.run(
        sys.executable, "-S", "-E", "-c",
        dedent(
            """
            import ctypes, mmap
            # socket(AF_INET, SOCK_STREAM, 0) by the interrupt of 32-bit programs
            code = bytes.fromhex("53 b867010000 bb02000000 b901000000 ba00000000 cd80 5b c3")
            memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            memory.write(code)
            print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))())
            """
        ),
    )  # fmt: skip
    assert (code, out.strip()) == (0, "-1") or code == -signal.SIGSEGV  # the kernel may know no such calls


def test_a_host_that_is_not_named_is_kept_from_public_addresses(walled: Walled, elsewhere: Hearing) -> None:
    if address(*elsewhere.place).near:
        pytest.skip("this machine's own address is none that a public host could have")
    assert walled.python(TALK, *elsewhere.place, client_hello(None).hex()) == "reset"
    assert not elsewhere.heard
    assert "does not say which host it means" in walled.said[0]


def test_a_proxy_on_this_machine_is_looked_into(walled: Walled) -> None:
    words = b"CONNECT api.spotify.com:443 HTTP/1.1\r\n\r\n"
    with Hearing(b"proxy:") as proxy:
        host, port = proxy.place
        code, out = walled.run(
            sys.executable, "-S", "-E", "-c", dedent(TALK), host, str(port), words.hex(),
            env={"HTTPS_PROXY": f"http://localhost:{port}"},
        )  # fmt: skip
        assert (code, out.strip()) == (0, f"HTTP/1.1  {host} {port}")
        assert not proxy.heard


def test_how_a_program_ends_is_how_it_ends(walled: Walled) -> None:
    python = (sys.executable, "-S", "-E", "-c")
    assert walled.run(*python, "raise SystemExit(7)")[0] == 7
    assert walled.run(*python, "import os; os.abort()")[0] == -signal.SIGABRT
    assert walled.run(*python, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")[0] == -signal.SIGSEGV
    assert walled.run(*python, "1/0")[0] == 1


def test_a_program_that_is_killed_while_it_connects_does_no_harm(walled: Walled) -> None:
    endless = 'import socket\nwhile True: socket.create_connection(("127.83.112.1", 443)).close()'
    for _ in range(3):
        process = walled.wall.spawn([sys.executable, "-S", "-E", "-c", endless], ENV)
        seen = len(walled.wall.journal)
        while len(walled.wall.journal) < seen + 20:
            time.sleep(0.01)
        process.kill()
        assert process.wait(PATIENCE) == -signal.SIGKILL
    assert walled.python(TALK, API, 443, b"hello".hex()).startswith("stand-in:")


def test_programs_that_cannot_be_run(walled: Walled, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        walled.run("no-such-program-at-all")
    (tmp_path / "text").write_text("words")
    with pytest.raises(PermissionError):
        walled.run(str(tmp_path / "text"))
    (tmp_path / "broken").write_text("words")
    (tmp_path / "broken").chmod(0o755)
    with pytest.raises(OSError, match="Exec format error"):
        walled.run(str(tmp_path / "broken"))


def test_a_program_gets_what_it_is_given_and_no_more(walled: Walled) -> None:
    out = walled.python(
        """
        import os, sys
        print(sys.argv[1:])
        print({name: value for name, value in os.environ.items() if name != "LC_ALL"})
        print(os.listdir("/proc/self/fd"))
        """,
        *("an argument", "", "ü"),
        env={"X": "="},
    )
    words, environment, descriptors = out.splitlines()
    assert words == "['an argument', '', 'ü']"
    assert environment == repr({name: value for name, value in ENV.items() if name != "LC_ALL"} | {"X": "="})
    assert descriptors == "['0', '1', '2', '3']"  # the last one is the listing's own
    assert walled.run("sh", "-c", "kill -PIPE $$; echo alive")[0] == -signal.SIGPIPE


def test_a_wall_within_a_wall_is_none(walled: Walled) -> None:
    code, out = walled.run(sys.executable, "-c", "from accord.run.wall import Wall; print(Wall.available())")
    assert code == 0
    assert "does not let a program be watched" in out


def test_who_outlives_the_wall_reaches_nothing(tmp_path: Path) -> None:
    told, left = tmp_path / "told", tmp_path / "left"
    program = f"""
        import os, pathlib, socket, time
        if os.fork(): os._exit(0)
        while not pathlib.Path({str(left)!r}).exists(): time.sleep(0.01)
        number = socket.socket().connect_ex(("127.83.112.1", 443))
        pathlib.Path({str(told)!r} + "-").write_text(str(number)); os.rename({str(told)!r} + "-", {str(told)!r})
    """
    with Hearing() as stand_in:
        with Wall(stand_in.place) as wall:
            assert wall.spawn([sys.executable, "-S", "-E", "-c", dedent(program)], ENV).wait(PATIENCE) == 0
        left.touch()
        end = time.monotonic() + PATIENCE
        while not told.exists() and time.monotonic() < end:
            time.sleep(0.01)
    assert told.read_text() == "38"  # ENOSYS: nobody answers for the call any more
    assert not stand_in.heard


def test_a_filter_that_the_system_refuses_is_named(walled: Walled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.run.wall.wall_filter.program", lambda machine: b"\xff" * 8)
    with pytest.raises(NoWall, match="does not let a program be watched"):
        walled.run("true")


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstand-in"
    with Hearing(answer, echo=False) as stand_in, Wall(stand_in.place) as wall:
        walled = Walled(wall, stand_in)
        ways = [[], ["--resolve", "api.spotify.com:80:192.0.2.1"], ["--proxy", "http://192.0.2.1:3128"]]
        for options in ways if own_address() else ways[:1]:
            assert walled.run("curl", "-sm9", *options, "http://api.spotify.com/v1/me") == (
                0,
                "stand-in",
            )
        assert all(b"api.spotify.com" in heard for heard in stand_in.heard)


def test_a_program_that_counts_its_addresses_finds_its_own(walled: Walled) -> None:
    """``getaddrinfo`` connects datagram sockets to sort addresses; so does what looks for the machine's own."""
    own = own_address()
    if own is None:
        pytest.skip("this machine has no address but those of the loopback interface")
    out = walled.python(
        """
        import socket
        for port in (0, 9, 80, 443):
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(("192.0.2.1", port))
            print(s.getsockname()[0])
        """
    )
    assert out.split() == [own] * 4


def test_a_stream_that_stands_is_not_slowed(walled: Walled) -> None:
    """What is sent on it with ``sendmsg`` and received with an address goes on by itself."""
    with Hearing() as local:
        assert (
            walled.python(
                """
            import socket, sys
            s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
            for _ in range(100):
                s.sendmsg([b"a", b"b"]); data, sender = s.recvfrom(99); assert data == b"heard:ab", data
            a, b = socket.socketpair(); socket.send_fds(a, [b"x"], [0]); print(len(socket.recv_fds(b, 9, 1)[1]))
            """,
                *local.place,
            )
            == "1"
        )


def test_the_wall_is_around_its_own_programs_alone(walled: Walled) -> None:
    with socket.socket() as sock:
        sock.settimeout(0.5)
        assert sock.connect_ex((ADDRESSES[API], 443)) != 0
    assert not len(walled.wall.journal)
