"""``accord duplicates``: recordings that lie in several files of the library, the best copy first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from accord.domain.settings import load_settings
from accord.library.catalogue import open_library
from accord.library.duplicates import Copy

app = typer.Typer(add_completion=False)


@app.command()
def duplicates(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the id of every track.")] = False,
) -> None:
    """List recordings of which there are several files, whatever their format and tags; nothing is changed."""
    from rich.console import Console
    from rich.markup import escape

    from accord.library.duplicates import duplicates as found_in

    with (
        open_library(load_settings(), create=False) as library,
        Console(stderr=True).status("") as status,
    ):
        found = found_in(library, lambda sentence: status.update(escape(sentence)))
    if as_json:
        import orjson

        told = {"recordings": [[_document(copy) for copy in several] for several in found]}
        typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    for line in _lines(found):
        typer.echo(line)


def _lines(found: Sequence[tuple[Copy, ...]]) -> Iterator[str]:
    for several in found:
        yield several[0].name
        for place, copy in enumerate(several):
            yield f"  {'best' if place == 0 else '    '}  {_where(copy)}  ({_quality(copy)})"
    spare = sum(len(several) - 1 for several in found)
    files = "one file" if spare == 1 else f"{spare:,} files"
    yield f"{len(found):,} recordings lie in {files} more than they need." if found else "No recording is there twice."


def _where(copy: Copy) -> str:
    # What is no text on this system is shown as far as it can be.
    path = str(copy.path).encode("utf-8", "replace").decode()
    return f"{path} [{copy.span} s]" if copy.span else path


def _quality(copy: Copy) -> str:
    loss = "lossless" if copy.lossless else f"{copy.bit_rate / 1000:.0f} kb/s"
    return f"{copy.codec}, {loss}, {copy.sr:,} Hz, {copy.duration:.0f} s"


def _document(copy: Copy) -> dict[str, object]:
    return {
        "id": copy.track_id,
        "name": copy.name,
        "path": str(copy.path).encode("utf-8", "replace").decode(),
        "span": copy.span or None,
        "codec": copy.codec,
        "lossless": copy.lossless,
        "bit_rate": round(copy.bit_rate),
        "sr": copy.sr,
        "duration": copy.duration,
    }
