"""The weights in the data folder: which may be loaded in a profile, and which are refused and why."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.domain.errors import AccordError, NoLabel, NotFound, SourceRefused
from accord.domain.labels import Profile
from accord.rights.weights import Manifest, manifest_of, require_within

MANIFEST = "manifest.toml"
FOLDER = "models"


@dataclass(frozen=True, slots=True)
class Weights:
    """An artefact whose manifest is whole and whose files are those of the manifest."""

    manifest: Manifest
    folder: Path

    def read(self, file: str) -> bytes:
        """Return the bytes of a file, held against the manifest once more: they may have changed since.

        Raises
        ------
        NotFound
            If the manifest names no such file.
        SourceRefused
            If the bytes are not those of the manifest.
        """
        expected = self.manifest.sha256.get(file)
        if expected is None:
            raise NotFound(f"The manifest of {self.manifest.name} names no file {file!r}.")
        return _checked(self.folder / file, expected)


@dataclass(frozen=True, slots=True)
class Refused:
    """An artefact that may not be loaded."""

    name: str
    """Of its folder."""
    reason: str
    """One sentence."""
    error: str
    """The stable name of the error."""


@dataclass(frozen=True, slots=True)
class Permitted:
    """What may be loaded, and what may not."""

    weights: tuple[Weights, ...]
    refused: tuple[Refused, ...]


def permitted(home: Path, profile: Profile) -> Permitted:
    """Look through the weights of a data folder.

    Parameters
    ----------
    home : Path
        The data folder; its weights lie in ``models/NAME/``.
    profile : Profile
        What this Accord is run for.

    Returns
    -------
    Permitted
        By name. Whatever is not whole, not known, not what its manifest says or outside the profile is refused.
    """
    folders = sorted(path for path in (home / FOLDER).glob("*") if not path.name.startswith("."))
    found: list[Weights] = []
    refused: list[Refused] = []
    for folder in folders:
        try:
            weights = read_weights(folder)
            require_within(weights.manifest, profile)
        except AccordError as error:
            refused.append(Refused(folder.name, str(error), error.code()))
        else:
            found.append(weights)
    return Permitted(tuple(found), tuple(refused))


def read_weights(folder: Path) -> Weights:
    """Return the artefact in a folder, every file of it held against the manifest.

    Raises
    ------
    NoLabel
        If there is no manifest, or it is not whole, or a file beside it is not in it.
    SourceRefused
        If a file is missing or not the one that the manifest means.
    RightsError
        As ``rights.weights.manifest_of`` does.
    """
    manifest = manifest_of(_record(folder / MANIFEST))
    if manifest.name != folder.name:
        raise NoLabel(f"The manifest in the folder {folder.name} is that of {manifest.name!r}.")
    visible = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    for stray in sorted(visible - manifest.sha256.keys() - {MANIFEST}):
        raise NoLabel(f"The manifest of {manifest.name} says nothing of the file {stray!r} beside it.")
    for file, expected in manifest.sha256.items():
        _checked(folder / file, expected)
    return Weights(manifest, folder)


def manifest_text(record: Mapping[str, Any]) -> str:
    """Return a manifest as TOML, to be read by ``read_weights``."""
    files = [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in record["sha256"].items()]
    lines = [f"{name} = {json.dumps(value)}" for name, value in record.items() if name != "sha256"]
    return "\n".join([*lines, "", "[sha256]", *files, ""])


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes as manifests give it."""
    return hashlib.sha256(data).hexdigest()


def _record(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoLabel(f"{path.parent.name} has no manifest that can be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NoLabel(f"The manifest of {path.parent.name} is not valid TOML: {error}.") from error


def _checked(path: Path, expected: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceRefused(f"The file {path.name} of {path.parent.name} cannot be read: {error.strerror}.") from error
    if digest(data) != expected:
        raise SourceRefused(f"The file {path.name} of {path.parent.name} is not the one that its manifest means.")
    return data
