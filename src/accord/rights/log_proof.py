"""Proofs that an entry is in the log, as one text that is checked without the log (c2sp.org/tlog-proof)."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class LogProof:
    """An entry, and what shows that it is in a log.

    Attributes
    ----------
    index : int
        The entry's place.
    line : bytes
        The entry, the bytes of its leaf. It goes along as the format's extra data, which nothing vouches for but the
        proof itself.
    path : tuple of bytes
        The inclusion proof.
    note : str
        The signed checkpoint that it leads to.
    """

    index: int
    line: bytes
    path: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """Return the proof as text."""
        hashes = [b64encode(sibling).decode() for sibling in self.path]
        return "\n".join(
            [HEADER, f"extra {b64encode(self.line).decode()}", f"index {self.index}", *hashes, "", self.note]
        )
