"""How places on disk are written in the store: names as bytes, spans as text, both without loss."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from accord.domain.entities import Span


def stored(path: Path) -> bytes:
    """Return a path as the operating system spells it, which need not be UTF-8."""
    return os.fsencode(path)


def restored(path: bytes) -> Path:
    """Return the path that ``stored`` was given."""
    return Path(os.fsdecode(path))


def readable(name: str) -> str:
    """Return a file's name as text that can be shown and sent: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def below(column: Any, root: Path) -> ColumnElement[bool]:
    """Return the condition that a stored path is ``root`` or lies in that folder; it can use an index."""
    folder = stored(root).rstrip(b"/")
    # b"0" is the byte after b"/": all names in the folder sort between the two.
    return or_(column == folder, and_(column > folder + b"/", column < folder + b"0"))


def span_text(span: Span | None) -> str:
    """Return a span as it is stored: ``START-END``, an open end left out; empty for the whole file."""
    if span is None:
        return ""
    return f"{span.start!r}-{'' if span.end is None else repr(span.end)}"


def span_of(text: str) -> Span | None:
    """Return the span that ``span_text`` was given."""
    if not text:
        return None
    # Seconds are not negative, but a tiny one prints as 1e-05: the separator is the "-" that no "e" precedes.
    start, end = text.replace("e-", "e~").split("-")
    return Span(float(start.replace("~", "-")), float(end.replace("~", "-")) if end else None)


def overlap(one: Span | None, other: Span | None) -> bool:
    """Return whether two stretches of a file share sound; the whole file shares with all."""
    if one is None or other is None:
        return True
    return (other.end is None or one.start < other.end) and (one.end is None or other.start < one.end)
