"""Ids under which a person's own export knows tracks of the library: for looking up, for them alone, nothing else.

Programs that a person wrote against a streaming service have its ids in their files. Where the person's own export
names the track that an id stands for, and the library has that track, the id becomes another name of it, for them.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from accord.domain.entities import Listen
from accord.domain.errors import InvalidId, InvalidParameter
from accord.domain.ids import require_id
from accord.library.matching import Matching
from accord.rights.registry import require_storable
from accord.store.engine import Store
from accord.store.reader import listed

SOURCE = "export-spotify-ids"
LARGEST = 200_000_000
"""Bytes of one file in an export; theirs are cut at about 12 MB."""

_FIND = """
    SELECT old_id, entity_id FROM old_ids
    WHERE listener_id = ? AND kind = 'track' AND old_id IN (SELECT value FROM json_each(?))
"""
_LEARN = """
    INSERT INTO old_ids(listener_id, kind, old_id, entity_id, source_id) VALUES (?, 'track', ?, ?, ?)
    ON CONFLICT DO UPDATE SET entity_id = excluded.entity_id
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of the ids in an export."""

    known: int
    """Ids that are names of a track of the library now."""
    unmatched: tuple[str, ...]
    """``Artist - Title`` of the first that the library has not."""
    missing: int
    """How many those are in all."""
    unread: tuple[str, ...]
    """Files of the export that name no tracks."""


class OldIds:
    """The old ids of the listeners of one library.

    Parameters
    ----------
    store : Store
        The library's database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, listener_id: str, old_ids: Sequence[str]) -> dict[str, str]:
        """Return the track of each old id that a listener's export knows."""
        with self._store.reading() as db:
            return dict(map(tuple, db.exec_driver_sql(_FIND, (listener_id, listed(old_ids)))))

    def learn(self, listener_id: str, export: Path, matching: Matching) -> Learned:
        """Read a person's export, and keep the ids of those tracks that the library has.

        Parameters
        ----------
        listener_id : str
            Whose export it is.
        export : Path
            The archive, or one of its JSON files.
        matching : Matching
            Finds the tracks.

        Returns
        -------
        Learned

        Raises
        ------
        InvalidParameter
            If it is no archive or JSON file, or names no track at all.
        """
        require_storable(SOURCE)
        names: dict[str, tuple[str, str]] = {}
        unread = []
        for name, text in _files(export):
            found = dict(_named(text))
            names |= found
            if not found:
                unread.append(name)
        if not names:
            raise InvalidParameter(f"{export.name} names no track by an id: it is no streaming history.")
        listens = [Listen(0, artist, title, None, SOURCE, 0) for artist, title in names.values()]
        matched = dict(zip(names, matching.match(listens), strict=True))
        rows = [(listener_id, old_id, track_id, SOURCE) for old_id, track_id in matched.items() if track_id]
        if rows:
            with self._store.writing() as db:
                db.exec_driver_sql(_LEARN, rows)
        missing = sorted({" - ".join(names[old_id]) for old_id, track_id in matched.items() if not track_id})
        return Learned(len(rows), tuple(missing[:20]), len(missing), tuple(unread))


def _files(export: Path) -> Iterator[tuple[str, bytes]]:
    try:
        if not zipfile.is_zipfile(export):
            yield export.name, _bounded(export.open("rb"), export.name)
            return
        with zipfile.ZipFile(export) as archive:
            for member in archive.infolist():
                if member.filename.casefold().endswith(".json"):
                    yield member.filename, _bounded(archive.open(member), member.filename)  # type: ignore[arg-type]
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # encrypted or damaged members
        raise InvalidParameter(f"{export.name} cannot be read: {error}.") from error


def _bounded(file: BinaryIO, name: str) -> bytes:
    with file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidParameter(f"{name} is larger than {LARGEST // 1_000_000} MB: no file of an export is.")
    return data


def _named(text: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (id, (artist, title)) of every track that a file of an export names."""
    try:
        content = json.loads(text)
    except ValueError:
        return
    for entry in _entries(content):
        uri = next((entry[key] for key in ("spotify_track_uri", "trackUri", "uri") if entry.get(key)), None)
        artist = next((entry[key] for key in _ARTIST if entry.get(key)), None)
        title = next((entry[key] for key in _TITLE if entry.get(key)), None)
        if isinstance(uri, str) and isinstance(artist, str) and isinstance(title, str):
            scheme, _, old_id = uri.rpartition(":")
            if scheme.endswith(":track") and _is_id(old_id):
                yield old_id, (artist, title)


_ARTIST = ("master_metadata_album_artist_name", "artistName", "artist")
_TITLE = ("master_metadata_track_name", "trackName", "track")


def _entries(content: Any) -> Iterable[dict[str, Any]]:
    """Yield the objects of a streaming history, a saved library or playlists, however deep they lie."""
    if isinstance(content, dict):
        if isinstance(content.get("track"), dict):
            yield from _entries(content["track"])
        yield content
        for member in content.values():
            if isinstance(member, list):
                yield from _entries(member)
    elif isinstance(content, list):
        for member in content:
            yield from _entries(member)


def _is_id(text: str) -> bool:
    try:
        return bool(require_id(text))
    except InvalidId:
        return False
