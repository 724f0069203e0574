"""``accord run``: an unchanged program, on the music one owns."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.domain.settings import load_settings

if TYPE_CHECKING:
    from accord.run.surroundings import Wishes

app = typer.Typer(add_completion=False)


@app.command(context_settings={"allow_interspersed_args": False})
def run(
    command: Annotated[list[str] | None, typer.Argument(help="The program and its arguments, after `--`.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Allow at once what it asks of people, for your own account.")
    ] = False,
    as_: Annotated[
        str | None,
        typer.Option("--as", help="Who you are, as `accord listener list` shows it; the only listener if left out."),
    ] = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where else than on this machine it may have people sent back to; may be repeated."),
    ] = None,
    hooks_only: Annotated[
        bool, typer.Option("--hooks-only", help="Go on without the wall that holds programs in any language.")
    ] = False,
    static: Annotated[
        Path | None, typer.Option(help="Serve the browser app in this folder instead of running a program.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Where to serve it; where its own files say, if left out.")
    ] = None,
) -> None:
    """Run a program that was written for the Spotify Web API, unchanged: where it looks for that, it finds Accord.

    The program and its children never reach the real hosts, and nothing else changes for them. Its exit code is the
    command's: 127 and 126 where it could not be run, 128 and the signal's number where a signal ended it.
    """
    from accord.run.surroundings import Wishes

    if bool(command) == bool(static) or (port is not None and static is None):
        raise typer.BadParameter("Give a program (`accord run -- python app.py`) or `--static DIR` (and `--port`).")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))  # what was started here ends here
    wishes = Wishes(yes, as_, redirect_uri or ())
    if static is not None:
        _serve(static, port, wishes)
    else:
        raise typer.Exit(_run(command or [], wishes, hooks_only=hooks_only))


def _run(command: list[str], wishes: Wishes, *, hooks_only: bool) -> int:
    """Run a program, and return its exit code."""
    from accord.run import program
    from accord.run.surroundings import surroundings
    from accord.run.wall import Wall

    program.find(command[0])  # better to hear now than after all is set up
    with ExitStack() as stack:
        around = stack.enter_context(surroundings(load_settings(), wishes, command, tell))
        start = program.spawn
        if not hooks_only:
            wall = stack.enter_context(Wall(("127.0.0.1", around.stand_in.port), tell))
            around.stand_in.program_at = wall.program_at
            start = wall.spawn
        return program.run(command, around.env, start)


def _serve(folder: Path, port: int | None, wishes: Wishes) -> None:
    """Serve a browser app until Ctrl-C."""
    from accord.run.site_serving import opened

    with opened(folder, port, load_settings(), wishes, tell) as served:
        typer.echo(f"{folder} is served at {served.url} (Ctrl-C ends it).")
        served.serve()


def tell(sentence: str) -> None:
    """Say something to whoever runs a program, in between what that says."""
    typer.echo(f"accord run: {sentence}", err=True)
