"""``accord backup``: a copy of the data folder, made while the server runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from accord.domain.settings import load_settings
from accord.library.people import open_people

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write, such as accord-2026-11-22.tar.gz.")],
) -> None:
    """Write the library, the sealed listening and the log into one archive; the keys are not in it."""
    from accord.library.backup import back_up

    settings = load_settings()
    with open_people(settings, create=False) as people:
        manifest = back_up(people, file)
    listeners, size = manifest.counts["listeners"], sum(member.size for member in manifest.members)
    typer.echo(f"{file}: {len(manifest.members)} files, {size} bytes, {listeners} listeners")
    typer.echo(
        f"What listeners heard can be read only with the keys, which are in no backup: keep a copy of\n"
        f"{settings.key_folder} elsewhere, and renew it whenever someone is erased.",
        err=True,
    )
