"""``accord start``: from nothing to a served library, and a program to try on it."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.domain.errors import NotFound
from accord.domain.settings import Settings, load_settings

if TYPE_CHECKING:
    from accord.library.apps import Apps

app = typer.Typer(add_completion=False)

PROGRAM = """\
import spotipy
auth = spotipy.SpotifyClientCredentials("{client_id}", "{secret}", cache_handler=spotipy.MemoryCacheHandler())
auth.OAUTH_TOKEN_URL = "{url}/api/token"
sp = spotipy.Spotify(auth_manager=auth)
sp.prefix = "{url}/v1/"
print(sp.audio_features(["{track_id}"]))"""


@app.command()
def start(
    music: Annotated[Path | None, typer.Argument(help="Folder of music; without one, the demo library.")] = None,
) -> None:
    """Scan a folder of music (or a demo library), serve it, and print a program to try."""
    from accord.cli import demo, scan, serve

    settings = load_settings()
    # Better to hear now than after the scan that the port is taken.
    serve.listen(settings.host, settings.port).close()
    folder = music.expanduser() if music else settings.home / "demo"
    if music is None:
        demo.demo(folder)
    scan.scan([folder])
    typer.echo(what_to_try(settings, folder))
    serve.serve()


def what_to_try(settings: Settings, folder: Path) -> str:
    """Return what to do with a library that was just scanned, with an app, a track and a file filled in.

    Raises
    ------
    NotFound
        If nothing below the folder could be analysed.
    """
    from accord.library.apps import Apps
    from accord.library.catalogue import open_library

    with open_library(settings) as library:
        known = {path: file.track_id for (path, _), file in library.known_files(folder.resolve()).items()}
        if not known:
            raise NotFound(f"No track below {folder} could be analysed; `accord status` says why.")
        client_id, secret = _first_app(Apps(library.store, settings.token_lifetime), settings.home / "first-app.json")
    path, track_id = min(known.items())
    url = settings.base_url or f"http://{settings.host}:{settings.port}"
    program = PROGRAM.format(client_id=client_id, secret=secret, url=url, track_id=track_id)
    accord = "accord" if shutil.which("accord") else f"{shlex.quote(sys.executable)} -m accord"
    file = shlex.quote(str(path).encode("utf-8", "replace").decode())
    return "\n".join(
        [
            "\nTry this in Python (after `pip install spotipy`), while the server runs:\n",
            program,  # without indentation, so that it can be pasted
            "\nOr in another terminal:\n",
            f"    {accord} explain danceability {file}",
            f"    {accord} analyze {file} --plot analysis.png\n",
        ]
    )


def _first_app(apps: Apps, keep: Path) -> tuple[str, str]:
    """Return id and secret of the app that belongs to this command, registering it the first time."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        kept = json.loads(keep.read_text())
        if kept["client_id"] in {registered.client_id for registered in apps.registered()}:
            return kept["client_id"], kept["secret"]
    registered, secret = apps.register("accord start")
    # The library keeps only a hash; to print the same program tomorrow, its owner's own folder keeps the secret.
    with os.fdopen(os.open(keep, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"client_id": registered.client_id, "secret": secret}, file)
    return registered.client_id, secret
