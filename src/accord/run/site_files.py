"""The files of a browser app: which one an address means, of what kind it is, and what all of them name."""

from __future__ import annotations

import mimetypes
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from accord.domain.errors import NoSite
from accord.run.rewriting import origins_named, read_text

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".cjs": "text/javascript",
    ".jsx": "text/javascript",
    ".ts": "text/plain",  # as mimetypes knows it, a film
    ".tsx": "text/plain",
    ".css": "text/css",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
_TEXT = re.compile(r"text/|.*(?:json|xml|javascript|ecmascript)$")

_BUILT = ("dist", "build", "out", "public")
"""Where builds put what is to be served."""
_NOT_ITS_OWN = {"node_modules", "__pycache__"}
_LONGEST_READ = 16 << 20
"""Bytes: what is longer is data, not a program that names where it lives."""

_CALLBACK = re.compile(
    r"redirect[^\n/;]{0,60}?http(?::|%3a)(?:\\?/|%2f){2}(localhost|127\.0\.0\.1)(?::|%3a)(\d{2,5})(?!\d)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Survey:
    """What the files of an app say."""

    origins: frozenset[str]
    """Those that they name, but the two hosts."""
    home: tuple[str, int] | None
    """The host and port to which the app has people sent back on this machine, where it names one."""


class SiteFiles:
    """What lies in the folder of a browser app.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    NoSite
        If it is no folder, or holds no page.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NoSite(f"{folder} is no folder." if folder.exists() else f"There is no folder {folder}.")
        if not any(folder.glob("*.htm*")):
            built = next(
                (folder / name for name in ("dist", "build", "public") if any(folder.glob(f"{name}/*.htm*"))), ""
            )
            raise NoSite(f"{folder} holds no page" + (f"; {built} does." if built else "."))
        self.folder = folder.resolve()

    def find(self, path: str) -> Path | None:
        """Return the file that a path means, or the folder that lacks the slash at its end; ``None`` for none.

        As hosts of static sites do it: ``/`` is ``index.html``, ``/about`` may be ``about.html``. Nothing outside the
        folder is found, by whatever path or link, nor any file whose name begins with a dot.
        """
        parts = _parts(path)
        if parts is None:
            return None
        named = self.folder.joinpath(*parts)
        tried = (named / "index.html",) if path.endswith("/") else (named, named.with_name(f"{named.name}.html"))
        return next((found for one in tried if (found := self._own(one))), None)

    def instead(self, path: str) -> tuple[Path, int] | None:
        """Return the page to show where an address means no file, and its status.

        A program that draws its own pages is asked for them by addresses that only it knows.
        """
        if _parts(path) is None or "." in path.rpartition("/")[2]:
            return None
        for name, status in (("/404.html", 404), ("/index.html", 200)):
            if found := self.find(name):
                return found, status
        return None

    def path_of(self, url: str) -> str:
        """Return the path here of an address elsewhere at which the app was served, perhaps below a folder's name."""
        parts = [part for part in urlsplit(url).path.split("/") if part]
        ends = ("/".join(["", *parts[first:]]) for first in range(len(parts)))
        return next((end for end in ends if (found := self.find(end)) and found.is_file()), "/")

    def _own(self, path: Path) -> Path | None:
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError):  # not there, too long, links in a circle
            return None
        return real if real.is_relative_to(self.folder) and (real.is_file() or real.is_dir()) else None

    def survey(self) -> Survey:
        """Read all texts once."""
        origins: set[str] = set()
        homes: Counter[tuple[str, int]] = Counter()
        for path in self._texts():
            text, _ = read_text(path.read_bytes())
            origins |= origins_named(text)
            homes.update((found[1].lower(), int(found[2])) for found in _CALLBACK.finditer(text))
        return Survey(frozenset(origins), next(iter(homes.most_common(1)), (None, 0))[0])

    def _texts(self) -> Iterator[Path]:
        for folder, inner, names in os.walk(self.folder):
            inner[:] = sorted(name for name in inner if not name.startswith(".") and name not in _NOT_ITS_OWN)
            for name in sorted(names):
                path = Path(folder, name)
                plain = not name.startswith(".") and is_text(media_type(path)) and path.is_file()
                if plain and os.access(path, os.R_OK) and path.stat().st_size <= _LONGEST_READ:
                    yield path


def _parts(path: str) -> list[str] | None:
    parts = [part for part in path.split("/") if part]
    hidden = any((part.startswith(".") and part != ".well-known") or set(part) & set("\\\0") for part in parts)
    return None if hidden else parts


def media_type(path: Path) -> str:
    """Return the media type of a file, by its name."""
    known = _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0]
    return known or ("application/octet-stream" if path.suffix else "text/plain")


def is_text(kind: str) -> bool:
    """Return whether files of a media type are read by people, and may name hosts."""
    return bool(_TEXT.match(kind))
