"""The app that programs are here, whatever they call themselves: its id, its secret, its redirect URIs."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from accord.library.apps import Apps
from accord.library.redirects import is_on_this_machine, is_registered

NAMES: Mapping[str, Sequence[str]] = {
    "client_id": ("SPOTIPY_CLIENT_ID", "SPOTIFY_CLIENT_ID", "SPOTIFY_ID", "RSPOTIFY_CLIENT_ID"),
    "secret": ("SPOTIPY_CLIENT_SECRET", "SPOTIFY_CLIENT_SECRET", "SPOTIFY_SECRET", "RSPOTIFY_CLIENT_SECRET"),
    "redirect_uri": ("SPOTIPY_REDIRECT_URI", "SPOTIFY_REDIRECT_URI", "RSPOTIFY_REDIRECT_URI"),
}
"""What clients call the variables (spotipy; tekore, spotifyr and most programs; Go's client; rspotify)."""

USUAL_PORT = 8888
"""Where programs usually wait for people to come back."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The app of programs that are run."""

    client_id: str
    secret: str
    apps: Apps

    def allow(self, redirect_uri: str) -> bool:
        """Let a program have people sent back to an address on this machine; return whether it may send them there."""
        app = self.apps.app(self.client_id)
        if app is not None and is_registered(redirect_uri, app.redirect_uris):
            return True
        if not is_on_this_machine(redirect_uri):
            return False
        self.apps.add_redirect_uri(self.client_id, redirect_uri)
        return True


def kept(apps: Apps, file: Path, redirect_uris: Iterable[str] = ()) -> Credentials:
    """Return the app of programs that are run, registering it the first time.

    Parameters
    ----------
    apps : Apps
        Those of the library.
    file : Path
        Keeps its secret, readable by this user alone: the library has only a hash.
    redirect_uris : iterable of str
        Where else it may have people sent back to.

    Raises
    ------
    InvalidParameter
        If one of them is none.
    """
    client_id, secret = _kept(apps, file)
    for uri in redirect_uris:
        apps.add_redirect_uri(client_id, uri)
    return Credentials(client_id, secret, apps)


def _kept(apps: Apps, file: Path) -> tuple[str, str]:
    with suppress(OSError, ValueError, KeyError):
        known = json.loads(file.read_text())
        if apps.app(known["client_id"]):
            return known["client_id"], known["secret"]
    app, secret = apps.register("accord run")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        json.dump({"client_id": app.client_id, "secret": secret}, stream)
    return app.client_id, secret


def environment(credentials: Credentials, env: Mapping[str, str], command: Sequence[str]) -> dict[str, str]:
    """Return the variables in which clients look for an id, a secret and a redirect URI, where a program has none yet.

    Parameters
    ----------
    credentials : Credentials
    env : mapping of str to str
        The environment so far: what is set stays.
    command : sequence of str
        The program and its arguments. What a ``.env`` file beside it sets is left to that, as loaders of such files
        leave alone what is set already.
    """
    taken = {name for name, value in env.items() if value} | set(_set_in_files(command))
    redirect_uri = f"http://127.0.0.1:{_free_port()}/callback"
    values = {"client_id": credentials.client_id, "secret": credentials.secret, "redirect_uri": redirect_uri}
    return {name: values[what] for what, names in NAMES.items() for name in names if name not in taken}


def _set_in_files(command: Sequence[str]) -> Iterator[str]:
    """Yield the names that ``.env`` files set in the folders where their loaders look."""
    # os.path takes whatever an argument may be, a whole script among it.
    starts = [Path.cwd(), *(Path(word).resolve().parent for word in command if os.path.isfile(word))]
    folders = {folder for start in starts for folder in (start, *start.parents)}
    for folder in folders:
        for file in (folder / ".env", folder / ".env.local"):
            with suppress(OSError, UnicodeDecodeError):
                yield from re.findall(r"^\s*(?:export\s+)?(\w+)\s*=", file.read_text("utf-8"), re.MULTILINE)


def _free_port() -> int:
    for port in (USUAL_PORT, 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as listener:
            return int(listener.getsockname()[1])
    return USUAL_PORT
