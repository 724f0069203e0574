"""The person who runs a program with ``--yes``: what it asks for is allowed at once, for their own account alone."""

from __future__ import annotations

import getpass
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from accord.domain.entities import Listener
from accord.domain.errors import UnknownListener
from accord.library.people import People
from accord.library.sessions import Sessions
from accord.run.server import Server
from accord.server.accounts.session import COOKIE

PATIENCE = 30.0
"""Seconds that the server has to answer."""


def operator(people: People, name: str | None) -> Listener:
    """Return the account of the person who runs a program.

    Parameters
    ----------
    people : People
    name : str or None
        What they are called here; without it the only account is theirs, and where there is none, one is made.

    Raises
    ------
    UnknownListener
        If nobody is called that, or there are several accounts and none is named.
    """
    if name is not None:
        return people.listeners.by_name(name)
    every = people.listeners.every()
    if len(every) > 1:
        raise UnknownListener(f"There are {len(every)} listeners here: say who you are with --as NAME.")
    return every[0] if every else people.listeners.add(_login_name())[0]


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "me"


class Consenting:
    """Answers yes where the person would be asked, in a session of theirs.

    Parameters
    ----------
    server : Server
    listener : Listener
        Whom programs may act for.
    session : str
        What the cookie of their browser would say.
    """

    def __init__(self, server: Server, listener: Listener, session: str) -> None:
        self._server = server
        self._listener = listener
        self._session = session

    def answer(self, query: str) -> tuple[int, str, bytes]:
        """Allow what a program asks at ``/authorize``.

        Parameters
        ----------
        query : str
            What it asks, as the app that it is here.

        Returns
        -------
        status : int
            That of the server's answer: a redirect where all was in order.
        location : str
            Where it leads; empty where it leads nowhere.
        page : bytes
            What the server says otherwise.
        """
        parts = urlsplit(self._server.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{COOKIE}={self._session}",
            "Origin": self._server.url,
        }
        form = urlencode({"listener": self._listener.id, "answer": "allow"})
        try:
            connection.request("POST", f"/authorize?{query}", form, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            connection.close()


@contextmanager
def consenting(people: People, server: Server, name: str | None) -> Iterator[Consenting]:
    """Give somebody who answers yes for the operator; their session ends with the block.

    Raises
    ------
    UnknownListener
        As ``operator`` does.
    """
    listener = operator(people, name)
    sessions = Sessions(people.library.store)
    session = sessions.begin(listener.id)
    try:
        yield Consenting(server, listener, session)
    finally:
        sessions.end(session)
