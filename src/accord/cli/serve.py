"""``accord serve``: answer the Web API over the library."""

from __future__ import annotations

import errno
import gc
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from accord.domain.errors import AddressTaken
from accord.domain.settings import load_settings

if TYPE_CHECKING:
    from accord.library.people import People

app = typer.Typer(add_completion=False)

WHY = {
    errno.EADDRINUSE: "another program listens there",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.EACCES: "this user may not listen there",
}


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    base_url: Annotated[str | None, typer.Option(help="URL under which clients reach the server.")] = None,
    profile: Annotated[str | None, typer.Option(help="personal, research or commercial: refuse what is not.")] = None,
) -> None:
    """Answer the Web API over the library, until Ctrl-C."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the products of a request are small: threads would only wait
    gc.disable()  # nothing that is imported is ever garbage: looking for it takes a fifth of the start
    import uvicorn

    from accord.library.apps import Apps
    from accord.library.people import open_people
    from accord.server.app import create_app

    gc.freeze()
    gc.enable()
    settings = load_settings(host=host, port=port, base_url=base_url, profile=profile)
    with open_people(settings) as people, listen(settings.host, settings.port) as listener:
        apps = Apps(people.library.store, settings.token_lifetime)
        config = uvicorn.Config(
            create_app(people, apps, settings),
            log_level="warning",
            ws="none",  # nothing here speaks it, and its library takes as long to import as the rest of uvicorn
            access_log=False,  # who asked for what is nobody's business
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        for line in _refusals(people):
            typer.echo(line, err=True)
        typer.echo(f"Accord serves {people.library.track_count()} tracks at {url(listener)} (Ctrl-C ends it).")
        if not apps.registered():
            typer.echo("No app may ask for a token yet: `accord app create NAME` registers one.")
        uvicorn.Server(config).run(sockets=[listener])


def _refusals(people: People) -> Iterator[str]:
    """Name what the profile keeps out."""
    from accord.library import weights
    from accord.rights.registry import sources

    profile = people.settings.profile
    for id_, count in people.library.door.refused().items():
        name = sources()[id_].name if id_ in sources() else f"an unknown source {id_!r}"
        yield f"Refused in the profile {profile}: {count} tracks of {name}."
    for refused in weights.permitted(people.settings.home, profile).refused:
        yield f"Refused in the profile {profile}: the weights {refused.name}: {refused.reason}"
    for error in people.models.refused().values():
        yield f"Refused: {error}"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    AddressTaken
        If it cannot: another program listens there, the address is not this machine's, or it is not allowed.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        reason = WHY.get(error.errno or 0, error.strerror or str(error))
        raise AddressTaken(f"Cannot listen on {host}, port {port}: {reason}.") from error


def url(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
