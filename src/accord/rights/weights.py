"""What a manifest of weights must say, and the label that follows from it.

A manifest is read from ``models/NAME/manifest.toml`` of the data folder::

    name = "NAME"
    version = "1.0"
    origin = "https://example.org/where-it-was-published"
    code_licence = "MIT"                 # SPDX, of the code that made the weights
    weights_licence = "SOURCE"           # the id of the registry's record of the weights' own terms
    trained_on = ["SOURCE", ...]         # the ids of all that they were trained on
    activity = "how they were made, in a few words"

    [sha256]
    "weights.onnx" = "64 hexadecimal digits"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from accord.domain.errors import NoLabel, OutsideProfile, UnknownLicence
from accord.domain.labels import Label, Profile
from accord.rights.algebra import meet
from accord.rights.profile import purposes_of
from accord.rights.registry import require_storable

if TYPE_CHECKING:
    from license_expression import Licensing

TEXTS = ("name", "version", "origin", "code_licence", "weights_licence", "activity")
FIELDS = (*TEXTS, "trained_on", "sha256")
"""What a manifest consists of; each is required and there is nothing else."""

_NAME = re.compile(r"[\w][\w.-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What weights are, where they come from and what they were trained on, with the label that follows."""

    name: str
    version: str
    origin: str
    """Where they were published."""
    code_licence: str
    """SPDX expression of the code that made them."""
    weights_licence: str
    """The registry's record of the weights' own terms."""
    trained_on: tuple[str, ...]
    """The registry's records of the training data."""
    activity: str
    sha256: Mapping[str, str]
    """File name -> SHA-256 of its bytes, hexadecimal."""
    label: Label
    """What the weights' own terms and those of all training data allow together."""


def manifest_of(record: Mapping[str, Any]) -> Manifest:
    """Return the manifest that a record describes.

    Parameters
    ----------
    record : mapping
        As TOML gives it.

    Returns
    -------
    Manifest

    Raises
    ------
    NoLabel
        If a field is missing, empty, of the wrong kind or not known: what is not whole may be used for nothing.
    UnknownLicence
        If the code's licence is no SPDX expression.
    UnknownSource
        If the registry does not know the terms of the weights, or what they were trained on.
    SourceRefused
        If nothing of one of them may be held here.
    """
    for name in record.keys() ^ set(FIELDS):
        raise NoLabel(f"The manifest {'has an unknown' if name in record else 'lacks the'} field {name!r}.")
    for name in TEXTS:
        if not isinstance(record[name], str) or not record[name].strip():
            raise NoLabel(f"The field {name!r} of the manifest says nothing.")
    trained_on, files = record["trained_on"], record["sha256"]
    if not isinstance(trained_on, list) or not trained_on or not all(isinstance(one, str) for one in trained_on):
        raise NoLabel("The field 'trained_on' of the manifest names no source.")
    if not isinstance(files, dict) or not files or not all(map(_is_file, files.items())):
        raise NoLabel("The field 'sha256' of the manifest does not give files with their SHA-256.")
    _require_spdx(record["code_licence"])
    sources = [require_storable(id_) for id_ in (record["weights_licence"], *trained_on)]
    label = meet(*(source.label for source in sources))
    return Manifest(**{name: record[name] for name in TEXTS}, trained_on=tuple(trained_on), sha256=files, label=label)


def require_within(manifest: Manifest, profile: Profile) -> None:
    """Return if weights may be used by an Accord that runs in a profile.

    Raises
    ------
    OutsideProfile
        If their label does not allow a purpose that the profile demands.
    """
    missing = purposes_of(profile) - manifest.label.purposes
    if missing:
        culprits = [
            id_
            for id_ in dict.fromkeys((manifest.weights_licence, *manifest.trained_on))
            if missing - require_storable(id_).label.purposes
        ]
        raise OutsideProfile(
            f"The weights {manifest.name} may not be used for {' or '.join(sorted(missing))} because of "
            f"{' and '.join(culprits)}; this Accord runs in the profile {profile}."
        )


def _is_file(item: tuple[Any, Any]) -> bool:
    name, digest = item
    return bool(_NAME.fullmatch(name) and isinstance(digest, str) and _DIGEST.fullmatch(digest))


def _require_spdx(expression: str) -> None:
    from license_expression import ExpressionError

    try:
        _licensing().parse(expression, validate=True)
    except ExpressionError as error:
        raise UnknownLicence(f"{expression!r} is no SPDX expression.") from error


@cache
def _licensing() -> Licensing:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()
