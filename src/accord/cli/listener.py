"""``accord listener``: the people whose listening is kept here. One function a subcommand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from accord.cli import listener_password, listener_remove
from accord.domain.settings import load_settings
from accord.library.passwords import Passwords
from accord.library.people import open_people

app = typer.Typer(add_completion=False, no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="What the listener is called here.")]


def add(
    name: NameArgument,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password, with which they log in and allow apps things.")
    ] = False,
) -> None:
    """Make an account for a person, and print the token by which their players and browsers are known."""
    settings = load_settings()
    chosen = listener_password.ask() if password else None
    with open_people(settings) as people:
        listener, token = people.listeners.add(name)
        if chosen is not None:
            Passwords(people.library.store).set(listener.id, chosen)
    typer.echo(f"listener  {listener.name}")
    typer.echo(f"id        {listener.id}")
    typer.echo(f"token     {token}")
    typer.echo(
        "The token is shown this once: only its hash is kept.\n"
        "A scrobbler for ListenBrainz takes it, with this server's URL; so does the page /me.\n"
        "Beyond keeping their listening for them, nothing is done with it before they say so: `accord me consents`.",
        err=True,
    )


def list_() -> None:
    """List the listeners."""
    with open_people(load_settings()) as people:
        for listener in people.listeners.every():
            typer.echo(f"{listener.id}  {listener.name}")


def token(name: NameArgument) -> None:
    """Give a listener a new token; the old one ends at once."""
    with open_people(load_settings()) as people:
        made = people.listeners.token(people.listeners.by_name(name).id)
    typer.echo(made)


SUBCOMMANDS: dict[str, Callable[..., None]] = {
    "add": add,
    "list": list_,
    "token": token,
    "password": listener_password.password,
    "remove": listener_remove.remove,
}
"""Name -> its function, in the order of the help; a function may come from a file of its own."""

for subcommand, function in SUBCOMMANDS.items():
    app.command(subcommand)(function)


@app.callback()
def root() -> None:
    """Add the people whose listening is kept here, and give them tokens."""
