"""Bytes sealed for one place: whoever lacks the key cannot read them, and moved elsewhere they do not open."""

from __future__ import annotations

import secrets

from accord.domain.errors import StoreError

NONCE_LENGTH = 12
"""Bytes; drawn at random, which NIST SP 800-38D, section 8.3, allows for 2^32 messages under one key."""


class Seal:
    """Seals and opens with AES-256-GCM (NIST SP 800-38D).

    Parameters
    ----------
    key : bytes
        32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    def close(self, data: bytes, place: str) -> bytes:
        """Return ``data`` sealed for a place: nonce, ciphertext and tag."""
        nonce = secrets.token_bytes(NONCE_LENGTH)
        return nonce + self._cipher.encrypt(nonce, data, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed for a place.

        Raises
        ------
        StoreError
            If a byte of it was changed, it was sealed for another place, or under another key.
        """
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreError(f"{place} does not open: it is damaged, moved, or sealed under another key.") from error
