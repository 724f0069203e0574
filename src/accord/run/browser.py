"""The browser of the person who runs a program: what the program wants opened there names Accord."""

from __future__ import annotations

import http.client
import os
import stat
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from accord.library.redirects import is_on_this_machine
from accord.run import hosts
from accord.run.answering import AUTHORIZE

COMMANDS = ("xdg-open", "open", "gio", "sensible-browser", "x-www-browser", "www-browser", "wslview")
"""Programs by which others open addresses."""

SHIM = Path(__file__).parent / "hooks" / "open_address.py"

PATIENCE = 30.0
"""Seconds in which a program must begin to wait for the person to come back."""


def in_the_way(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Put something first in the way of each command, and return the variables that do so.

    Parameters
    ----------
    folder : Path
        A folder that is only this user's.
    env : mapping of str to str
        The environment so far.
    """
    shims = folder / "shims"
    shims.mkdir()
    for name in COMMANDS:
        script = shims / name
        # Isolated (-I), so that neither the program's packages nor the hooks come along.
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{SHIM}" "{name}" "{shims}" "$@"\n')
        script.chmod(stat.S_IRWXU)
    path = os.pathsep.join([str(shims), env.get("PATH", os.defpath)])
    return {"PATH": path, "BROWSER": str(shims / COMMANDS[0])}


class Browser:
    """Opens what programs want opened.

    Parameters
    ----------
    stand_in_url : str
        Where login steps begin here.
    granted : bool
        Whether the stand-in answers them at once: then nobody needs to see them.
    tell : callable
        Takes a sentence for whoever runs the program.
    """

    def __init__(self, stand_in_url: str, *, granted: bool, tell: Callable[[str], None]) -> None:
        self._url = stand_in_url
        self._granted = granted
        self._tell = tell

    def open(self, url: str) -> None:
        """Open an address in a browser of this machine, or where no browser is needed go where it leads."""
        parts = urlsplit(url)
        if hosts.is_stood_for(parts.hostname or ""):
            url = f"{self._url}{parts.path}?{parts.query}"
        login = AUTHORIZE in parts.path and url.startswith(f"{self._url}/")
        if login and self._granted:
            threading.Thread(target=self._follow, args=(url,), daemon=True).start()
        else:
            threading.Thread(target=self._show, args=(url,), daemon=True).start()

    def _show(self, url: str) -> None:
        if not webbrowser.open(url):
            self._tell(f"No browser could be opened here. Open this address: {url}")

    def _follow(self, url: str) -> None:
        """Go where a login step leads, as a browser would; only on this machine."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), _OnThisMachine())
        end = time.monotonic() + PATIENCE
        while True:
            try:
                direct.open(url, timeout=PATIENCE).close()
            except urllib.error.HTTPError as error:
                error.close()  # the program's own page may say whatever it likes
            except (OSError, http.client.HTTPException) as error:
                # Programs open the browser first, and listen for what comes back of it a moment later.
                if time.monotonic() < end and isinstance(getattr(error, "reason", error), ConnectionRefusedError):
                    time.sleep(0.05)
                    continue
                self._tell(f"The program does not listen where its login step leads back to: {error}.")
            return


class _OnThisMachine(urllib.request.HTTPRedirectHandler):
    """Follows redirects on this machine, and no others."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Return the request that a redirect leads to."""
        if not is_on_this_machine(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)
