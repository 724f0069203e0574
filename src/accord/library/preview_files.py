"""Previews that were made, kept on disk until room is needed for others.

They hold audio of the catalogue and nothing of people, and can be made again: no backup includes them.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from accord.library.durable import make_folder, named_failures, replace

MOST_BYTES = 512 << 20
"""Room that previews may take: about a thousand."""


class PreviewFiles:
    """Files by name in one folder, of which the least recently used make room for new ones.

    Parameters
    ----------
    folder : Path
        Made when the first file is kept.
    most_bytes : int
        Bytes that all files together may have.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most_bytes

    def find(self, name: str) -> Path | None:
        """Return the file of that name, now the most recently used; ``None`` where it is not kept."""
        path = self._folder / name
        try:
            _touch(path)
        except FileNotFoundError:
            return None
        return path

    def keep(self, name: str, data: bytes) -> Path:
        """Keep a file and return it.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        path = self._folder / name
        with named_failures(self._folder):
            make_folder(self._folder)
            replace(path, data)
            _touch(path)
            self._make_room(path)
        return path

    def _make_room(self, newest: Path) -> None:
        """Remove the files that were not used for longest until the others fit; the newest stays in any case."""
        found = [(entry.stat(), Path(entry)) for entry in os.scandir(self._folder)]
        over = sum(status.st_size for status, _ in found) - self._most
        for status, path in sorted(found, key=lambda file: file[0].st_atime_ns):
            if over <= 0:
                return
            if path != newest:
                with suppress(FileNotFoundError):
                    path.unlink()
                over -= status.st_size


def _touch(path: Path) -> None:
    """Note that a file is used now: by its time of access, since that of modification tells clients of changes."""
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
