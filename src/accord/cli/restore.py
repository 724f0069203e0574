"""``accord restore``: a backup put back, without what was erased since it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accord.domain.errors import NotFound
from accord.domain.settings import load_settings

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `accord backup` wrote.")],
    into: Annotated[Path | None, typer.Option(help="The data folder, if not that of ACCORD_HOME.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is in the data folder.")] = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Go on without the entries of the log that are lost.")
    ] = False,
) -> None:
    """Put a backup into the data folder. The server must not run. What is wrong with the backup changes nothing."""
    from accord.library.restore import restore as put_back

    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    settings = load_settings(home=into)
    restored = put_back(settings, file, replace=replace, accept_loss=accept_loss)
    again = restored.replayed
    typer.echo(f"{len(restored.manifest.members)} files restored into {settings.home}")
    if again.listeners or again.consents or again.listens:
        typer.echo(
            f"Erased again: {again.listeners} listeners, {again.listens} listens; "
            f"ended again: {again.consents} consents, because that was done after the backup."
        )
    if restored.entries_lost:
        typer.echo(f"The log goes on without {restored.entries_lost} entries that are lost, and says so.")
    if restored.log_aside:
        typer.echo("The log of the backup was signed by another key: it lies aside, and a new one began.")
    for name in restored.unreadable:
        typer.echo(f"What {name} heard cannot be read: the key is not in {settings.key_folder}.")
