"""Playlists in files: M3U and M3U8, XSPF (version 1) and JSPF, of any folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import orjson

from accord.domain.baskets import Basket, Item
from accord.domain.errors import UnreadableHistory
from accord.histories.values import known_isrc, known_mbid, length, text

SOURCE = "own-audio"
"""Of the registry of sources: playlists that lie among one's own music."""

LARGEST = 64 << 20
"""Bytes of one playlist."""

_XSPF = "{http://xspf.org/ns/0/}"
_RECORDING = re.compile(r"musicbrainz\.org/recording/([0-9a-f-]{36})", re.IGNORECASE)
_ISRC = re.compile(r"(?:^|isrc:)([A-Z]{2}-?[A-Z0-9]{3}-?\d{2}-?\d{5})$", re.IGNORECASE)
_LABEL = re.compile(r"#EXTINF:\s*(-?[\d.]+)[^,]*,(.*)")


def playlists(path: Path) -> Iterator[Basket]:
    """Yield the playlist in a file, or those in a folder and below it.

    Parameters
    ----------
    path : Path
        A file, or a folder that is read in the order of its paths.

    Yields
    ------
    Basket
        A playlist, named by its path below the folder. Relative locations are made absolute.

    Raises
    ------
    UnreadableHistory
        If a file is damaged or too large, or there is none.
    """
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [file for file in files if file.suffix.lower() in READERS and file.is_file()]
    if not files:
        raise UnreadableHistory(f"{path} holds no playlist in a file {', '.join(READERS)}.")
    for file in files:
        if file.stat().st_size > LARGEST:
            raise UnreadableHistory(f"{file.name} is larger than any playlist.")
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            yield Basket(name, READERS[file.suffix.lower()](file.read_bytes(), file.parent))
        except (ValueError, SyntaxError) as error:  # what the parsers of JSON and XML raise
            raise UnreadableHistory(f"{name} is no playlist of its kind: {error}.") from error


def _m3u(data: bytes, folder: Path) -> list[Item]:
    items, label = [], Item()
    for line in _decoded(data).splitlines():
        if found := _LABEL.match(line):
            artist, dash, title = found[2].partition(" - ")
            names = (text(artist), text(title)) if dash else (None, text(found[2]))
            label = Item(*names, duration=length(found[1]))
        elif line.strip() and not line.startswith("#"):
            items.append(label._replace(location=_location(line.strip(), folder)))
            label = Item()
    return items


def _xspf(data: bytes, folder: Path) -> list[Item]:
    root = ElementTree.fromstring(data)
    if root.tag.rpartition("}")[2] != "playlist":
        raise ValueError(f"its root is {root.tag!r:.60}")
    items = []
    for track in root.iter(f"{_XSPF}track"):
        said = {one.tag.removeprefix(_XSPF): one.text for one in track}
        said["identifier"] = [one.text for one in track.iter(f"{_XSPF}identifier")]  # type: ignore[assignment]
        items.append(_track(said, folder))
    return items


def _jspf(data: bytes, folder: Path) -> list[Item]:
    document = orjson.loads(data)
    playlist = document.get("playlist") if isinstance(document, dict) else None
    tracks = playlist.get("track") if isinstance(playlist, dict) else None
    if not isinstance(tracks, list):
        raise ValueError("it has no playlist with tracks")
    return [_track(track, folder) for track in tracks if isinstance(track, dict)]


def _track(said: Mapping[str, Any], folder: Path) -> Item:
    """Return a track of XSPF or JSPF, whose members are called alike; lengths are in milliseconds."""
    identifiers = " ".join(filter(None, map(text, _listed(said.get("identifier")))))
    isrcs = [found[1] for one in identifiers.split() if (found := _ISRC.search(one))]
    recording = _RECORDING.search(identifiers)
    location = next(filter(None, map(text, _listed(said.get("location")))), None)
    return Item(
        artist=text(said.get("creator")),
        title=text(said.get("title")),
        album=text(said.get("album")),
        isrc=known_isrc(isrcs[0]) if isrcs else None,
        recording_mbid=known_mbid(recording[1]) if recording else None,
        duration=length(said.get("duration"), 1000),
        location=None if location is None else _location(location, folder),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _location(said: str, folder: Path) -> str:
    """Return a path as an absolute one; a URL that names no file as it is."""
    if said.startswith("file:"):
        return unquote(urlsplit(said).path)
    if re.match(r"[a-z][a-z0-9+.-]+://", said, re.IGNORECASE):
        return said
    return str(folder / said)


def _decoded(data: bytes) -> str:
    """Return the text of an M3U: UTF-8, or what Windows wrote before it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


READERS: Mapping[str, Callable[[bytes, Path], list[Item]]] = {
    ".m3u": _m3u,
    ".m3u8": _m3u,
    ".xspf": _xspf,
    ".jspf": _jspf,
}
"""Ending of a name -> what reads such a file."""
