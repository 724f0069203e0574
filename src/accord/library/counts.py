"""What a model of people was counted from: the counts, and what each person put into them, so that it can come out.

The counts are bytes here; whoever learns from them knows what they say. What a person put in is sealed under their own
key. Nothing of it is in any backup: it is made again.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from accord.domain.errors import ModelUnusable, StoreError
from accord.library.durable import TEMPORARY, locked, make_folder, named_failures, overwrite_and_remove, replace
from accord.library.sealed import Seal
from accord.library.vault import Vault, require_listener_id

MAGIC = b"accord counts 1\n"
_LENGTH = struct.Struct("<Q")


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
    payload: bytes


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
            return self._head()[0]
        except (FileNotFoundError, ModelUnusable):
            return {}

    def state(self) -> str | None:
        """Return the state of the counts, ``None`` where there are none."""
        try:
            return self._head()[1]
        except (FileNotFoundError, ModelUnusable):
            return None

    def read(self) -> Kept | None:
        """Return the counts, ``None`` where there are none.

        Raises
        ------
        ModelUnusable
            If they are damaged.
        """
        try:
            members, state, digest, at = self._head()
        except FileNotFoundError:
            return None
        with named_failures(self._path), self._path.open("rb") as file:
            file.seek(at)
            payload = file.read()
        if hashlib.sha256(payload).hexdigest() != digest:
            raise ModelUnusable(f"The counts in {self._path} were edited or cut off.")
        return Kept(members, state, payload)

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
        payload = b"".join(pieces)
        state = secrets.token_hex(16)
        known = {id_: asdict(member) for id_, member in members.items()}
        head = orjson.dumps(
            {"members": known, "state": state, "sha256": hashlib.sha256(payload).hexdigest()},
            option=orjson.OPT_SORT_KEYS,
        )
        with named_failures(self._path):
            make_folder(self._folder)
            self._overwrite(self._path, MAGIC + _LENGTH.pack(len(head)) + head + payload)
            self._sweep({member.row for member in members.values()})
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
            self._sweep(set())

    def forget(self, listener_id: str) -> None:
        """Remove what somebody put in; the counts themselves are left as they are."""
        with named_failures(self._rows):
            for path in self._rows.glob(f"{require_listener_id(listener_id)}.*"):
                path.unlink(missing_ok=True)

    def _head(self) -> tuple[dict[str, Member], str, str, int]:
        with self._path.open("rb") as file:
            begins = file.read(len(MAGIC) + _LENGTH.size)
            if not begins.startswith(MAGIC) or len(begins) < len(MAGIC) + _LENGTH.size:
                raise ModelUnusable(f"{self._path} holds no counts of this version.")
            (length,) = _LENGTH.unpack(begins[len(MAGIC) :])
            data = file.read(length)
        try:
            head = orjson.loads(data)
            members = {id_: Member(**member) for id_, member in head["members"].items()}
            return members, head["state"], head["sha256"], len(begins) + length
        except (ValueError, KeyError, TypeError) as error:
            raise ModelUnusable(f"The counts in {self._path} were edited or cut off.") from error

    def _overwrite(self, path: Path, data: bytes) -> None:
        """Replace a file, and overwrite what it held: it says what someone may since have taken back."""
        old = path.with_name(f"{path.name}.{secrets.token_hex(8)}{TEMPORARY}")
        with suppress(FileNotFoundError):
            old.hardlink_to(path)
        replace(path, data)
        overwrite_and_remove(old)

    def _sweep(self, rows: set[str]) -> None:
        for path in self._rows.glob("*"):
            if path.name not in rows:
                path.unlink(missing_ok=True)
        for left in self._folder.glob(f"*{TEMPORARY}"):
            overwrite_and_remove(left)

    def _row_path(self, listener_id: str, name: str) -> Path:
        if not name.startswith(f"{require_listener_id(listener_id)}.") or "/" in name:
            raise ModelUnusable(f"The counts in {self._path} were edited: {name!r} is no row of theirs.")
        return self._rows / name

    def _place(self, path: Path) -> str:
        return f"trained/rows/{path.name}"

    def _seal(self, listener_id: str) -> Seal:
        return Seal(self._vault.listening_key(listener_id))
