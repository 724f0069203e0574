"""The relay, which reads which host is meant before another host hears anything, and the name service."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.run import relay as relays
from accord.run.first_bytes import LIMIT, Named, NeedMore, named
from accord.run.flows import Flow, Flows
from accord.run.hosts import ACCOUNTS, ADDRESSES, API
from accord.run.journal import Journal, Outcome
from accord.run.name_message import answer, failure
from accord.run.name_message import question as read_question
from accord.run.names import Names
from accord.run.relay import Relay
from accord.run.socket_address import Address, address, read, written
from accord.run.wall_route import Way, proxies, way_of_datagram, way_of_stream
from tests.run.hearing import Hearing, client_hello, question

PUBLIC = address("203.0.113.7", 443)
"""For documentation (RFC 5737): nobody is there, and nothing here may try."""


def spread(hello: bytes, size: int) -> bytes:
    """A ClientHello in several records, each with so many bytes of it."""
    body = hello[5:]
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(hello[:3] + struct.pack("!H", len(part)) + part for part in parts)


def http(method: str, target: str, *fields: str) -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", *fields, "", ""]).encode()


SOCKS_5 = b"\x05\x01\x00\x03" + bytes([len(API)]) + API.encode() + b"\x01\xbb"
SOCKS_4 = b"\x04\x01\x01\xbb\0\0\0\x01me\0" + API.encode() + b"\0"

NAMING = {
    "tls": client_hello(API),
    "tls in large letters": client_hello("API.SPOTIFY.COM"),
    "tls in small records": spread(client_hello(API), 7),
    "http": http("GET", "/v1/me", "Accept: */*", f"host:  {API}:80  "),
    "http, absolute": http("GET", f"http://me:word@{API}:80/v1/me", "Host: example.org"),
    "http, twice": http("GET", "/", "Host: example.org", f"Host: {API}."),
    "connect": http("CONNECT", f"{API}:443", "Host: example.org"),
    "socks 5": SOCKS_5,
    "socks 4a": SOCKS_4,
    "socks 5, by address": b"\x05\x01\x00\x01" + socket.inet_aton(ADDRESSES[API]) + b"\x01\xbb",
}


@pytest.mark.parametrize("data", NAMING.values(), ids=NAMING)
def test_the_host_that_is_named_is_read(data: bytes) -> None:
    assert named(data).stood_for


@pytest.mark.parametrize("how", ["tls", "tls in small records", "http", "connect", "socks 5"])
def test_it_is_read_when_it_is_all_there_and_no_sooner(how: str) -> None:
    data = NAMING[how]
    first = 4 if how == "socks 5" else 1  # the greeting of SOCKS is as short as that
    for end in range(first, len(data)):
        with pytest.raises(NeedMore):
            named(data[:end])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (client_hello("example.org"), Named("tls", ("example.org",))),
        (client_hello(None), Named("tls")),
        (http("GET", "/"), Named("http")),
        (http("PRI", "*").replace(b"1.1", b"2.0"), Named("http")),
        (b"\x05\x01\x00", Named("")),
        (b"EHLO example.org\r\n", Named("")),
        (b"GET the milk\r\n", Named("")),
        (b"\x16\x03\x01\x00\x04\x0e\0\0\0", Named("")),
        (b"\x00" * 40, Named("")),
        (http("GET", "/api.spotify.com", "Host: example.org"), Named("http", ("example.org",))),
    ],
)
def test_what_names_another_host_or_none(data: bytes, found: Named) -> None:
    assert named(data) == found
    assert not found.stood_for


@given(st.binary(max_size=300), st.sampled_from([b"", *NAMING.values()]), st.integers(0, 400))
def test_nothing_breaks_the_reading(noise: bytes, data: bytes, at: int) -> None:
    try:
        found = named(data[:at] + noise)
    except NeedMore:
        return
    assert found.protocol in {"", "tls", "http", "proxy"}


@dataclass
class Line:
    """A relay that runs, and what it leads to."""

    relay: Relay
    flows: Flows
    journal: Journal
    said: list[str]

    async def call(self, to: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect as a program that wants to go somewhere, and was led here."""
        assert self.relay.four is not None
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        self.flows.add_port(sock.getsockname()[1], Flow("a program", to))
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (self.relay.four.host, self.relay.four.port))
        return await asyncio.open_connection(sock=sock)

    @property
    def outcomes(self) -> list[Outcome]:
        return [entry.outcome for entry in self.journal]


@asynccontextmanager
async def line(stand_in: Address) -> AsyncIterator[Line]:
    said: list[str] = []
    flows, journal = Flows(), Journal(said.append)
    names = Names(flows, journal)
    relay = Relay(flows, journal, names, stand_in)
    await relay.start()
    try:
        yield Line(relay, flows, journal, said)
    finally:
        await relay.close()
        names.close()


def talk(to: Address, work: Callable[[Line, Hearing], Coroutine[None, None, None]]) -> Hearing:
    """Have some work done on a line with a stand-in, which is returned."""

    async def all_of_it() -> None:
        async with asyncio.timeout(20), line(stand_in.at) as here:
            await work(here, stand_in)

    with Hearing(b"stand-in:") as stand_in:
        asyncio.run(all_of_it())
    return stand_in


@pytest.mark.parametrize("how", ["tls", "tls in small records", "http", "http, absolute"])
def test_the_two_hosts_are_led_to_the_stand_in_byte_for_byte(how: str) -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        reader, writer = await here.call(PUBLIC)
        for at in range(0, len(NAMING[how]), 40):  # as slow networks bring it
            writer.write(NAMING[how][at : at + 40])
            await writer.drain()
            await asyncio.sleep(0.001)
        assert await reader.readexactly(9) == b"stand-in:"
        assert here.outcomes == [Outcome.STAND_IN]
        writer.close()

    assert b"".join(talk(PUBLIC, work).heard) == NAMING[how]


@pytest.mark.parametrize(
    ("how", "reply"),
    [
        ("connect", b"HTTP/1.1 200 Connection established\r\n\r\n"),
        ("socks 5", b"\x05\0\0\x01" + bytes(6)),
        ("socks 4a", b"\0\x5a" + bytes(6)),
    ],
)
def test_who_asks_a_proxy_for_them_talks_to_the_stand_in(how: str, reply: bytes) -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        with Hearing(b"\x05\0") as proxy:
            reader, writer = await here.call(proxy.at)
            if how == "socks 5":
                writer.write(b"\x05\x01\x00")
                assert await reader.readexactly(5) == b"\x05\0\x05\x01\0"
            writer.write(NAMING[how])
            assert await reader.readexactly(len(reply)) == reply
            writer.write(b"hello")
            assert await reader.readexactly(14) == b"stand-in:hello"
            writer.close()
            assert API.encode() not in b"".join(proxy.heard)

    assert talk(PUBLIC, work).heard == [b"hello"]


def test_a_second_request_to_a_proxy_is_read_as_well() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        with Hearing(b"") as proxy:
            reader, writer = await here.call(proxy.at)
            for _ in range(2):
                writer.write(http("GET", "http://example.org/", "Host: example.org"))
                await reader.readuntil(b"\r\n\r\n")
            writer.write(http("GET", f"http://{API}/", f"Host: {API}"))
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"stand-in:")
            writer.write(b"more")
            writer.close()
            assert len(proxy.heard) == 2

    talk(PUBLIC, work)


def test_tls_within_a_tunnel_is_read_as_well() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        with Hearing(b"ready\n", echo=False) as proxy:
            reader, writer = await here.call(proxy.at)
            writer.write(http("CONNECT", f"{PUBLIC.ip}:443"))
            assert await reader.readline() == b"ready\n"
            writer.write(NAMING["tls"])
            assert await reader.readexactly(9) == b"stand-in:"
            writer.close()
            assert len(proxy.heard) == 1

    talk(PUBLIC, work)


@pytest.mark.parametrize(
    ("to", "data"),
    [
        (PUBLIC, client_hello(None)),
        (PUBLIC._replace(port=8443), client_hello(None)),
        (PUBLIC, b"\0\1 a protocol of its own"),
        (PUBLIC._replace(port=80), http("GET", "/")),
        (PUBLIC._replace(port=80), b"GET /\r\n"),
        (PUBLIC, b"\x16\x03\x01\xff\xff\x01\x00" + bytes(LIMIT)),
        (address("2001:db8::1", 443), client_hello(None)),
    ],
)
def test_what_names_no_host_is_kept_from_public_addresses(to: Address, data: bytes) -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        reader, writer = await here.call(to)
        writer.write(data)
        with pytest.raises(ConnectionResetError):
            await reader.read(9)
        assert here.outcomes == [Outcome.REFUSED]
        assert "it does not say which host it means" in here.said[0]
        writer.close()

    assert not talk(to, work).heard


def test_who_never_finishes_naming_a_host_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "PATIENCE", 0.05)

    async def work(here: Line, stand_in: Hearing) -> None:
        reader, writer = await here.call(PUBLIC)
        writer.write(NAMING["tls"][:-1])
        with pytest.raises(ConnectionResetError):
            await reader.read(9)
        writer.close()

    assert not talk(PUBLIC, work).heard


def test_a_server_may_speak_first() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        with Hearing(b"250 ", first=b"220 ready\r\n") as server:
            reader, writer = await here.call(server.at)
            assert await reader.readline() == b"220 ready\r\n"
            writer.write(b"EHLO example.org\r\n")
            assert await reader.readline() == b"250 EHLO example.org\r\n"
            writer.close()
        assert here.outcomes == [Outcome.FORWARDED]

    talk(PUBLIC, work)


def test_much_goes_both_ways_unchanged() -> None:
    data = os.urandom(3 << 20)

    async def work(here: Line, stand_in: Hearing) -> None:
        with Hearing(b"") as server:
            reader, writer = await here.call(server.at)
            writer.write(data)
            assert await reader.readexactly(len(data)) == data
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()

    assert not talk(PUBLIC, work).heard


def test_an_end_that_is_not_there_cuts_the_connection() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        with Hearing() as gone:
            pass
        reader, writer = await here.call(gone.at)
        writer.write(client_hello("example.org"))
        with pytest.raises(ConnectionResetError):
            await reader.read(9)
        (entry,) = here.journal
        assert (entry.outcome, entry.host) == (Outcome.FAILED, "example.org")
        writer.close()

    talk(PUBLIC, work)


def test_it_forwards_for_nobody_else() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        assert here.relay.four is not None
        reader, writer = await asyncio.open_connection(here.relay.four.host, here.relay.four.port)
        writer.write(NAMING["http"])
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()

    assert not talk(PUBLIC, work).heard


def test_the_stand_in_may_be_gone() -> None:
    async def work() -> None:
        with Hearing() as gone:
            pass
        async with asyncio.timeout(20), line(gone.at) as here:
            reader, writer = await here.call(PUBLIC)
            writer.write(NAMING["tls"])
            with pytest.raises(ConnectionResetError):
                await reader.read(9)
            writer.close()

    asyncio.run(work())


@pytest.mark.parametrize(("kind", "found"), [(1, 1), (255, 1), (28, 0), (65, 0), (16, 0)])
@pytest.mark.parametrize("host", [API, ACCOUNTS])
def test_an_answer_holds_the_address_that_stands_for_the_host(host: str, kind: int, found: int) -> None:
    message = question(host.upper(), kind) + b"\0\0\x29\x10\0\0\0\0\0\0\0"  # with EDNS
    asked = read_question(message)
    assert asked is not None
    reply = answer(message, asked)
    assert reply is not None
    number, flags, *counts = struct.unpack_from("!6H", reply)
    assert (number, flags, counts) == (0x1234, 0x8180, [1, found, 0, 0])
    assert reply[12 : asked.end] == message[12 : asked.end]  # as it was written
    assert reply.endswith(ipaddress.ip_address(ADDRESSES[host]).packed) == bool(found)


@pytest.mark.parametrize("host", ["example.org", f"www.{API}", f"{API}.example.org", "spotify.com", "com"])
def test_other_questions_are_not_answered_here(host: str) -> None:
    message = question(host)
    asked = read_question(message)
    assert asked is not None
    assert answer(message, asked) is None
    assert struct.unpack_from("!6H", failure(message, asked))[1] & 0xF == 2


@given(st.binary(max_size=80), st.integers(0, 40))
def test_no_question_breaks_the_reading(noise: bytes, at: int) -> None:
    asked = read_question(question(API)[:at] + noise)
    assert asked is None or asked.end <= at + len(noise)


def test_questions_for_others_are_passed_on() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        loop = asyncio.get_running_loop()
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client,
        ):
            server.bind(("127.0.0.1", 0))
            server.setblocking(False)
            client.setblocking(False)
            door = here.relay.names.door(address(*server.getsockname()), six=False)
            assert here.relay.names.server(door.port) == address(*server.getsockname())
            client.connect((door.host, door.port))
            client.send(question("example.org"))
            message, asker = await loop.sock_recvfrom(server, 512)
            assert message == question("example.org")
            server.sendto(b"the answer", asker)
            assert await loop.sock_recv(client, 512) == b"the answer"
            client.send(question(API))
            assert (await loop.sock_recv(client, 512)).endswith(socket.inet_aton(ADDRESSES[API]))
            client.send(b"nonsense")
            client.send(question("example.net"))
            assert (await loop.sock_recvfrom(server, 512))[0] == question("example.net")
        assert here.outcomes == [Outcome.FORWARDED, Outcome.ANSWERED, Outcome.FORWARDED]

    talk(PUBLIC, work)


def test_where_nobody_answers_the_failure_is_told_at_once() -> None:
    async def work(here: Line, stand_in: Hearing) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.setblocking(False)
            door = here.relay.names.door(address("127.0.0.1", 1), six=False)
            client.connect((door.host, door.port))
            client.send(question("example.org"))
            reply = await asyncio.get_running_loop().sock_recv(client, 512)
            assert struct.unpack_from("!6H", reply)[1] & 0xF == 2

    talk(PUBLIC, work)


STAND_IN = address("127.0.0.1", 4000)


@pytest.mark.parametrize(
    ("host", "port", "way"),
    [
        ("127.83.112.1", 443, Way.STAND_IN),
        ("::ffff:127.83.112.2", 1, Way.STAND_IN),
        ("127.0.0.1", 4000, Way.STAND_IN),
        ("127.0.0.1", 443, Way.AS_IT_IS),
        ("::1", 443, Way.AS_IT_IS),
        ("0.0.0.0", 8080, Way.AS_IT_IS),
        ("127.0.0.1", 3128, Way.RELAY),
        ("127.0.0.53", 53, Way.RELAY),
        ("10.0.0.1", 443, Way.RELAY),
        ("203.0.113.7", 22, Way.RELAY),
        ("fe80::1", 80, Way.RELAY),
    ],
)
def test_where_connections_lead(host: str, port: int, way: Way) -> None:
    proxy = proxies(["http://localhost:3128", "nonsense", "socks5://192.0.2.1", "", "http://[bad"])
    assert proxy == {address("127.0.0.1", 3128)}
    assert way_of_stream(address(host, port), STAND_IN, proxy) is way


@pytest.mark.parametrize(
    ("host", "port", "way"),
    [
        ("203.0.113.7", 443, Way.NOWHERE),
        ("127.0.0.1", 443, Way.AS_IT_IS),
        ("127.0.0.53", 53, Way.NAMES),
        ("2001:db8::1", 53, Way.NAMES),
        ("203.0.113.7", 123, Way.AS_IT_IS),
    ],
)
def test_where_datagrams_lead(host: str, port: int, way: Way) -> None:
    assert way_of_datagram(address(host, port)) is way


@given(st.ip_addresses(), st.integers(0, 65535))
def test_an_address_is_read_as_it_is_written(ip: ipaddress.IPv4Address, port: int) -> None:
    to = address(str(ip), port)
    assert read(written(to, socket.AF_INET6)) == to
    if to.ip.version == 4:
        assert read(written(to, socket.AF_INET)) == to
        assert read(written(to, socket.AF_INET)[:7]) is None
