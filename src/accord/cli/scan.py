"""``accord scan``: read, decode and analyse the music below some folders."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from accord.analysis.scan import Planned, Summary, scan_folders
from accord.analysis.supervisor import Event
from accord.cli.licences import show_licences
from accord.cli.problems import show_problems
from accord.cli.progress import Bar, Lines
from accord.domain.settings import load_settings
from accord.library.catalogue import open_library

app = typer.Typer(add_completion=False)

Watch = Callable[[Planned | Event], None]


@app.command()
def scan(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of music.", show_default=False)],
    workers: Annotated[int | None, typer.Option(help="Worker processes; default all processors.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed before and has not changed.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print lines, as where there is no terminal.")] = False,
) -> None:
    """Read, decode and analyse the music below some folders: what is new there, or has changed.

    Ctrl-C ends it at any moment; what is done is kept, and the next scan goes on from there. Files that cannot be used
    are listed at the end; they are no reason for another exit code than 0.
    """
    settings = load_settings(workers=workers)
    console = Console(highlight=False, force_terminal=False if plain else None)
    progress = Bar(console) if console.is_terminal else Lines(console)
    began = time.monotonic()
    with open_library(settings) as library:
        try:
            with progress, _heeding(progress.see) as watch:
                summary = scan_folders(library, settings, folders, retry=retry, watch=watch)
        except KeyboardInterrupt:
            progress.say(
                f"Interrupted after {progress.files} of {progress.total} files; scan again to go on from there."
            )
            raise typer.Exit(130) from None
        licences = library.licences()
    progress.say(_sentence(summary, time.monotonic() - began))
    show_licences(console, licences)
    show_problems(console, summary.problems)


@contextmanager
def _heeding(watch: Watch) -> Iterator[Watch]:
    """Give a watcher that ends the scan also where Ctrl-C came while Python lets nothing be raised (in a finaliser)."""
    came = False

    def note(*_: object) -> None:
        nonlocal came
        came = True
        raise KeyboardInterrupt

    def see(event: Planned | Event) -> None:
        if came:
            raise KeyboardInterrupt
        watch(event)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield see
    finally:
        signal.signal(signal.SIGINT, before)


def _sentence(summary: Summary, seconds: float) -> str:
    """Return what a scan came to, in words."""
    hours = f" ({summary.seconds / 3600:.1f} h of audio)" if summary.seconds >= 360 else ""
    parts = [f"{summary.analysed} analysed{hours}"]
    for count, words in (
        (summary.examined - summary.analysed, "known by their sound"),
        (summary.unchanged, "unchanged"),
        (summary.relabelled, "with another licence"),
        (summary.forgotten, "gone"),
        (sum(problem.failed for problem in summary.problems), "could not be used"),
        (summary.given_up, "failed before and unchanged (`accord status` lists them, --retry tries again)"),
        (summary.others, "no music"),
    ):
        if count:
            parts.append(f"{count} {words}")
    return f"Scanned in {seconds:.0f} s: {', '.join(parts)}."
