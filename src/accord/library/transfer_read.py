"""An export read back: every line is checked before anything is stored, and no archive makes it read without bound."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import orjson

from accord.domain.entities import Listen
from accord.domain.errors import ForeignEvents, InvalidParameter
from accord.domain.labels import Purpose
from accord.library import transfer_form as form
from accord.library.listening import require_time
from accord.rights.consent_record import ConsentEvent, ConsentRecord, Method
from accord.rights.consent_states import ConsentState, Entity
from accord.rights.registry import require_storable

MOST_MEMBERS = 10_000
MOST_BYTES = 8 << 30
"""Bytes of all members unpacked: some five million listens."""

LONGEST_LINE = 64 << 10
LARGEST_DOCUMENT = 64 << 20
"""Bytes of a member that is read as a whole."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "listened_at": int,
    "artist_name": str,
    "track_name": str,
    "release_name": (str, type(None)),
    "source_id": str,
    "inserted_at": int,
    "recording_mbid": (str, type(None)),
    "isrc": (str, type(None)),
    "duration": (float, int, type(None)),
    "additional_info": dict,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose data an archive holds, and from where."""

    id: str
    name: str
    created_at: int
    controller: str
    importers: Mapping[str, int]


class Archive:
    """An export, open for reading.

    Parameters
    ----------
    file : file
        The zip archive, at its beginning.
    now : float
        Seconds since 1970, UTC; a listen of later is refused.

    Raises
    ------
    InvalidParameter
        If it is damaged, too large, of another version, or no export of Accord.
    """

    def __init__(self, file: IO[bytes], now: float) -> None:
        self._now = now
        with _named_damage():
            self._zip = zipfile.ZipFile(file)
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
            raise InvalidParameter("The archive is too large to be the export of one listener.")
        if len({member.filename for member in members}) < len(members):
            raise InvalidParameter("The archive names a file twice.")
        self.profile = self._profile()

    def check(self) -> int:
        """Return how many listens there are, once every member is whole, in form, and about this one listener.

        Raises
        ------
        InvalidParameter
            If a member is missing, damaged, or holds what it should not; the message names it.
        ForeignEvents
            If anything in it is about somebody else.
        SourceRefused, UnknownSource
            If a listen is of a source of which nothing may be kept.
        """
        described = self._hashes()
        for name in (form.PROFILE, form.LISTENS, form.LISTENBRAINZ, form.table_member("consent_records")):
            if name not in described:
                raise InvalidParameter(f"The archive has no {name}.")
        for name, sha256 in described.items():
            if self._sha256(name) != sha256:
                raise InvalidParameter(f"The archive is damaged: {name} is not what its manifest describes.")
        for number, line in self._lines(form.LISTENBRAINZ):
            self._own(form.LISTENBRAINZ, number, line.get("user_name"), self.profile.name)
        for number, line in self._lines(form.DECISIONS) if form.DECISIONS in described else ():
            self._own(form.DECISIONS, number, line.get("listener"), self.profile.id)
        self.records()
        return sum(1 for _ in self.listens())

    def listens(self) -> Iterator[Listen]:
        """Yield the listens, in the order of the archive."""
        for number, line in self._lines(form.LISTENS):
            self._own(form.LISTENS, number, line.pop("listener_id", None), self.profile.id)
            self._own(form.LISTENS, number, line.pop("user_name", None), self.profile.name)
            wrong = list(line.keys() ^ _TYPES.keys())
            wrong += [name for name in line.keys() & _TYPES.keys() if not isinstance(line[name], _TYPES[name])]
            if wrong or not (line["artist_name"].strip() and line["track_name"].strip()):
                raise InvalidParameter(f"Line {number} of {form.LISTENS} is no listen: see {sorted(wrong) or 'names'}.")
            require_storable(line["source_id"])
            require_time(line["listened_at"], self._now)
            yield Listen(**line | {"inserted_at": min(line["inserted_at"], int(self._now))})

    def records(self) -> list[ConsentRecord]:
        """Return the consent records with their events, oldest first."""
        events: dict[str, list[ConsentEvent]] = {}
        member = form.table_member("consent_events")
        for number, line in self._lines(member):
            with named_fields(member, number):
                events.setdefault(line["record_id"], []).append(
                    ConsentEvent(
                        int(line["at"]), ConsentState(line["state"]), Entity(line["entity"]), Method(line["method"])
                    )
                )
        records, member = [], form.table_member("consent_records")
        for number, line in self._lines(member):
            self._own(member, number, line.get("listener_id", ""), self.profile.id)
            with named_fields(member, number):
                own = {name: line[name] for name in ConsentRecord.__slots__ if name not in ("purpose", "events")}
                theirs = tuple(events.pop(line["id"], ()))
                records.append(ConsentRecord(**own, purpose=Purpose(line["purpose"]), events=theirs))
        if events:
            raise ForeignEvents("The archive has events of consent records that are not this listener's.")
        return records

    def rows(self, table: str, longest: int = LONGEST_LINE) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the rows of a table with their numbers; none where an older Accord knew no such table.

        Raises
        ------
        InvalidParameter
            If a line is damaged, no JSON object, or longer than ``longest`` bytes.
        ForeignEvents
            If one is of another listener.
        """
        member = form.table_member(table)
        if member in self._hashes():
            for number, line in self._lines(member, longest):
                self._own(member, number, line.get("listener_id"), self.profile.id)
                yield number, line

    def _profile(self) -> Profile:
        said = self._document(form.PROFILE)
        if not isinstance(said, dict) or said.get("format") != form.FORMAT:
            raise InvalidParameter("The archive is no export of a listener of Accord.")
        if said.get("version") != form.VERSION:
            raise InvalidParameter(
                f"The export is of version {said.get('version')}; this Accord reads version {form.VERSION}."
            )
        with named_fields(form.PROFILE, 1):
            importers = {str(name): int(at) for name, at in said["importers"].items()}
            profile = Profile(said["id"], said["name"], int(said["created_at"]), said["controller"], importers)
            if not all(isinstance(text, str) and text for text in (profile.id, profile.name, profile.controller)):
                raise ValueError("a text is missing")
        return profile

    def _hashes(self) -> dict[str, str]:
        described = self._document(form.MANIFEST)
        with named_fields(form.MANIFEST, 1):
            return {str(file["contentUrl"]): str(file["sha256"]) for file in described["distribution"]}

    def _own(self, member: str, number: int, said: Any, own: str) -> None:
        if said is not None and said != own:
            raise ForeignEvents(f"Line {number} of {member} is about somebody else than {self.profile.name}.")

    def _document(self, name: str) -> Any:
        with _named_damage(name), self._open(name) as file:
            data = file.read(LARGEST_DOCUMENT + 1)
        if len(data) > LARGEST_DOCUMENT:
            raise InvalidParameter(f"{name} in the archive is too large.")
        with named_fields(name, 1):
            return orjson.loads(data)

    def _lines(self, name: str, longest: int = LONGEST_LINE) -> Iterator[tuple[int, dict[str, Any]]]:
        with _named_damage(name), self._open(name) as file:
            number = 0
            while line := file.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    raise InvalidParameter(f"Line {number} of {name} is too long.")
                with named_fields(name, number):
                    read = orjson.loads(line)
                if not isinstance(read, dict):
                    raise InvalidParameter(f"Line {number} of {name} is no JSON object.")
                yield number, read

    def _sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        with _named_damage(name), self._open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(name)
        except KeyError:
            raise InvalidParameter(f"The archive has no {name}: it is no export of a listener of Accord.") from None


@contextmanager
def _named_damage(name: str = "it") -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise InvalidParameter(f"The archive is damaged or no zip archive: {name} cannot be read ({error}).") from error


@contextmanager
def named_fields(name: str, number: int) -> Iterator[None]:
    """Turn what goes wrong with a line into an error that names it."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidParameter(f"Line {number} of {name} is not in form ({type(error).__name__}: {error}).") from error
