"""``accord analyze``: everything that Accord hears in one file, as JSON, and as a drawing."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from accord.domain.errors import NotFound
from accord.domain.ids import track_id

app = typer.Typer(add_completion=False)


@app.command()
def analyze(
    file: Annotated[Path, typer.Argument(help="Audio, or a video with sound.")],
    plot: Annotated[Path | None, typer.Option(help="Draw it into this file: .png, .svg or .pdf.")] = None,
) -> None:
    """Print the whole analysis of one file as JSON: its features, their confidence, and the analysis in time."""
    from accord.analysis.analyze import analyze as hear
    from accord.analysis.decode import open_audio
    from accord.analysis.document import store_form
    from accord.analysis.packets import packets_digest
    from accord.analysis.plot import draw, envelope, require_drawable
    from accord.analysis.tagger import open_tagger
    from accord.domain.settings import load_settings

    if not file.exists():
        raise NotFound(f"There is no file {file}.")
    if plot:
        require_drawable(plot)
    settings = load_settings()
    with open_audio(file) as stream:
        analysis = hear(stream, tagger=open_tagger(settings.home, settings.profile))
    for problem in stream.problems:
        typer.echo(f"note: {problem}", err=True)
    if plot:
        with open_audio(file) as stream:
            waveform = envelope(stream, round(analysis.duration * analysis.sr))
        draw(analysis, waveform, str(file.name).encode("utf-8", "replace").decode(), plot)
    stored = store_form(track_id(packets_digest(file)), analysis)
    whole = {
        "features": orjson.loads(stored.features.replace(b"{base}", b"")),  # no server: links are relative
        "confidences": orjson.loads(stored.confidences),
        "analysis": orjson.loads(gzip.decompress(stored.document)),
    }
    if stored.weights:
        whole["tags"] = {"source": stored.weights, "probabilities": orjson.loads(stored.tags)}
    sys.stdout.write(orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())
