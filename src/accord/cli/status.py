"""``accord status``: what the library holds, under which licences, and which files could not be read."""

from __future__ import annotations

import typer
from rich.console import Console

from accord.cli.licences import show_licences
from accord.cli.problems import show_problems
from accord.domain.settings import load_settings
from accord.library.catalogue import open_library

app = typer.Typer(add_completion=False)


@app.command()
def status() -> None:
    """Count what the library holds and list what could not be read, with what can be done."""
    settings = load_settings()
    console = Console(highlight=False)
    with open_library(settings, create=False) as library:
        counts, licences, problems = library.counts(), library.licences(), library.problems()
    rows = (
        ("tracks", counts.tracks),
        ("files", counts.files),
        ("artists", counts.artists),
        ("releases", counts.releases),
        ("genres", counts.genres),
        ("hours of music", f"{counts.seconds / 3600:.1f}"),
        ("analyses", counts.analyses),
        ("files with problems", counts.problems),
    )
    console.print(f"Library in {settings.home}", markup=False, soft_wrap=True)
    for name, value in rows:
        console.print(f"  {name:<20} {value}", markup=False)
    show_licences(console, licences)
    show_problems(console, problems)
