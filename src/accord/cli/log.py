"""``accord log``: read the log of what was done with data, check it, and prove to others what is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from accord.domain.errors import InvalidParameter, NotFound
from accord.domain.settings import load_settings
from accord.library.log import Log, open_log

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def root() -> None:
    """Read, check and prove the log of what was done with data."""


@app.command()
def verify(
    checkpoint: Annotated[
        Path | None, typer.Option(help="A checkpoint saved before, with which the log must still begin.")
    ] = None,
) -> None:
    """Check every entry, hash and checkpoint of the log; the first that does not hold is named, with exit code 11."""
    saved = None if checkpoint is None else _text(checkpoint)
    verified = _log().verify(saved)
    typer.echo(
        f"{verified.size} entries and {verified.checkpoints} checkpoints hold; the root is {verified.root.hex()}."
    )
    if saved is not None:
        typer.echo(f"The log begins with the entries that {checkpoint} covers.")
    if verified.unacknowledged:
        typer.echo(
            f"{verified.unacknowledged} bytes behind the last checkpoint count for nothing: "
            "a crash left them, or they are being written."
        )


@app.command()
def checkpoint() -> None:
    """Print the newest signed checkpoint: keep it elsewhere, and nobody can rewrite what it covers."""
    typer.echo(_log().checkpoint(), nl=False)


@app.command()
def key() -> None:
    """Print the public key that checks the checkpoints."""
    typer.echo(_log().verifier_key())


@app.command()
def prove(
    index: Annotated[int, typer.Argument(help="The entry's number, as `accord log show` prints it.")],
) -> None:
    """Print an entry with the proof that it is in the log; docs/verify.py checks it without the log."""
    typer.echo(_log().prove(index), nl=False)


@app.command()
def show(last: Annotated[int, typer.Option(min=1, help="How many entries, from the end.")] = 20) -> None:
    """List the newest entries."""
    log = _log()
    size = log.size
    for entry in log.entries(max(0, size - last), size):
        time = datetime.fromtimestamp(entry.time, UTC).strftime("%Y-%m-%d %H:%M:%S")
        facts = "  ".join(f"{name}={value}" for name, value in sorted(entry.facts.items()))
        about = "  (about a person)" if entry.commitment else ""
        typer.echo(f"{entry.index:>7}  {time}  {entry.kind:<10}  {facts}{about}")


def _log() -> Log:
    settings = load_settings()
    log = open_log(settings)
    if not log.begun:
        raise NotFound(f"There is no log in {settings.home} yet.")
    return log


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidParameter(f"{path} cannot be read as a checkpoint.") from error
