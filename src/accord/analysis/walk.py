"""Find the audio files and CUE sheets below a folder, whatever else lies there."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from accord.domain.entities import ScanProblem
from accord.domain.errors import AudioError, BadInput, FileDenied, FileVanished, LinkLoop, NotFound

AUDIO_SUFFIXES = frozenset(
    {".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".m4p", ".aac", ".wav", ".wave", ".aif", ".aiff"}
    | {".aifc", ".wma", ".asf", ".mp4", ".m4v", ".mov", ".mkv", ".mka", ".webm"}
)
SHEET_SUFFIX = ".cue"

_RUBBISH = re.compile(
    r"\.Trash(es|-\d+)?|\.Spotlight-V100|\.fseventsd|\.AppleDouble|\.git|@eaDir|#recycle|\$RECYCLE\.BIN"
    r"|System Volume Information|lost\+found"
)
"""Folders of the operating system's own. Other names that begin with a dot are kept: albums and bands have them."""
_LICENCE = re.compile(
    r"(?!.*\.(?:py|js|c|h|json|xml|toml|ya?ml|png|jpe?g|gif|svg|pdf|docx?|m3u8?|pls|db|exe)$)(?:un)?licen[sc]es?(?:[._-][\w.+-]{1,40})?|(?:copying|copyright)(?:[._-][\w-]{1,40})?(?:\.txt|\.md|\.rst)?"
    r"|.+\.license|.+\.spdx(?:\.json)?|reuse\.toml|dep5",
    re.IGNORECASE,
)
"""Names of files that may say under which licence the music beside them is."""
_APPLE_DOUBLE = "._"
"""What macOS puts beside a file on a foreign disk: named like music, but not music."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it stood when its folder was listed."""

    path: Path
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Listing:
    """What lies below a folder."""

    root: Path
    """Absolute and free of links."""
    audio: list[Found] = field(default_factory=list)
    """In order of path."""
    sheets: list[Found] = field(default_factory=list)
    licences: list[Found] = field(default_factory=list)
    """Files that by their name may speak of licences; none by a link that leads out of ``root``."""
    others: int = 0
    """Files that are no music by their name, or no files."""
    problems: list[ScanProblem] = field(default_factory=list)
    unlisted: list[Path] = field(default_factory=list)
    """Folders that could not be read; what is known of the files in them still stands."""


def walk(root: Path) -> Listing:
    """List a folder and everything below it.

    A symbolic link is followed once all real folders are done, and only to what was not met before, so that each file
    is found once and under its real path where it has one below ``root``.

    Parameters
    ----------
    root : Path
        A folder.

    Returns
    -------
    Listing
        Names that are not UTF-8 keep their bytes (``surrogateescape``).

    Raises
    ------
    NotFound
        If there is nothing at ``root``.
    BadInput
        If it is not a folder.
    """
    try:
        absolute = root.expanduser().resolve(strict=True)
    except FileNotFoundError as error:
        raise NotFound(f"There is no folder {root}.") from error
    except (OSError, RuntimeError) as error:
        raise BadInput(f"The folder {root} cannot be reached: {error}.") from error
    if not absolute.is_dir():
        raise BadInput(f"{root} is not a folder.")
    return _Walk(absolute).run()


def problem(path: Path, error: AudioError, size: int = 0, mtime_ns: int = 0) -> ScanProblem:
    """Return what is to be recorded of a file that could not be used."""
    return ScanProblem(path, error.code(), str(error), error.remedy, failed=True, size=size, mtime_ns=mtime_ns)


class _Walk:
    """One walk: what is still to be visited, and what was met."""

    def __init__(self, root: Path) -> None:
        self.listing = Listing(root)
        self.folders = deque([root])
        self.links: deque[Path] = deque()
        self.met: set[tuple[int, int]] = set()

    def run(self) -> Listing:
        while self.folders or self.links:
            if self.folders:
                self._list(self.folders.popleft())
            else:
                self._follow(self.links.popleft())
        for found in (self.listing.audio, self.listing.sheets, self.listing.licences):
            found.sort(key=lambda file: os.fsencode(file.path))
        return self.listing

    def _list(self, folder: Path) -> None:
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in self.met:
                return
            self.met.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._sort(entry)
        except PermissionError:
            self.listing.unlisted.append(folder)
            self._list_problem(folder, FileDenied("The folder may not be listed by this user."))
        except FileNotFoundError:
            pass  # It was removed since its parent was listed; there is nothing in it to miss.
        except OSError as error:
            self.listing.unlisted.append(folder)
            self._list_problem(folder, FileVanished(f"The folder cannot be listed: {error.strerror}."))

    def _sort(self, entry: os.DirEntry[str]) -> None:
        path = Path(entry.path)
        try:
            if entry.is_symlink():
                self.links.append(path)
            elif entry.is_dir():
                if _RUBBISH.fullmatch(entry.name):
                    self.listing.others += 1
                else:
                    self.folders.append(path)
            elif _plausible(entry.name):
                self._keep(path, entry.stat())
            else:
                self._set_aside(path, entry.stat if _LICENCE.fullmatch(entry.name) else None)
        except FileNotFoundError:
            pass
        except PermissionError:
            self._list_problem(path, FileDenied("The file's size may not be read by this user."))

    def _follow(self, link: Path) -> None:
        try:
            status = link.stat()
        except FileNotFoundError:
            self._list_problem(link, FileVanished("It is a link that leads to nothing."))
            return
        except PermissionError:
            self._list_problem(link, FileDenied("It is a link to a place that this user may not reach."))
            return
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            self._list_problem(link, LinkLoop("It is a link that leads, by other links, back to itself."))
            return
        target = os.path.realpath(link)
        if stat.S_ISDIR(status.st_mode) and Path(os.path.realpath(link.parent)).is_relative_to(target):
            self._list_problem(link, LinkLoop(f"It is a link back to {_printable(target)}, a folder it lies in."))
        elif stat.S_ISDIR(status.st_mode):
            self.folders.append(link)
        elif (status.st_dev, status.st_ino) in self.met:
            return
        elif _plausible(link.name):
            self._keep(link, status)
        else:
            inside = _LICENCE.fullmatch(link.name) and Path(target).is_relative_to(self.listing.root)
            self._set_aside(link, (lambda: status) if inside else None)

    def _set_aside(self, path: Path, status: Callable[[], os.stat_result] | None) -> None:
        """Count what is no music; note it where it may speak of licences."""
        self.listing.others += 1
        if status and stat.S_ISREG((facts := status()).st_mode):
            self.listing.licences.append(Found(path, facts.st_size, facts.st_mtime_ns))

    def _keep(self, path: Path, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self.listing.others += 1
            return
        self.met.add((status.st_dev, status.st_ino))
        found = Found(path, status.st_size, status.st_mtime_ns)
        (self.listing.sheets if path.suffix.lower() == SHEET_SUFFIX else self.listing.audio).append(found)

    def _list_problem(self, path: Path, error: AudioError) -> None:
        self.listing.problems.append(problem(path, error))


def _plausible(name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()
    return (suffix in AUDIO_SUFFIXES or suffix == SHEET_SUFFIX) and not name.startswith(_APPLE_DOUBLE)


def _printable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
