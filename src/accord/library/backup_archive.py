"""The file of a backup: a tar archive, compressed, that ends with a manifest of what came before."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from accord.domain.errors import BackupError
from accord.library.durable import TEMPORARY, sync_folder

FORMAT = "accord-backup"
VERSION = 1
"""Version of the format; a change that an older Accord would misread raises it."""

DATABASE = "library.db"
MANIFEST = "manifest.json"

_MEMBER = re.compile(
    r"library\.db|log/\w[\w.-]*|listening/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/\w[\w.-]*", re.ASCII
)
"""Every name that a backup may hold: nothing absolute, nothing that leads upwards."""

_MOST_MANIFEST = 256 << 20
_COMPRESSION = 1  # most of it is compressed or encrypted already
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    """Relative to the data folder."""
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and when it was made."""

    made_at: int
    """Seconds since 1970, UTC."""
    accord: str
    """The version that made it."""
    schema: str
    """Revision of the database."""
    counts: Mapping[str, int]
    log_size: int
    log_checkpoint: str
    """The log's signed checkpoint."""
    log_key: str
    """The public key that checks it."""
    members: tuple[Member, ...]
    format: str = FORMAT
    version: int = VERSION


def write_archive(target: Path, files: Iterable[tuple[str, Path]], about: Mapping[str, Any]) -> Manifest:
    """Write a backup; it appears under its name only when it is whole and on the disk.

    Parameters
    ----------
    target : Path
        The archive; nothing may be there yet.
    files : iterable of (str, Path)
        The name of each member and the file to read it from. One that is gone by then was deleted and is left out.
    about : mapping
        The fields of the manifest besides the members.

    Returns
    -------
    Manifest

    Raises
    ------
    BackupError
        If the archive exists already or cannot be written.
    """
    partial = target.with_name(f"{target.name}{TEMPORARY}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=_COMPRESSION, format=tarfile.PAX_FORMAT) as tar:
                members = tuple(member for name, path in files if (member := _added(tar, name, path)))
                manifest = Manifest(members=members, **about)
                written = json.dumps(asdict(manifest), indent=1).encode()
                tar.addfile(_header(MANIFEST, len(written)), BytesIO(written))
            out.flush()
            os.fsync(out.fileno())
        os.link(partial, target)  # unlike a renaming, this never replaces what is there
        sync_folder(target.parent)
    except FileExistsError:
        raise BackupError(f"{target} exists already.") from None
    except OSError as error:
        raise BackupError(f"The backup {target} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            partial.unlink()
    return manifest


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder, and hold every byte against the manifest.

    Parameters
    ----------
    archive : Path
        What ``write_archive`` wrote.
    folder : Path
        Where to; what it holds after an error means nothing.

    Returns
    -------
    Manifest

    Raises
    ------
    BackupError
        If the archive is damaged, cut short, of another format, or holds what no backup does.
    """
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(archive, mode="r:gz") as tar:
            for header in tar:
                if manifest is not None:
                    raise BackupError(f"{archive} goes on after its manifest: it is no backup of Accord.")
                if header.name == MANIFEST and header.isreg():
                    manifest = _read_manifest(archive, tar, header)
                else:
                    found[header.name] = _extracted(archive, tar, header, folder, found)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupError(f"{archive} is damaged, cut short or no backup ({error}).") from error
    except OSError as error:  # a file that is not gzip too
        raise BackupError(f"{archive} cannot be unpacked: {error.strerror or error}.") from error
    if manifest is None:
        raise BackupError(f"{archive} is cut short or no backup: it has no manifest.")
    _compare(archive, manifest, found)
    return manifest


def _added(tar: tarfile.TarFile, name: str, path: Path) -> Member | None:
    if not _MEMBER.fullmatch(name):
        raise BackupError(f"{path} does not belong into the data folder.")
    try:
        source = path.open("rb")
    except FileNotFoundError:
        if name == DATABASE:
            raise BackupError("Someone was erased while the backup was made: make it again.") from None
        return None
    with closing(source):
        size = os.fstat(source.fileno()).st_size  # a file that grows meanwhile is taken as it is now
        hashing = _Hashing(source)
        tar.addfile(_header(name, size), hashing)
        return Member(name, size, hashing.digest.hexdigest())


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def _read_manifest(archive: Path, tar: tarfile.TarFile, header: tarfile.TarInfo) -> Manifest:
    opened = tar.extractfile(header)
    if opened is None or header.size > _MOST_MANIFEST:
        raise BackupError(f"The manifest of {archive} is no manifest.")
    try:
        record = json.loads(opened.read())
        if record["format"] != FORMAT:
            raise BackupError(f"{archive} is no backup of Accord.")
        if record["version"] != VERSION:
            raise BackupError(f"{archive} is of format version {record['version']}; this Accord reads {VERSION}.")
        members = tuple(Member(**member) for member in record.pop("members"))
        return Manifest(**record, members=members)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError(f"The manifest of {archive} is not whole.") from error


def _extracted(
    archive: Path, tar: tarfile.TarFile, header: tarfile.TarInfo, folder: Path, found: Mapping[str, Member]
) -> Member:
    name = header.name
    if not _MEMBER.fullmatch(name) or not header.isreg() or header.issparse() or name in found:
        raise BackupError(f"{archive} holds {name!r}, which no backup of Accord does: nothing was unpacked from it.")
    if header.size > shutil.disk_usage(folder).free:
        raise BackupError(f"The disk of {folder} has no room for {name} of {archive}.")
    opened = tar.extractfile(header)
    assert opened is not None, "a regular file can be read"
    path = folder / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
        while block := opened.read(_BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return Member(name, header.size, digest.hexdigest())


def _compare(archive: Path, manifest: Manifest, found: Mapping[str, Member]) -> None:
    expected = {member.name: member for member in manifest.members}
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            problem = "is not what" if name in expected and name in found else "is missing from what"
            raise BackupError(f"{archive} is damaged: {name} {problem} its manifest lists.")
    if DATABASE not in found:
        raise BackupError(f"{archive} holds no database.")
