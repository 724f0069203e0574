"""Values of exports, read with care: what is not there or makes no sense is ``None``."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from accord.domain.errors import InvalidId
from accord.domain.ids import isrc, mbid

LONGEST_TRACK = 2_073_600.0
"""Seconds: 24 days."""


def text(value: Any) -> str | None:
    """Return a text without the spaces around it, ``None`` where there is none."""
    return (value.strip() or None) if isinstance(value, str) else None


def number(value: Any) -> float | None:
    """Return a finite number, also where it is written as a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def seconds(value: Any, per_second: int = 1) -> float | None:
    """Return a length of time, ``None`` where it is negative or longer than any track."""
    found = number(value)
    return found / per_second if found is not None and 0 <= found <= LONGEST_TRACK * per_second else None


def length(value: Any, per_second: int = 1) -> float | None:
    """Return the length of a track: as ``seconds``, but a track of no length has none."""
    return seconds(value, per_second) or None


def moment(value: Any) -> float | None:
    """Return the seconds since 1970 of an ISO 8601 time; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip().removesuffix(" UTC"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def known_isrc(value: Any) -> str | None:
    """Return an ISRC in its normal form."""
    try:
        return isrc(value) if isinstance(value, str) and value else None
    except InvalidId:
        return None


def known_mbid(value: Any) -> str | None:
    """Return a MusicBrainz id in its normal form."""
    try:
        return mbid(value) if isinstance(value, str) and value else None
    except InvalidId:
        return None
