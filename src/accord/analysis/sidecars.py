"""Files beside the music that say under which licence it is: read as text, within bounds."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
from functools import cached_property
from pathlib import Path
from typing import Protocol

from accord.analysis.walk import AUDIO_SUFFIXES, Found
from accord.domain.errors import UnknownLicence
from accord.rights.debian_copyright import DebianCopyright
from accord.rights.licence import Stated
from accord.rights.reuse import ReuseAnnotations
from accord.rights.spdx_document import SpdxDocument

LARGEST = 2**20
"""Bytes of a file that are read; larger ones are no licences."""
_SHARED = "share/"


class Document(Protocol):
    """A document that speaks of files one by one."""

    def of(self, path: str, /) -> Stated | None:
        """Return what is stated of a file, ``None`` where nothing is."""


class Sidecar:
    """A file that by its name may say under which licence music is. It is read when first asked.

    Parameters
    ----------
    found : Found
        A regular file, or a link to one that may be followed.
    """

    def __init__(self, found: Found) -> None:
        self.found = found
        self.folder, self._prefix = _reach(found.path)
        """The folder for which it speaks."""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.found.path.name

    @property
    def owner(self) -> Path | None:
        """The audio file for which alone it speaks (``NAME.license``), if it is such a file."""
        whole = self.found.path.with_suffix("") if self.found.path.suffix.lower() == ".license" else None
        return whole if whole and whole.suffix.lower() in AUDIO_SUFFIXES else None

    @property
    def speaks_of_package(self) -> bool:
        """Whether it is what a Debian package installs, and speaks for the package's files wherever they are."""
        return self._prefix == _SHARED

    @property
    def lists_files(self) -> bool:
        """Whether it says of each file what it is under, and not of all of them the same."""
        return not isinstance(self._content, Stated | UnknownLicence)

    def says(self, path: Path) -> Stated | UnknownLicence | None:
        """Return what it states of a file, or why that cannot be known; ``None`` where it states nothing."""
        if isinstance(self._content, Stated | UnknownLicence):
            return self._content
        return self._content.of(self._prefix + path.relative_to(self.folder).as_posix())

    @cached_property
    def _content(self) -> Document | Stated | UnknownLicence:
        try:
            return _read(self.name.lower(), _text(self.found))
        except UnknownLicence as error:
            return error


def _read(name: str, text: str) -> Document | Stated:
    try:
        if name.endswith((".spdx", ".spdx.json")):
            return SpdxDocument(text)
        if name == "reuse.toml":
            return ReuseAnnotations(text)
    except (ValueError, RecursionError) as error:
        raise UnknownLicence(f"The file beside the music is no such document as its name says: {error}.") from error
    if name in ("copyright", "dep5"):
        with contextlib.suppress(ValueError):  # an older one, of free text
            return DebianCopyright(text)
    return Stated("", text)


def _reach(path: Path) -> tuple[Path, str]:
    """Return the folder for which a file speaks, and what the paths that it names have before those below that folder.

    ``debian/copyright`` and ``.reuse/dep5`` speak for the folder above. What a Debian package installs as
    ``share/doc/NAME/copyright`` speaks for all of its ``share``; its paths are those of the source.
    """
    folder = path.parent
    if path.name == "copyright" and folder.parts[-3:-1] == ("share", "doc"):
        return folder.parent.parent, _SHARED
    if (folder.name, path.name) in (("debian", "copyright"), (".reuse", "dep5")):
        return folder.parent, ""
    return folder, f"{folder.name}/" if path.name == "copyright" else ""


def _text(found: Found) -> str:
    if found.size > LARGEST:
        raise UnknownLicence(f"The file beside the music is too large for a licence ({found.size / 2**20:.1f} MiB).")
    try:
        fd = os.open(os.path.realpath(found.path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(fd, "rb") as file:
            data = file.read(LARGEST + 1) if stat.S_ISREG(os.fstat(fd).st_mode) else b""
    except OSError as error:
        raise UnknownLicence(f"The licence beside the music cannot be read: {error.strerror}.") from error
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) : LARGEST].decode(encoding, "replace")
    return data[:LARGEST].decode("utf-8", "replace")


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
