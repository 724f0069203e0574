"""Passes in the addresses of previews: an address is the right to hear, as media elements send no token.

A pass is the week in which it ends and a keyed BLAKE2b of 128 bits (RFC 7693) over that and the track's id: a page of
tracks gives out twenty, and an HMAC takes five times as long. Who knows only the id has no pass; one that was given out
ends by itself.
"""

from __future__ import annotations

import hmac
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import blake2b

from accord.domain.errors import LinkRefused

WEEK = 7 * 86400
"""Seconds. Within a week the address of a preview stays the same, so that clients can keep what they fetched."""
_PASS = re.compile(r"([0-9]{1,6})\.([A-Za-z0-9_-]{22})", re.ASCII)
_SIGNED = 16
"""Bytes."""


class Passes:
    """Gives out passes and checks them.

    Parameters
    ----------
    key : bytes
        Known to this server alone.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock

    def give(self, track_id: str) -> str:
        """Return a pass to the preview of a track, good for one to two weeks."""
        last = int(self._clock()) // WEEK + 1
        return f"{last}.{self._signature(track_id, last)}"

    def require(self, track_id: str, given: str) -> None:
        """Return if a pass opens the preview of a track.

        Raises
        ------
        LinkRefused
            If it is another track's, made up, altered, or past its time.
        """
        found = _PASS.fullmatch(given)
        if not found or not hmac.compare_digest(self._signature(track_id, int(found[1])), found[2]):
            raise LinkRefused("The address of this preview was not given out by this server.")
        if int(self._clock()) // WEEK > int(found[1]):
            raise LinkRefused("The address of this preview is past its time.")

    def _signature(self, track_id: str, last: int) -> str:
        signed = blake2b(f"preview {last} {track_id}".encode(), digest_size=_SIGNED, key=self._key).digest()
        return urlsafe_b64encode(signed).rstrip(b"=").decode()
