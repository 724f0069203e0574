"""A backup put back: checked wholly before anything changes, and made to forget what was erased since."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import delete, select, update

from accord.domain.errors import BackupError, LogTruncated, StoreBusy
from accord.domain.settings import Settings
from accord.library import tombstones
from accord.library.backup import LISTENING, LOG
from accord.library.backup_archive import DATABASE, Manifest, unpack
from accord.library.catalogue import open_library
from accord.library.durable import TEMPORARY, make_folder, named_failures, sync_folder
from accord.library.erasure import EXPORTS
from accord.library.log import Log
from accord.library.models import FOLDER as TRAINED
from accord.library.people import People
from accord.library.tombstones import Replayed
from accord.library.vault import Vault
from accord.rights.log_entry import LogKind
from accord.store.engine import in_use
from accord.store.migrate import revisions
from accord.store.schema import AccessTokenRow, AuthorizationCodeRow, DerivedRow, RefreshTokenRow, SessionRow

FOREIGN_LOG = "log-before-restore"
"""Folder that a restored log goes to which another signing key signed: it can be read there, and not be continued."""

_KEPT = ("settings.toml",)
_REPLACED = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", LISTENING, EXPORTS, TRAINED)
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    manifest: Manifest
    replayed: Replayed
    """What was in the backup and was erased since: it is erased here too."""
    unreadable: tuple[str, ...]
    """Names of listeners whose key is not in the key folder, so that what they heard cannot be read."""
    entries_lost: int
    """Entries of the log that were signed and that neither the backup nor the data folder has."""
    log_aside: bool
    """Whether the backup's log was signed by another key, lies aside, and a new one began."""


def restore(settings: Settings, archive: Path, *, replace: bool = False, accept_loss: bool = False) -> Restored:
    """Put a backup into the data folder.

    Whatever is wrong with the backup is found before anything in the folder changes. Tombstones are replayed before
    the library can be opened by anyone else; the present log is kept where it goes on from that of the backup.

    Parameters
    ----------
    settings : Settings
        ``home`` and ``key_folder`` name the folders.
    archive : Path
        The backup.
    replace : bool
        Whether to replace what is in the data folder.
    accept_loss : bool
        Whether to go on where entries of the log are lost.

    Returns
    -------
    Restored

    Raises
    ------
    BackupError
        If the archive is damaged, cut short, of another version or no backup; if the folder is not empty and is not to
        be replaced; or if the present log and that of the backup do not belong together.
    StoreBusy
        If a server or another command has the library open.
    LogTruncated
        If entries of the log are lost and that was not accepted.
    LogBroken
        If the log in the backup was tampered with.
    """
    home = settings.home
    with named_failures(home):
        make_folder(home)
        there = sorted(path.name for path in home.iterdir() if path.name not in _KEPT and path.suffix != TEMPORARY)
    if there and not replace:
        raise BackupError(f"{home} is not empty: it holds {there[0]}, which a restore would replace (--replace).")
    if (home / DATABASE).is_file() and in_use(home / DATABASE):
        raise StoreBusy(f"Another process has the library in {home} open.")
    with tempfile.TemporaryDirectory(prefix="restore-", suffix=TEMPORARY, dir=home) as folder:
        staged = Path(folder)
        manifest = unpack(archive, staged)
        if manifest.schema not in revisions():
            raise BackupError(f"{archive} was made by a newer Accord ({manifest.accord}).")
        aside = _choose_log(settings, manifest, staged, accept_loss)
        with named_failures(home):
            _put_in_place(staged, home)
    return _finish(settings, manifest, aside)


def _choose_log(settings: Settings, manifest: Manifest, staged: Path, accept_loss: bool) -> bool:
    """Leave in the staged folder the log that is to take the place of the present one, if any; check what will stand.

    Returns whether the backup's log is set aside.
    """
    vault, present, theirs = Vault(settings.key_folder), settings.home / LOG, staged / LOG
    head = settings.key_folder / "log-head"
    if not theirs.is_dir():
        chosen, aside = present, False
    elif not vault.has_signing_key() or Log(theirs, vault.signing_key, head).verifier_key() != manifest.log_key:
        theirs.rename(staged / FOREIGN_LOG)
        chosen, aside = present, True
    elif not _begins_alike(present, theirs):
        raise BackupError("The log of the backup and the present log do not go on from one another.")
    elif _size(present) >= _size(theirs):
        shutil.rmtree(theirs)
        chosen, aside = present, False
    else:
        chosen, aside = theirs, False
    if chosen.is_dir() or head.is_file():
        try:
            Log(chosen, vault.signing_key, head).verify()
        except LogTruncated as error:
            if not accept_loss:
                raise LogTruncated(f"{error} What the backup and the folder lack is lost (--accept-loss).") from error
    return aside


def _begins_alike(one: Path, other: Path) -> bool:
    """Return whether one log is the beginning of the other."""
    entries = (one / "entries.jsonl", other / "entries.jsonl")
    if not all(path.is_file() for path in entries):
        return True
    length = min(_size(one), _size(other))
    return all(left == right for left, right in zip_longest(*(_blocks(path, length) for path in entries)))


def _size(log: Path) -> int:
    entries = log / "entries.jsonl"
    return entries.stat().st_size if entries.is_file() else 0


def _blocks(path: Path, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while length > 0 and (block := file.read(min(_BLOCK, length))):
            length -= len(block)
            yield block


def _put_in_place(staged: Path, home: Path) -> None:
    """Replace what is there. The database goes first and comes last: without it there is no library to be opened."""
    incoming = sorted((path.name for path in staged.iterdir()), key=lambda name: (name == DATABASE, name))
    for name in dict.fromkeys((*_REPLACED, *incoming)):
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for name in incoming:
        (staged / name).rename(home / name)
    sync_folder(home)


def _finish(settings: Settings, manifest: Manifest, aside: bool) -> Restored:
    with open_library(settings, create=False) as library:
        people = People(library, settings)
        lost = people.log.accept_loss()
        replayed = tombstones.replay(people)
        with library.store.writing() as db:
            # Whoever was logged in when the backup was made may have been thrown out since.
            for row in (AccessTokenRow, RefreshTokenRow, AuthorizationCodeRow, SessionRow):
                db.execute(delete(row))
            # Exports are in no backup.
            gone = [
                id_
                for id_, place in db.execute(select(DerivedRow.id, DerivedRow.location)).all()
                if place is not None and not (settings.home / place).exists()
            ]
            db.execute(update(DerivedRow).where(DerivedRow.id.in_(gone)).values(location=None))
        facts: dict[str, str | int] = {
            "files": len(manifest.members),
            "listeners": manifest.counts["listeners"],
            "entries": manifest.log_size,
            "tombstones": replayed.listeners + replayed.consents + replayed.listens,
            "version": manifest.accord,
        }
        people.log.append(LogKind.RESTORE, facts)
        names = [listener.name for listener in people.listeners.every() if not people.vault.has_key(listener.id)]
        return Restored(manifest, replayed, tuple(names), lost, aside)
