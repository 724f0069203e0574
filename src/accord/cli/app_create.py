"""``accord app``: register the programs that may ask for tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from accord.domain.settings import load_settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def root() -> None:
    """Register programs that may ask for tokens."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What to call the program.")],
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where people may be sent back to after they allowed it something; may be repeated."),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="It can keep no secret (it runs in a browser, say): it uses PKCE.")
    ] = False,
) -> None:
    """Register a program, and print the id and the secret with which it asks for tokens."""
    uris = redirect_uri or []
    if public:
        with _apps() as apps:
            typer.echo(f"client id      {apps.register_public(name, uris).client_id}")
        return
    with _apps() as apps:
        registered, secret = apps.register(name, uris)
    typer.echo(f"client id      {registered.client_id}")
    typer.echo(f"client secret  {secret}")
    typer.echo("The secret is shown this once: only its hash is kept.", err=True)


@app.command("list")
def list_() -> None:
    """List the registered programs."""
    with _apps() as apps:
        for registered in apps.registered():
            typer.echo(f"{registered.client_id}  {registered.name}{'  (public)' if registered.public else ''}")
            for uri in registered.redirect_uris:
                typer.echo(f"{'':32}  {uri}")


@app.command()
def remove(client_id: Annotated[str, typer.Argument(help="As `accord app list` prints it.")]) -> None:
    """Forget a program; its tokens end with it."""
    with _apps() as apps:
        apps.remove(client_id)


@contextmanager
def _apps() -> Iterator[Apps]:
    settings = load_settings()
    with open_library(settings) as library:
        yield Apps(library.store, settings.token_lifetime)
