"""Checkpoints: a signed statement of how long a log is, and of the root of the tree over its entries.

The text is a checkpoint of c2sp.org/tlog-checkpoint, signed as a note (c2sp.org/signed-note) with Ed25519 (RFC 8032).
The name of the log, its origin, comes from its key, so that no two logs share one.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accord.domain.errors import InvalidParameter, LogBroken
from accord.rights.merkle import SIZE

ED25519 = b"\x01"
"""The signature type of the note's specification."""

_TEXT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]+=*)\n")
_SIGNATURE = re.compile(r"— ([^ +\n]+) ([A-Za-z0-9+/]+=*)\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long a log is, and the root of the tree over its entries."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def origin_of(key: Ed25519PublicKey) -> str:
    """Return the name of the log that a key signs."""
    return f"accord/{sha256(key.public_bytes_raw()).hexdigest()[:8]}"


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """Return the four bytes by which a note says which key signed it."""
    return sha256(name.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:4]


def verifier_key(key: Ed25519PublicKey) -> str:
    """Return a public key as people hand it on: ``name+id+key``, the form of golang.org/x/mod/sumdb/note."""
    name = origin_of(key)
    return f"{name}+{key_id(name, key).hex()}+{b64encode(ED25519 + key.public_bytes_raw()).decode()}"


def signed(size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """Return the signed note over a checkpoint."""
    public = key.public_key()
    checkpoint = Checkpoint(origin_of(public), size, root)
    signature = key_id(checkpoint.origin, public) + key.sign(checkpoint.text().encode())
    return f"{checkpoint.text()}\n— {checkpoint.origin} {b64encode(signature).decode()}\n"


def opened(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """Return the checkpoint of a note that a key signed.

    Signatures of other keys (witnesses, say) are passed over, as the specification asks.

    Parameters
    ----------
    note : str
        The signed note.
    key : Ed25519PublicKey
        The log's key.

    Returns
    -------
    Checkpoint

    Raises
    ------
    LogBroken
        If it is no checkpoint, is of another log, or is not signed by the key.
    """
    head, separator, tail = note.rpartition("\n\n")
    checkpoint = _parsed(head + "\n") if separator else None
    signatures = tail.splitlines(keepends=True)
    parsed = [_SIGNATURE.fullmatch(line) for line in signatures]
    if checkpoint is None or not signatures or not all(parsed):
        raise LogBroken(f"{note[:200]!r} is no signed checkpoint.")
    name = origin_of(key)
    if checkpoint.origin != name:
        raise LogBroken(f"The checkpoint is of the log {checkpoint.origin}, not of {name}.")
    own = [raw for match in parsed if match and match[1] == name and (raw := _decoded(match[2])) is not None]
    ours = [raw[4:] for raw in own if raw[:4] == key_id(name, key)]
    if not ours:
        raise LogBroken(f"The checkpoint over {checkpoint.size} entries carries no signature of {name}.")
    for signature in ours:
        try:
            key.verify(signature, checkpoint.text().encode())
        except InvalidSignature:
            sentence = f"The checkpoint over {checkpoint.size} entries is not what {name} signed."
            raise LogBroken(sentence) from None
    return checkpoint


def public_key(verifier: str) -> Ed25519PublicKey:
    """Return the key that a verifier key names.

    Raises
    ------
    InvalidParameter
        If it is none, or is not of a log of Accord.
    """
    try:
        raw = b64decode(verifier.split("+", 2)[2], validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw[1:])
    except (IndexError, ValueError) as error:
        raise InvalidParameter(f"{verifier!r} is no verifier key.") from error
    if verifier != verifier_key(key):
        raise InvalidParameter(f"The name, id and key of {verifier!r} do not belong together.")
    return key


def _parsed(text: str) -> Checkpoint | None:
    match = _TEXT.fullmatch(text)
    root = _decoded(match[3]) if match else None
    return Checkpoint(match[1], int(match[2]), root) if match and root is not None and len(root) == SIZE else None


def _decoded(text: str) -> bytes | None:
    # Whoever changes one character must fail: the bits of base64 that its padding ignores have to be zero.
    try:
        raw = b64decode(text, validate=True)
    except binascii.Error:
        return None
    return raw if b64encode(raw).decode() == text else None
