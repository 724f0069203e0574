"""``accord run``: an unchanged program, on the music one owns."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from accord.run import program

app = typer.Typer(add_completion=False)


@app.command(context_settings={"allow_interspersed_args": False, "ignore_unknown_options": False})
def run(
    command: Annotated[list[str], typer.Argument(help="The program and its arguments, after `--`.")],
) -> None:
    """Run a program that was written for the Spotify Web API, unchanged: where it looks for that, it finds Accord."""
    raise typer.Exit(program.run(command, os.environ))
