"""Leads a Python program's look-ups of two hosts, and what it connects to then, to the stand-in on this machine.

It works below all HTTP clients, where names become addresses: neither of the two names is ever looked up. It knows
nothing of Accord, and runs in whatever Python (3.8 or newer) the program uses.
"""

from __future__ import annotations

import _socket
import builtins
import importlib.machinery
import io
import os
import socket
import sys
from typing import Any

ADDRESSES = {"api.spotify.com": "127.83.112.1", "accounts.spotify.com": "127.83.112.2"}
"""Host -> the loopback address that stands for it; nothing listens there."""

LOGIN = "https://accounts.spotify.com"
"""What a person could be asked to open."""

_getaddrinfo = _socket.getaddrinfo
_gethostbyname = _socket.gethostbyname
_gethostbyname_ex = _socket.gethostbyname_ex
_input = builtins.input

_port = 0
_shown: dict[bytes, bytes] = {}


def install(port: int) -> None:
    """Lead the program from now on.

    Parameters
    ----------
    port : int
        The stand-in's, on 127.0.0.1.
    """
    global _port
    _port = port
    base = f"http://127.0.0.1:{port}/"
    for url in (f"https://{host}" for host in ADDRESSES):
        # As long as what it stands for: lengths that were announced stay true.
        _shown[url.encode()] = base.ljust(len(url), "_").encode()
    _socket.getaddrinfo = getaddrinfo  # what ``socket.getaddrinfo`` asks, and others that go round it
    for module in (_socket, socket):
        module.gethostbyname = gethostbyname  # type: ignore[attr-defined]
        module.gethostbyname_ex = gethostbyname_ex  # type: ignore[attr-defined]
    for method in (connect, connect_ex, accept):
        setattr(socket.socket, method.__name__, method)
    sys.stdout, sys.stderr = _told(sys.stdout), _told(sys.stderr)
    builtins.input = ask
    sys.meta_path.insert(0, Certifi())


def _stands_for(host: object) -> str | None:
    """Return the address that stands for a host, if it is one of the two."""
    if isinstance(host, (bytes, bytearray)):
        host = bytes(host).decode("ascii", "replace")
    return ADDRESSES.get(host.rstrip(".").lower()) if isinstance(host, str) else None


def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
    """Answer as ``_socket.getaddrinfo`` does; for the two hosts without asking anybody."""
    address = _stands_for(host)
    if address is None:
        return _getaddrinfo(host, port, family, type, proto, flags)
    if family not in (0, socket.AF_INET):
        raise socket.gaierror(socket.EAI_NONAME, "No address associated with hostname")
    return _getaddrinfo(address, port, socket.AF_INET, type, proto, 0)


def gethostbyname(hostname: Any) -> str:
    """Answer as ``socket.gethostbyname`` does; for the two hosts without asking anybody."""
    return _stands_for(hostname) or _gethostbyname(hostname)


def gethostbyname_ex(hostname: Any) -> Any:
    """Answer as ``socket.gethostbyname_ex`` does; for the two hosts without asking anybody."""
    return _gethostbyname_ex(_stands_for(hostname) or hostname)


def _led(address: Any) -> Any:
    """Return where a connection to an address leads."""
    if isinstance(address, tuple) and address and (_stands_for(address[0]) or address[0] in ADDRESSES.values()):
        return ("127.0.0.1", _port)
    return address


def connect(self: socket.socket, address: Any) -> None:
    """Connect as ``socket.socket.connect`` does; to the stand-in, where one of the two hosts is meant."""
    _socket.socket.connect(self, _led(address))


def connect_ex(self: socket.socket, address: Any) -> int:
    """Connect as ``socket.socket.connect_ex`` does; to the stand-in, where one of the two hosts is meant."""
    return _socket.socket.connect_ex(self, _led(address))


def accept(self: Any) -> tuple[socket.socket, Any]:
    """Accept as ``socket.socket.accept`` does; what is sent to a browser then names the stand-in."""
    descriptor, address = self._accept()
    connection = Answers(self.family, self.type, self.proto, fileno=descriptor)
    if socket.getdefaulttimeout() is None and self.gettimeout():
        connection.setblocking(True)
    return connection, address


class Answers(socket.socket):
    """A connection that the program accepted: a person's browser may be at the other end."""

    _rest = b""
    """What is still to be sent of an address that was cut in two."""

    def send(self, data: Any, *flags: int) -> int:
        """Send, naming the stand-in."""
        data, places = _named(bytes(data))
        data = self._rest + data[len(self._rest) :]
        sent = super().send(data, *flags)
        self._rest = next((data[sent:end] for start, end in places if start < sent < end), self._rest[sent:])
        return sent

    def sendall(self, data: Any, *flags: int) -> None:
        """Send, naming the stand-in."""
        super().sendall(_named(bytes(data))[0], *flags)

    def sendmsg(self, buffers: Any, *more: Any) -> int:
        """Send, naming the stand-in."""
        return super().sendmsg(buffers, *more) if more else self.send(b"".join(map(bytes, buffers)))


def _named(data: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return data that names the stand-in instead of the hosts, and where it differs."""
    places = []
    for url, shown in _shown.items():
        start = data.find(url)
        while start >= 0:
            places.append((start, start + len(url)))
            data = data[:start] + shown + data[start + len(url) :]
            start = data.find(url, start)
    return data, places


def _spoken(text: str) -> str:
    """Return text for a person that names the stand-in where it leads to a login page."""
    if LOGIN not in text:
        return text
    import re  # most programs need it never, or have it by then

    page = re.escape(LOGIN) + r"(?=/(?:[a-z]{2}(?:-[A-Za-z]{2,4})?/)?authorize\b)"
    return re.sub(page, _shown[LOGIN.encode()].decode(), text)


def ask(prompt: object = "", /) -> str:
    """Ask as ``input`` does, naming the stand-in."""
    return _input(_spoken(str(prompt)))


def _told(stream: Any) -> Any:
    """Return a standard stream that names the stand-in to whoever reads it."""
    if type(stream) is not io.TextIOWrapper:
        return stream
    told = Told(stream.buffer, stream.encoding, stream.errors, None, stream.line_buffering, stream.write_through)
    told.mode = stream.mode
    return told


class Told(io.TextIOWrapper):
    """A standard stream of the program."""

    mode = "w"

    def write(self, text: str) -> int:
        """Write, naming the stand-in."""
        super().write(_spoken(text))
        return len(text)


class Certifi:
    """Finds the package ``certifi``, and lets it name what this run trusts: it takes no word from the environment."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        """Return how to import ``certifi``; nothing for any other package."""
        spec = importlib.machinery.PathFinder.find_spec(name, path) if name == "certifi" else None
        if spec is None or spec.loader is None:
            return None
        loader: Any = spec.loader
        execute = loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            bundled = module.where
            module.where = lambda: os.environ.get("SSL_CERT_FILE") or bundled()

        loader.exec_module = exec_module
        return spec
