"""Ids: 22 characters of base62, derived from what they name, so that they never change by accident."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from accord.domain.errors import InvalidId

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22
TRACK_RULE = 1
"""Version of the rule that derives a track's id; see ``track_id``."""

_ID = re.compile(r"[0-9A-Za-z]{22}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def base62(digest: bytes) -> str:
    """Return the 22-character base62 form of a digest's first 128 bits.

    Parameters
    ----------
    digest : bytes
        At least 16 bytes.

    Returns
    -------
    str
        22 characters of 0-9, A-Z, a-z; the order of ids is the order of digests.

    Raises
    ------
    InvalidId
        If the digest is shorter than 16 bytes.
    """
    if len(digest) < 16:
        raise InvalidId(f"An id needs a digest of 16 bytes, got {len(digest)}.")
    number = int.from_bytes(digest[:16], "big")
    characters = []
    for _ in range(LENGTH):
        number, remainder = divmod(number, 62)
        characters.append(ALPHABET[remainder])
    return "".join(reversed(characters))


def track_id(packets_digest: bytes) -> str:
    """Return the id of the sound whose packets have this SHA-256 (rule 1).

    Rule 1: SHA-256 over the payloads of the packets of the first audio stream, in stream order, tags and container
    excluded; the first 128 bits as base62.
    """
    return base62(packets_digest)


def artist_id(name: str, mbid: str | None = None) -> str:
    """Return an artist's id: that of the MusicBrainz id where there is one, else of the normalised name."""
    return _hashed("artist", mbid or normalise(name))


def release_id(title: str, artists: tuple[str, ...], mbid: str | None = None) -> str:
    """Return a release's id: that of the MusicBrainz id, else of normalised title and artist names."""
    return _hashed("release", mbid or "\x1f".join(normalise(part) for part in (title, *artists)))


def require_id(text: str) -> str:
    """Return ``text`` if it has the form of an id.

    Raises
    ------
    InvalidId
        If it is not 22 characters of base62.
    """
    if not _ID.fullmatch(text):
        raise InvalidId(f"{text!r} is not an id: an id has 22 characters, 0-9, A-Z, a-z.")
    return text


def normalise(name: str) -> str:
    """Return the form of a name by which two spellings of it are the same: NFKC, case-folded, single spaces."""
    # Case folding can take letters apart (ß with an accent), so what comes out is composed again.
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def isrc(text: str) -> str:
    """Return an ISRC in its normal form.

    Parameters
    ----------
    text : str
        With or without hyphens, spaces and the prefix ``ISRC``, in any case.

    Returns
    -------
    str
        12 characters (ISO 3901).

    Raises
    ------
    InvalidId
        If it is no ISRC.
    """
    bare = re.sub(r"^ISRC", "", re.sub(r"[\s-]", "", text).upper()).lstrip(":")
    if not _ISRC.fullmatch(bare):
        raise InvalidId(f"{text!r} is not an ISRC (two letters, three letters or digits, seven digits).")
    return bare


def mbid(text: str) -> str:
    """Return a MusicBrainz id in its normal form (a lower-case UUID).

    Raises
    ------
    InvalidId
        If it is no UUID.
    """
    bare = text.strip().lower()
    if not _MBID.fullmatch(bare):
        raise InvalidId(f"{text!r} is not a MusicBrainz id.")
    return bare


def _hashed(kind: str, key: str) -> str:
    return base62(hashlib.sha256(f"{kind}\x1f{key}".encode()).digest())
