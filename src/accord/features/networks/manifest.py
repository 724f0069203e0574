"""The weights that come with Accord, held against their manifests before they are run."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from accord.domain.errors import NetworkRefused

MANIFEST, WEIGHTS = "manifest.toml", "weights.onnx"
"""Of each network's folder; ``rights.weights`` says what a manifest consists of, and what follows from it."""


def manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a network.

    Raises
    ------
    NetworkRefused
        If it is missing, or is no manifest.
    """
    path = path_of(name, MANIFEST)
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NetworkRefused(f"{_named(path)} cannot be read: {_reason(error)}.") from error
    if not isinstance(written.get("sha256"), dict) or WEIGHTS not in written["sha256"]:
        raise NetworkRefused(f"{_named(path)} does not give the SHA-256 of {WEIGHTS}.")
    return written


def weights(name: str) -> bytes:
    """Return the weights of a network, if they are the very ones that its manifest describes.

    Raises
    ------
    NetworkRefused
        If they are missing, or their digest is another.
    """
    expected, path = manifest(name)["sha256"][WEIGHTS], path_of(name, WEIGHTS)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NetworkRefused(f"{_named(path)} cannot be read: {_reason(error)}.") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise NetworkRefused(f"{_named(path)} is not the file that its manifest describes: its SHA-256 is another.")
    return content


def path_of(name: str, file: str) -> Path:
    """Return where a network's file lies, or would."""
    return Path(str(resources.files(__package__))) / name / file


def intact(name: str) -> NetworkRefused | None:
    """Return why a network may not be used, ``None`` where it may; nothing is loaded to be run."""
    try:
        weights(name)
    except NetworkRefused as refusal:
        return refusal
    return None


def identity(name: str) -> str:
    """Return what tells analyses with one training of a network from those with another, or with none."""
    return f"{name}:none" if intact(name) else f"{name}:{manifest(name)['sha256'][WEIGHTS]}"


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).rstrip(".")
