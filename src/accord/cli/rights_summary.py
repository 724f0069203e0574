"""``accord rights summary``: a public summary of what something was made from, written from its lineage."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from accord.cli.problems import printable
from accord.domain.settings import load_settings
from accord.library.people import open_people
from accord.rights.summary import training_summary


def summary(
    id: Annotated[str, typer.Argument(help="Id of a model, a playlist, a statistic, an export or a backup.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Summarise what something was made from, in the three parts of the AI Act's template, from its lineage alone."""
    settings = load_settings()
    with open_people(settings, create=False) as people:
        written = training_summary(people.lineage.trace(id), settings.controller)
    if as_json:
        typer.echo(json.dumps(written, indent=2, ensure_ascii=False))
        return
    for heading, content in written.items():
        typer.echo(heading.capitalize())
        for line in _lines(content):
            typer.echo(f"  {line}".rstrip())
        typer.echo()


def _lines(content: Any) -> list[str]:
    if isinstance(content, dict):
        return [f"{name}: {_text(value)}" for name, value in content.items() if value not in (None, [], "")]
    return [line for item in content for line in (*_lines(item), "")]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {printable(what)}" for what, count in value.items())
    return printable(", ".join(value) if isinstance(value, list) else str(value))
