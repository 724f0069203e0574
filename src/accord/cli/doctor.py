"""``accord doctor``: the settings with their origin, then one line for everything that a scan or a server needs."""

from __future__ import annotations

import difflib
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

import accord
from accord.cli import doctor_server
from accord.cli.doctor_finding import Finding
from accord.domain.errors import AccordError
from accord.domain.settings import Settings, load_settings, origins

app = typer.Typer(add_completion=False)

LEAST_FREE = 1 << 30
"""Bytes of free disk below which there is a warning."""


@app.command()
def doctor() -> None:
    """Check the settings, the data folder, the server and the machine. Ends with exit code 1 if something is broken."""
    settings = load_settings()
    console = Console(soft_wrap=True, highlight=False)
    console.print(_settings_table(settings))
    console.print()
    broken = False
    for check in CHECKS:
        for finding in check(settings):
            broken |= finding.broken
            mark = (
                "[green]ok  [/]" if finding.remedy is None else "[red]bad [/]" if finding.broken else "[yellow]note[/]"
            )
            console.print(f"{mark} {finding.subject}: ", end="")
            console.print(finding.says, markup=False)
            if finding.remedy:
                console.print(f"     {finding.remedy}", markup=False)
    if broken:
        raise typer.Exit(1)


def _settings_table(settings: Settings) -> Table:
    table = Table("setting", "value", "from", box=None, pad_edge=False, header_style="bold")
    for name, origin in origins(settings).items():
        value = getattr(settings, name)
        table.add_row(name, "none" if value is None else str(value), origin)
    return table


def misspelt(_: Settings) -> Iterator[Finding]:
    """Find environment variables that were probably meant to be a setting."""
    names = {f"ACCORD_{name.upper()}" for name in Settings.model_fields}
    for variable in sorted(os.environ):
        if variable.startswith("ACCORD_") and variable not in names:
            for near in difflib.get_close_matches(variable, names, n=1, cutoff=0.8):
                yield Finding("environment", f"{variable} is no setting.", f"Did you mean {near}?")


def versions(_: Settings) -> Iterator[Finding]:
    """Say which versions run."""
    yield Finding("Accord", f"{accord.__version__}, Python {platform.python_version()}, {platform.system()}")
    try:
        from accord.analysis import decoders

        found = decoders.versions()
    except (ImportError, OSError) as error:
        yield Finding("decoders", f"cannot be loaded ({error}).", "Install Accord again with pip.", broken=True)
    else:
        yield Finding("decoders", ", ".join(f"{name} {version}" for name, version in found.items()))


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Try to write into the data folder, or where it would be made; look at the room that is left."""
    home = settings.home
    existing = next((folder for folder in (home, *home.absolute().parents) if folder.exists()), Path.cwd())
    says = f"{home} is writable." if existing == home else f"{home} does not exist yet; it can be made."
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        remedy = "Give this user the right to write there, or name another folder in ACCORD_HOME."
        yield Finding("data folder", f"{existing} cannot be written ({error.strerror}).", remedy, broken=True)
    else:
        yield Finding("data folder", says)
    free = shutil.disk_usage(existing).free
    tight = "Free some space, or name a folder on another disk in ACCORD_HOME."
    yield Finding("free disk", f"{free / 1e9:.1f} GB", tight if free < LEAST_FREE else None)


def library(settings: Settings) -> Iterator[Finding]:
    """Open the library, if there is one, and say what it holds."""
    if not settings.database.exists():
        yield Finding("library", "none yet.", "`accord start` or `accord scan DIR` makes one.")
        return
    from accord.library.catalogue import open_library
    from accord.library.schema import schema_version

    try:
        with open_library(settings, create=False) as opened:
            counts = opened.counts()
            says = f"schema {schema_version()}, {counts.tracks} tracks in {counts.files} files."
            yield Finding("library", says, None if counts.tracks else "`accord scan DIR` adds the music in a folder.")
    except AccordError as error:
        yield Finding("library", str(error), error.remedy, broken=True)


def machine(_: Settings) -> Iterator[Finding]:
    """Say what a scan has to work with, and from what its workers are kept."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield Finding("processors", str(available))
    from accord.analysis.sandbox import PROTECTIONS, protections

    active = protections()
    missing = [name for name in PROTECTIONS if name not in active]
    says = f"{', '.join(active) or 'none'}" + (f"; not here: {', '.join(missing)}." if missing else ".")
    remedy = "Decoders run with fewer walls around them here: scan only files that you trust." if missing else None
    yield Finding("workers are kept by", says, remedy)


def models(settings: Settings) -> Iterator[Finding]:
    """Say which weights may be loaded, and why others may not."""
    from accord.library import weights
    from accord.library.published.added import PUBLISHED

    found = weights.permitted(settings.home, settings.profile)
    named = ", ".join(f"{one.manifest.name} {one.manifest.version}" for one in found.weights)
    there = {*(one.manifest.name for one in found.weights), *(one.name for one in found.refused)}
    more = "".join(
        f" `accord models add {name}` adds {one.what}." for name, one in PUBLISHED.items() if name not in there
    )
    yield Finding("models", f"{named or 'none'}; the features need none.{more}")
    for refused in found.refused:
        remedy = f"Correct its manifest, or remove {settings.home / weights.FOLDER / refused.name}."
        yield Finding("models", f"{refused.name} is refused: {refused.reason}", remedy)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    *(misspelt, versions, data_folder, library, models),
    *(doctor_server.server, doctor_server.hosts, doctor_server.wall, machine),
)
"""Every check, in the order in which it is reported."""
