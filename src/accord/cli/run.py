"""``accord run``: an unchanged program, on the music one owns."""

from __future__ import annotations

import signal
import sys
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
        bool,
        typer.Option("--yes", help="Allow at once what it asks of people, for your own account; no browser opens."),
    ] = False,
    as_: Annotated[
        str | None,
        typer.Option("--as", help="Who you are, as `accord listener list` shows it; the only listener if left out."),
    ] = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where else than on this machine it may have people sent back to; may be repeated."),
    ] = None,
    static: Annotated[
        Path | None, typer.Option(help="Serve the browser app in this folder instead of running a program.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Where to serve it; where its own files say, if left out.")
    ] = None,
    hooks_only: Annotated[
        bool, typer.Option("--hooks-only", help="Go on without the wall that holds programs in any language.")
    ] = False,
) -> None:
    """Run a program that was written for the Spotify Web API, unchanged: where it looks for that, it finds Accord.

    The program and its children never reach the real hosts, and nothing else changes for them. Its exit code is the
    command's: 127 and 126 where it could not be run, 128 and the signal's number where a signal ended it.
    """
    from accord.run import program
    from accord.run.surroundings import Wishes, surroundings

    wishes = Wishes(yes, as_, redirect_uri or ())
    if static is not None:
        if command:
            raise typer.BadParameter("A folder is served, or a program is run: not both.", param_hint="COMMAND")
        return _serve(static, port, wishes)
    if not command:
        raise typer.BadParameter("Name the program after `--`: accord run -- python app.py", param_hint="COMMAND")
    program.find(command[0])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what was started here ends here
    with surroundings(load_settings(), wishes, command, tell) as around:
        code = program.run(command, around.env)
    raise typer.Exit(code)


def _serve(folder: Path, port: int | None, wishes: Wishes) -> None:
    from accord.run.site_serving import opened

    with opened(folder, port, load_settings(), wishes, tell) as served:
        typer.echo(f"{folder} is served at {served.url} (Ctrl-C ends it).")
        sys.stdout.flush()
        served.serve()


def tell(sentence: str) -> None:
    """Say something to whoever runs a program, in between what that says."""
    typer.echo(f"accord run: {sentence}", err=True)
