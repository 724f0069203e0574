"""Packages of Python as others publish them: fetched by pip, held against a known digest, opened without being run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from accord.domain.errors import PackageRefused

PATIENCE = 600.0
"""Seconds that a download may take."""
LARGEST_MEMBER = 64 << 20
"""Bytes of a file in a package, unpacked."""


@dataclass(frozen=True, slots=True)
class Package:
    """A published package, one version of it, one file."""

    name: str
    """On the package index."""
    version: str
    file: str
    """The wheel's name."""
    sha256: str
    """Of the wheel, hexadecimal."""
    size: int
    """Bytes of the wheel."""


def download(package: Package, folder: Path) -> Path:
    """Have pip fetch a package, without anything that it depends on, and return the file.

    Parameters
    ----------
    package : Package
        What to fetch; from where is pip's own setting.
    folder : Path
        Where to put it.

    Raises
    ------
    PackageRefused
        If pip is not there, does not find it, or takes too long.
    """
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--quiet"]
    wanted = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", os.fspath(folder), wanted]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise PackageRefused(f"pip did not fetch {wanted} within {PATIENCE:.0f} s.") from error
    found = folder / package.file
    if done.returncode or not found.is_file():
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = next((line for line in reversed(said) if "ERROR" in line), said[-1] if said else "it does not say why")
        raise PackageRefused(f"pip cannot fetch {wanted}: {why.removeprefix('ERROR: ').rstrip('.')}.")
    return found


def opened(package: Package, file: Path) -> zipfile.ZipFile:
    """Return a package's file, opened, if it is the very one that is meant.

    Raises
    ------
    PackageRefused
        If it cannot be read, or is another file.
    """
    try:
        size = file.stat().st_size
        if size != package.size:
            raise PackageRefused(f"{file.name} is not {package.file}: it has {size:,} bytes, not {package.size:,}.")
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if digest != package.sha256:
            raise PackageRefused(f"{file.name} is not {package.file}: its SHA-256 is another.")
        return zipfile.ZipFile(file)
    except OSError as error:
        raise PackageRefused(f"{file} cannot be read: {error.strerror}.") from error
    except zipfile.BadZipFile as error:
        raise PackageRefused(f"{file.name} is no wheel: {error}.") from error


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a file of a package.

    Raises
    ------
    PackageRefused
        If it is not there, is damaged, or is larger than ``LARGEST_MEMBER``.
    """
    try:
        with archive.open(name) as stream:
            found = stream.read(LARGEST_MEMBER + 1)
    except KeyError as error:
        raise PackageRefused(f"The package has no file {name}.") from error
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise PackageRefused(f"The file {name} of the package is damaged: {error}.") from error
    if len(found) > LARGEST_MEMBER:
        raise PackageRefused(f"The file {name} of the package is too large.")
    return found
