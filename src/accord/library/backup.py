"""Backups of the data folder while the server runs. Keys are never in one, so that what is erased stays unreadable."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select

from accord import __version__
from accord.domain.errors import BackupError
from accord.domain.labels import Purpose
from accord.library.backup_archive import DATABASE, Manifest, write_archive
from accord.library.durable import TEMPORARY
from accord.library.log_files import FILES, LogFiles
from accord.library.parts import Parts
from accord.library.schema import schema_version
from accord.rights.lineage import Input, derive
from accord.rights.log_entry import LogKind
from accord.rights.registry import OWN_LISTENING
from accord.store.schema import FileRow, ListenerRow

LISTENING = "listening"
LOG = "log"


def back_up(parts: Parts, target: Path) -> Manifest:
    """Write a backup: the database, the sealed listening, and the log; not exports, previews and temporary files.

    Parameters
    ----------
    parts : Parts
        The open library; others may use it meanwhile.
    target : Path
        The archive; nothing may be there yet.

    Returns
    -------
    Manifest

    Raises
    ------
    BackupError
        If the archive lies in the data folder or among the keys, exists already, or cannot be written.
    StoreError
        If the database cannot be read.
    """
    home, keys = parts.settings.home.resolve(), parts.settings.key_folder.resolve()
    target = target.resolve()
    if target.is_relative_to(home) or target.is_relative_to(keys):
        raise BackupError(f"{target} would lie in what it is a backup of, and be lost with it.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    if target.exists():
        raise BackupError(f"{target} exists already.")
    with tempfile.TemporaryDirectory(
        prefix="backup-", suffix=TEMPORARY, dir=home, ignore_cleanup_errors=True
    ) as folder:
        copy = Path(folder) / DATABASE
        parts.library.store.copy(copy)
        # The log last, so that it has at least what the rest tells of; it does not grow while it is read.
        with ExitStack() as log_held:
            manifest = write_archive(target, _members(home, copy, log_held), _about(parts))
    _note(parts, manifest)
    return manifest


def _members(home: Path, copy: Path, log_held: ExitStack) -> Iterator[tuple[str, Path]]:
    yield DATABASE, copy
    for path in sorted((home / LISTENING).glob("*/*")):
        if path.is_file() and path.suffix != TEMPORARY:
            yield f"{LISTENING}/{path.parent.name}/{path.name}", path
    if (home / LOG).is_dir():
        log_held.enter_context(LogFiles(home / LOG).locked())
        for name in FILES:
            yield f"{LOG}/{name}", home / LOG / name


def _about(parts: Parts) -> dict[str, object]:
    with parts.library.store.reading() as db:
        counts = {
            name: db.execute(select(func.count()).select_from(row)).scalar_one()
            for name, row in (("files", FileRow), ("listeners", ListenerRow))
        }
    return {
        "made_at": int(time.time()),
        "accord": __version__,
        "schema": schema_version(),
        "counts": counts,
        "log_size": parts.log.size,
        "log_checkpoint": parts.log.checkpoint(),
        "log_key": parts.log.verifier_key(),
    }


def _note(parts: Parts, manifest: Manifest) -> None:
    """Log the backup, and record whose data went into it."""
    files = [member.name.split("/")[1] for member in manifest.members if member.name.startswith(f"{LISTENING}/")]
    known = {listener.id for listener in parts.listeners.every()}
    inputs = [
        Input.of("sealed files", OWN_LISTENING.id, files.count(listener_id), listener_id)
        for listener_id in sorted(known & set(files))
    ]
    if inputs:
        agent = f"accord {__version__}"
        parts.lineage.record(
            derive("backup", "backup", purpose=Purpose.SERVICE, activity="backup", agent=agent, inputs=inputs)
        )
    facts: dict[str, str | int] = {
        "files": len(manifest.members),
        "bytes": sum(member.size for member in manifest.members),
        "listeners": manifest.counts["listeners"],
        "entries": manifest.log_size,
        "version": manifest.accord,
    }
    parts.log.append(LogKind.BACKUP, facts)
