"""The file of a trained model: a line that says what it is, a header in JSON, and the model's bytes."""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass

import orjson

from accord.domain.errors import ModelUnusable

VERSION = 1
"""Of the file and of the rule by which models are trained; a model of another is trained anew."""

_MAGIC = b"accord model\n"
_LENGTHS = struct.Struct("<QQ")


@dataclass(frozen=True, slots=True)
class Header:
    """What a model's file says of itself."""

    name: str
    lineage: str
    """Id of the record of what it was made from."""
    library: str
    """Hash that tells the library that trained it from others."""
    digest: str
    """SHA-256 of the model's bytes, before they are sealed."""
    purposes: list[str]
    """What it may be used for."""
    sources: list[str]
    subjects: int
    """How many people it is about."""
    sealed: bool
    """Whether the bytes are sealed under a listener's key."""
    version: int = VERSION


def packed(header: Header, payload: bytes) -> bytes:
    """Return the bytes of the file."""
    head = orjson.dumps(asdict(header), option=orjson.OPT_SORT_KEYS)
    return b"".join((_MAGIC, _LENGTHS.pack(len(head), len(payload)), head, payload))


def unpacked(data: bytes, name: str) -> tuple[Header, bytes]:
    """Return the header and the model's bytes.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What the model is called, for the sentence that says what is wrong.

    Returns
    -------
    header : Header
    payload : bytes

    Raises
    ------
    ModelUnusable
        If it is no such file, is cut off, or is of another version.
    """
    start = len(_MAGIC) + _LENGTHS.size
    if not data.startswith(_MAGIC) or len(data) < start:
        raise ModelUnusable(f"The file of the model {name} is none of a model, or is cut off.")
    of_head, of_payload = _LENGTHS.unpack(data[len(_MAGIC) : start])
    if len(data) != start + of_head + of_payload:
        raise ModelUnusable(f"The file of the model {name} is cut off, or something was added to it.")
    try:
        said = orjson.loads(data[start : start + of_head])
        if said["version"] != VERSION:
            older = "an older" if said["version"] < VERSION else "a newer"
            raise ModelUnusable(f"The model {name} was trained by {older} Accord.")
        return Header(**said), data[start + of_head :]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(f"The file of the model {name} was edited: its header cannot be read.") from error
