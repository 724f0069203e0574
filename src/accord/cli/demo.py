"""``accord demo``: compose and render the demo library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from accord.domain.settings import load_settings

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Where the pieces go.", show_default="demo in the data folder"),
    ] = None,
) -> None:
    """Compose and render the demo library: thirteen short pieces (CC0) with their exact ground truth beside them."""
    from accord.demo import compose

    target = folder or load_settings().home / "demo"
    console = Console()
    columns = (TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Composing", total=None)

        def show(title: str, done: int, total: int) -> None:
            bar.update(task, description=title, completed=done, total=total)

        truths = compose(target, progress=show)
    minutes = sum(truth.duration for truth in truths) / 60
    console.print(f"{len(truths)} pieces, {minutes:.0f} minutes, in {target}", soft_wrap=True, highlight=False)
