"""The folder of keys and tombstones. No backup includes it, so that what was erased stays erased.

What a listener heard is encrypted under a key of their own; without it every copy of the data, wherever it lies, is
noise. Tombstones say what was erased, by hash alone, so that a restored backup can be made to forget it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from accord.domain.errors import InvalidId, KeyLost, StoreError
from accord.library.durable import (
    TEMPORARY,
    append,
    create,
    locked,
    make_folder,
    named_failures,
    overwrite_and_remove,
    sync_folder,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_LENGTH = 32
"""Bytes of every key: AES-256, HMAC-SHA256 and Ed25519 take as many."""

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains of something erased: enough to know it again, nothing to read it from."""

    kind: str
    """``listener``, ``consent``, ``listen``; or ``erased``: all that the tombstone of that digest demands is done."""
    digest: str
    """What ``digest(kind, what)`` gave."""
    at: int
    """Seconds since 1970, UTC."""
    note: str
    """Why, without personal data."""


def digest(kind: str, what: str) -> str:
    """Return the SHA-256, hexadecimal, by which a tombstone names what was erased."""
    return hashlib.sha256(f"{kind}:{what}".encode()).hexdigest()


def require_listener_id(listener_id: str) -> str:
    """Return the id of a listener if it can name a file.

    Raises
    ------
    InvalidId
        If it is anything but letters, digits and hyphens.
    """
    if not _NAME.fullmatch(listener_id):
        raise InvalidId(f"{listener_id!r} is not the id of a listener.")
    return listener_id


class Vault:
    """The keys and tombstones of one Accord. Nothing is touched before it is needed.

    Parameters
    ----------
    folder : Path
        Where they lie; made, for its owner alone, at the first key or tombstone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._listeners = folder / "listeners"
        self._tombstones = folder / "tombstones.jsonl"

    def make_listener_key(self, listener_id: str) -> None:
        """Make a listener's key and wait until it is on the disk. A key that is there is kept.

        Raises
        ------
        StoreError
            If the folder cannot be written.
        """
        path = self._path(listener_id)
        with named_failures(self.folder):
            make_folder(self.folder)
            make_folder(self._listeners)
            sync_folder(self.folder)
            create(path, secrets.token_bytes(KEY_LENGTH))

    def listener_key(self, listener_id: str) -> bytes:
        """Return a listener's key. It is read anew each time, so that one destroyed elsewhere is gone here too.

        Raises
        ------
        KeyLost
            If it is not there or not whole.
        """
        return _key(self._path(listener_id), f"The key of listener {listener_id}")

    def has_key(self, listener_id: str) -> bool:
        """Return whether a listener's key is there."""
        return self._path(listener_id).is_file()

    def listener_ids(self) -> list[str]:
        """Return the listeners of whom there is a key."""
        return sorted(path.stem for path in self._listeners.glob("*.key"))

    def destroy_listener_key(self, listener_id: str) -> None:
        """Overwrite and remove a listener's key; on return it is gone from the disk, or was not there before.

        A file system that never writes in place, or a disk that moves its blocks, may keep the old bytes for a while;
        an encrypted disk under the key folder answers that.

        Raises
        ------
        StoreError
            If the folder cannot be written.
        """
        path = self._path(listener_id)
        with named_failures(self.folder):
            if not self._listeners.is_dir():
                return
            for left in (path, *self._listeners.glob(f"{path.name}.*{TEMPORARY}")):
                overwrite_and_remove(left)
            sync_folder(self._listeners)

    def log_salt(self, listener_id: str) -> bytes:
        """Return the salt of a listener's commitments in the log; it goes with the key, and their meaning with it."""
        return _derived(self.listener_key(listener_id), b"accord log")

    def listening_key(self, listener_id: str) -> bytes:
        """Return the key under which a listener's listening is encrypted."""
        return _derived(self.listener_key(listener_id), b"accord listening")

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the key that signs the log's checkpoints, made at its first use.

        Raises
        ------
        KeyLost
            If it is not whole.
        StoreError
            If the folder cannot be written.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._made("log.key", "The key that signs the log"))

    def preview_key(self) -> bytes:
        """Return the key that signs the addresses of previews, made at its first use.

        Raises
        ------
        KeyLost
            If it is not whole.
        StoreError
            If the folder cannot be written.
        """
        return self._made("previews.key", "The key that signs the addresses of previews")

    def has_signing_key(self) -> bool:
        """Return whether a key that signs the log was made."""
        return (self.folder / "log.key").is_file()

    def bury(self, kind: str, what: str, at: int, note: str = "") -> None:
        """Write a tombstone; on return it is on the disk.

        Parameters
        ----------
        kind : str
            ``listener``, ``consent``, ``listen`` or ``erased``.
        what : str
            What was erased; only its hash is written.
        at : int
            Seconds since 1970, UTC.
        note : str
            Why, without personal data.

        Raises
        ------
        StoreError
            If the folder cannot be written.
        """
        line = json.dumps(asdict(Tombstone(kind, digest(kind, what), at, note)), ensure_ascii=True)
        with named_failures(self._tombstones):
            make_folder(self.folder)
            with locked(self._tombstones) as descriptor:
                # A line without an end was being written when the power went: whoever wrote it never heard it was.
                whole = len(_whole_lines(self._tombstones.read_bytes()))
                os.ftruncate(descriptor, whole)
                os.lseek(descriptor, whole, os.SEEK_SET)
                append(descriptor, line.encode() + b"\n")
            sync_folder(self.folder)

    def tombstones(self) -> list[Tombstone]:
        """Return all tombstones, oldest first.

        Raises
        ------
        StoreError
            If the ledger cannot be read or a line of it is damaged: what must be forgotten is then not known.
        """
        written = b""
        with named_failures(self._tombstones), suppress(FileNotFoundError):
            written = self._tombstones.read_bytes()
        return [self._tombstone(number, line) for number, line in enumerate(_whole_lines(written).splitlines(), 1)]

    def _tombstone(self, number: int, line: bytes) -> Tombstone:
        try:
            return Tombstone(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise StoreError(f"Line {number} of {self._tombstones} is damaged.") from error

    def _made(self, file: str, name: str) -> bytes:
        path = self.folder / file
        if not path.exists():
            with named_failures(self.folder):
                make_folder(self.folder)
                create(path, secrets.token_bytes(KEY_LENGTH))
        return _key(path, name)

    def _path(self, listener_id: str) -> Path:
        return self._listeners / f"{require_listener_id(listener_id)}.key"


def _key(path: Path, name: str) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise KeyLost(f"{name} cannot be read from {path.parent} ({error.strerror}).") from error
    if len(key) != KEY_LENGTH:
        raise KeyLost(f"{name} in {path.parent} is not whole: {len(key)} of {KEY_LENGTH} bytes.")
    return key


def _derived(key: bytes, info: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_LENGTH, salt=None, info=info).derive(key)


def _whole_lines(written: bytes) -> bytes:
    return written[: written.rfind(b"\n") + 1]
