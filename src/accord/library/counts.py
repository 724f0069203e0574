"""What a model of people was counted from: the counts, and what each person put into them, so that it can come out.

The counts are bytes here; whoever learns from them knows what they say. What a person put in is sealed under their own
key. Nothing of it is in any backup: it is made again.
"""

from __future__ import annotations

import mmap
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from accord.domain.errors import ModelUnusable, StoreError
from accord.library.durable import (
    TEMPORARY,
    locked,
    make_folder,
    named_failures,
    overwrite_and_remove,
    replace,
    replace_in_pieces,
)
from accord.library.sealed import Seal
from accord.library.vault import Vault, require_listener_id

MAGIC = b"accord counts 2\n"
PAIRS = ".pairs"
"""Suffix of the file that holds the counts themselves."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is in the counts."""

    row: str
    """Name of the sealed file that holds what they put in."""
    sources: Mapping[str, int]
    """Source in the registry -> how many of their listens come from it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The counts as they lie there."""

    members: Mapping[str, Member]
    """By listener."""
    state: str
    """Differs whenever they were written."""
    payload: memoryview
    """The file itself, which the next change changes: it is valid for as long as the lock is held."""


class _Head(NamedTuple):
    """What stands in front: who is in the counts, and where they are."""

    members: Mapping[str, Member]
    state: str
    pairs: str
    """Name of their file."""
    crc: int | None
    """Of the file: against damage, for whoever can edit it can edit this. ``None`` while it is changed in place, and
    so for ever where that was cut off."""


class Counts:
    """The counts of one library.

    Parameters
    ----------
    folder : Path
        Where they lie; made when the first are kept.
    vault : Vault
        Has the keys of the listeners.
    """

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._path = folder / "people.counts"
        self._rows = folder / "rows"
        self._solved = folder / "people.solved"
        self._vault = vault
        self._known: tuple[tuple[int, int, int], _Head] | None = None

    @contextmanager
    def locked(self, name: str = "lock") -> Iterator[None]:
        """Hold the lock under which the counts are changed; other threads and processes wait."""
        with named_failures(self._folder):
            make_folder(self._folder)
            with locked(self._folder / name):
                yield

    def members(self) -> Mapping[str, Member]:
        """Return who is in the counts; nobody, where there are none or they cannot be read."""
        try:
            return self._head().members
        except (FileNotFoundError, ModelUnusable):
            return {}

    def state(self) -> str | None:
        """Return the state of the counts, ``None`` where there are none."""
        try:
            return self._head().state
        except (FileNotFoundError, ModelUnusable):
            return None

    def legible(self) -> bool:
        """Return whether the counts say who is in them, or there are none; not so where a change was cut off."""
        try:
            self._head()
        except FileNotFoundError:
            return True
        except ModelUnusable:
            return False
        return True

    def read(self) -> Kept | None:
        """Return the counts, ``None`` where there are none.

        Raises
        ------
        ModelUnusable
            If they are damaged.
        """
        try:
            head = self._head()
        except FileNotFoundError:
            return None
        return Kept(head.members, head.state, memoryview(self._mapped(head, mmap.ACCESS_READ)))

    @contextmanager
    def changing(self, members: Mapping[str, Member]) -> Iterator[memoryview]:
        """Give the counts to be changed where they lie, so that a change of a few costs what a few cost.

        Once the block ends, they are on the disk and the rows of whoever is no member are gone. Where it fails, the
        counts go as a whole; where the power goes meanwhile, the next opening of the library removes them.

        Parameters
        ----------
        members : mapping
            Who is in the counts after the change.

        Yields
        ------
        memoryview
            All of the counts, which can be written.

        Raises
        ------
        ModelUnusable
            If they are damaged.
        """
        head = self._head()._replace(members=members, state=secrets.token_hex(16))
        try:
            pairs = self._mapped(self._head(), mmap.ACCESS_WRITE)
            self._write_head(head._replace(crc=None))
            yield memoryview(pairs)
            with named_failures(self._path):
                pairs.flush()
            self._write_head(head._replace(crc=zlib.crc32(pairs)))
            self._sweep(head)
        except BaseException:
            self.drop()
            raise

    def row(self, listener_id: str) -> list[str] | None:
        """Return what a member put in, ``None`` where that can no longer be said.

        Raises
        ------
        KeyLost
            If the listener's key is gone.
        """
        member = self.members().get(listener_id)
        if member is None:
            return None
        path = self._row_path(listener_id, member.row)
        try:
            sealed = path.read_bytes()
            return list(map(str, orjson.loads(self._seal(listener_id).open(sealed, self._place(path)))))
        except (FileNotFoundError, StoreError, ValueError):
            return None

    def keep(self, pieces: Iterable[bytes | memoryview], members: Mapping[str, Member]) -> str:
        """Write the counts in place of what was there; the rows of whoever is no member go. Return their state."""
        state = secrets.token_hex(16)
        path = self._folder / f"people-{state}{PAIRS}"
        with named_failures(path):
            make_folder(self._folder)
            head = _Head(members, state, path.name, replace_in_pieces(path, pieces))
            self._write_head(head)
            self._sweep(head)
        return state

    def keep_row(self, listener_id: str, row: Sequence[str]) -> str:
        """Seal what somebody puts in, and return the name of its file; it counts once ``keep`` names it.

        Raises
        ------
        KeyLost
            If the listener's key is gone.
        """
        path = self._row_path(listener_id, f"{require_listener_id(listener_id)}.{secrets.token_hex(8)}.row")
        sealed = self._seal(listener_id).close(orjson.dumps(list(row)), self._place(path))
        with named_failures(path):
            make_folder(self._folder)
            make_folder(self._rows)
            replace(path, sealed)
        return path.name

    def solved(self) -> str | None:
        """Return the id of the model that was solved from these counts, ``None`` where that has yet to be done."""
        with suppress(OSError, ValueError):
            state, id_ = self._solved.read_text().split()
            return id_ if state == self.state() else None
        return None

    def note_solved(self, state: str, model_id: str) -> None:
        """Note which model was solved from the counts in some state."""
        with named_failures(self._solved):
            replace(self._solved, f"{state} {model_id}".encode())

    def drop(self) -> None:
        """Remove the counts and all rows; they are counted anew by the next training."""
        with named_failures(self._folder):
            overwrite_and_remove(self._path)
            self._sweep(None)

    def forget(self, listener_id: str) -> None:
        """Remove what somebody put in; the counts themselves are left as they are."""
        with named_failures(self._rows):
            for path in self._rows.glob(f"{require_listener_id(listener_id)}.*"):
                path.unlink(missing_ok=True)

    def _head(self) -> _Head:
        status = self._path.stat()
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        if self._known is None or self._known[0] != version:
            self._known = (version, self._parsed())
        return self._known[1]

    def _parsed(self) -> _Head:
        data = self._path.read_bytes()
        if not data.startswith(MAGIC):
            raise ModelUnusable(f"{self._path} holds no counts of this version.")
        try:
            said = orjson.loads(data[len(MAGIC) :])
            members = {id_: Member(**member) for id_, member in said.pop("members").items()}
            head = _Head(members, **said)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelUnusable(f"The counts in {self._path} were edited or cut off.") from error
        if head.crc is None:
            raise ModelUnusable(f"A change of the counts in {self._path} was cut off.")
        return head

    def _write_head(self, head: _Head) -> None:
        said = head._asdict() | {"members": {id_: _said(member) for id_, member in head.members.items()}}
        with named_failures(self._path):
            replace(self._path, MAGIC + orjson.dumps(said, option=orjson.OPT_SORT_KEYS))

    def _mapped(self, head: _Head, access: int) -> mmap.mmap:
        """Return the file of the counts in memory, once it was held against its checksum."""
        path = self._folder / Path(head.pairs).name
        try:
            with path.open("r+b") as file:
                pairs = mmap.mmap(file.fileno(), 0, access=access)
        except (OSError, ValueError) as error:  # gone, or empty
            raise ModelUnusable(f"The counts in {path} cannot be read.") from error
        if zlib.crc32(pairs) != head.crc:
            raise ModelUnusable(f"The counts in {path} were edited or cut off.")
        return pairs

    def _sweep(self, head: _Head | None) -> None:
        """Remove what does not belong to the counts; what said something of people is overwritten as well."""
        rows = set() if head is None else {member.row for member in head.members.values()}
        for path in self._rows.glob("*"):
            if path.name not in rows:
                path.unlink(missing_ok=True)
        for left in (*self._folder.glob(f"*{TEMPORARY}"), *self._folder.glob(f"*{PAIRS}")):
            if head is None or left.name != head.pairs:
                overwrite_and_remove(left)

    def _row_path(self, listener_id: str, name: str) -> Path:
        if not name.startswith(f"{require_listener_id(listener_id)}.") or "/" in name:
            raise ModelUnusable(f"The counts in {self._path} were edited: {name!r} is no row of theirs.")
        return self._rows / name

    def _place(self, path: Path) -> str:
        return f"trained/rows/{path.name}"

    def _seal(self, listener_id: str) -> Seal:
        return Seal(self._vault.listening_key(listener_id))


def _said(member: Member) -> dict[str, object]:
    return {"row": member.row, "sources": member.sources}
