"""A browser app, served on this machine until whoever runs it ends that."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from accord.domain.errors import AddressTaken
from accord.domain.settings import Settings
from accord.library.redirects import is_on_this_machine
from accord.run.rewriting import Places
from accord.run.service import Tell
from accord.run.site_files import SiteFiles
from accord.run.static_site import StaticSite
from accord.run.surroundings import Wishes, surroundings


@contextmanager
def opened(folder: Path, port: int | None, settings: Settings, wishes: Wishes, tell: Tell) -> Iterator[Served]:
    """Give a browser app that is ready to be served.

    Parameters
    ----------
    folder : Path
        Its files.
    port : int or None
        Where to serve it; without one, where its files say that people are sent back, else a free one.
    settings : Settings
        Name the library.
    wishes : Wishes
        As for any program.
    tell : callable
        Takes sentences for whoever runs it.

    Yields
    ------
    Served

    Raises
    ------
    NoSite
        If there is no app in the folder.
    AddressTaken
        If another program listens at the port.
    """
    files = SiteFiles(folder)
    survey = files.survey()
    host, own_port = survey.home or ("127.0.0.1", 0)
    with ExitStack() as stack:
        sockets = list(_listening(stack, own_port if port is None else port))
        url = f"http://{host}:{sockets[0].getsockname()[1]}"
        # Browser apps of its time got their tokens in the address, and were served elsewhere.
        wishes = replace(wishes, implicit=True, lead_back=lambda uri: _own(uri, url, files))
        around = stack.enter_context(surroundings(settings, wishes, (), tell))
        port = around.stand_in.port
        places = Places(f"127.0.0.1:{port}", f"localhost:{port}")
        yield Served(StaticSite(files, survey, places, tell), url, sockets)


class Served:
    """A browser app with its address.

    Parameters
    ----------
    site : StaticSite
    url : str
        Where it is found.
    sockets : list of socket.socket
        That listen there.
    """

    def __init__(self, site: StaticSite, url: str, sockets: list[socket.socket]) -> None:
        self.url = url
        self._site, self._sockets = site, sockets

    def serve(self) -> None:
        """Serve it until Ctrl-C.

        Raises
        ------
        KeyboardInterrupt
            At Ctrl-C.
        """
        import uvicorn

        config = uvicorn.Config(self._site.app(), log_level="warning", access_log=False, server_header=False)
        server = uvicorn.Server(config)
        server.run(sockets=self._sockets)
        if server.should_exit:  # the loop may end before it hears of the signal that the server passes on to it
            raise KeyboardInterrupt


def _own(uri: str, url: str, files: SiteFiles) -> str:
    """Return where on this machine an app is sent back to that was meant to be served elsewhere."""
    return uri if is_on_this_machine(uri) else url + files.path_of(uri)


def _listening(stack: ExitStack, port: int) -> Iterator[socket.socket]:
    """Yield sockets that listen at both addresses that browsers try for ``localhost``."""
    try:
        first = stack.enter_context(socket.create_server(("127.0.0.1", port)))
    except OSError as error:
        raise AddressTaken(f"The app cannot be served on port {port}: {error.strerror}.") from error
    yield first
    with suppress(OSError):  # a machine need not have the other kind
        port = first.getsockname()[1]
        yield stack.enter_context(socket.create_server(("::1", port), family=socket.AF_INET6))
