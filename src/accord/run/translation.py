"""What the stand-in changes in passing: the program's own id and secret into the app's, the server's links back."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from accord.run import hosts

_FILLING = re.compile(r"^/_*(?=/)")
_LANGUAGE = re.compile(r"^/[a-z]{2}(?:-[A-Za-z]{2,4})?(?=/authorize)")
_HOST = re.compile(r"[A-Za-z0-9_.-]{1,253}(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Identity:
    """Id and secret of the app that programs are here."""

    client_id: str
    secret: str
    lead_back: Callable[[str], str] = str
    """Says where people are sent back to, from where the program wants them sent."""

    def query(self, query: str) -> str:
        """Return what a program asks at ``/authorize``, as the app."""
        return urlencode(self._own(query))

    def form(self, body: bytes) -> bytes:
        """Return what a program sends to the token endpoint, as the app; what is no form stays as it is."""
        try:
            return urlencode(self._own(body.decode("utf-8"))).encode()
        except ValueError:
            return body

    def authorization(self, header: str) -> str:
        """Return the ``Authorization`` header: id and secret are the app's, a token stays as it is."""
        if header.partition(" ")[0].lower() != "basic":
            return header
        return "Basic " + b64encode(f"{self.client_id}:{self.secret}".encode()).decode()

    def _own(self, query: str) -> list[tuple[str, str]]:
        own = {"client_id": self.client_id, "client_secret": self.secret}
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
        back = {name: self.lead_back(value) for name, value in pairs if name == "redirect_uri"}
        return [(name, (own | back).get(name, value)) for name, value in pairs]


def path(target: str) -> str:
    """Return the path and query that a request's first line asks for, as the server knows it.

    Parameters
    ----------
    target : str
        A path, or a whole URL as programs send it to a proxy; it may begin with what fills up ``hosts.shown``.
    """
    if not target.startswith("/"):
        parts = urlsplit(target)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _LANGUAGE.sub("", _FILLING.sub("", target))


def base(scheme: str, host: str) -> str:
    """Return how the links begin that a program is given: as what it asked did.

    Parameters
    ----------
    scheme : str
        ``http`` or ``https``.
    host : str
        The ``Host`` header.
    """
    return f"{scheme}://{host if _HOST.fullmatch(host) else hosts.API}"


def links(body: bytes, server: str, base: str) -> bytes:
    """Return a JSON document whose links into the API begin as the program asked; pictures and pages stay.

    Programs follow the former and compare them with what they know; the latter are opened by browsers, which know
    nothing of the stand-in.
    """
    return body.replace(f'"{server}/v1/'.encode(), f'"{base}/v1/'.encode())
