"""What is known of a network's weights: origin, licence, training data, and the digest that they must have."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, fields
from importlib import resources

from accord.domain.errors import NetworkRefused


@dataclass(frozen=True, slots=True)
class Manifest:
    """One network's."""

    name: str
    version: int
    """Raised with every training whose weights are shipped."""
    file: str
    """Weights in the ONNX format, beside the manifest."""
    sha256: str
    """Of the file, in hexadecimal."""
    source: str
    """The record of the registry of sources whose terms hold for the weights."""
    code_licence: str
    weights_licence: str
    """SPDX identifiers."""
    trained_on: str
    """What data, and on what terms."""
    rebuild: str
    """The command that trains it again."""
    meaning: str
    """What it takes and what it gives."""


def manifest(name: str) -> Manifest:
    """Return the manifest of a network.

    Raises
    ------
    NetworkRefused
        If it is missing, or not whole.
    """
    try:
        written = tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise NetworkRefused(f"The network {name!r} has no manifest that can be read: {_reason(error)}.") from error
    known = {field.name for field in fields(Manifest)}
    if set(written) != known:
        raise NetworkRefused(f"The manifest of the network {name!r} lacks or adds {_listed(known ^ set(written))}.")
    return Manifest(**written)


def weights(described: Manifest) -> bytes:
    """Return the file of a network, if it is the very one that the manifest describes.

    Raises
    ------
    NetworkRefused
        If it is missing, or its digest is another.
    """
    try:
        content = (resources.files(__package__) / described.file).read_bytes()
    except OSError as error:
        raise NetworkRefused(f"{described.file} cannot be read: {_reason(error)}.") from error
    found = hashlib.sha256(content).hexdigest()
    if found != described.sha256:
        raise NetworkRefused(
            f"{described.file} is not the file that its manifest describes: its SHA-256 begins {found[:12]}, "
            f"not {described.sha256[:12]}."
        )
    return content


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".")
