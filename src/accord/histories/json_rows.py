"""The objects of a JSON array, or of JSON Lines, one by one: a file of any size needs the memory of a few objects."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import IO, Any

from accord.domain.history import LeftOut

_CHUNK = 1 << 18
"""Bytes read at once."""

LONGEST = 1 << 22
"""Characters of one value; none in an export comes near."""

_BETWEEN = re.compile(r"[\s,]*")
_SPACE = re.compile(r"\s*")
_MEMBER = re.compile(r"\s*:?\s*")
_decode = json.JSONDecoder().raw_decode


class _Text:
    """The text of a file, of which only what was not yet read is in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        first = file.read(_CHUNK)
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding_of(first))(errors="replace")
        self.text = self._decoder.decode(first, final=not first)
        self.at = 0
        self.ended = not first

    def more(self) -> bool:
        """Read on, and forget what was passed; return whether there was more."""
        if self.ended:
            return False
        data = self._file.read(_CHUNK)
        self.ended = not data
        self.text, self.at = self.text[self.at :] + self._decoder.decode(data, final=self.ended), 0
        return True

    def skip(self, between: re.Pattern[str] = _BETWEEN) -> str:
        """Pass over what stands between values; return the character after it, an empty text at the end."""
        while True:
            self.at = between.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self) -> Any:
        """Read a value.

        Raises
        ------
        ValueError
            If there is none, it is damaged, or the file ends within it.
        """
        while True:
            try:
                found, self.at = _decode(self.text, self.at)
            except ValueError:
                if len(self.text) - self.at > LONGEST or not self.more():
                    raise
            except RecursionError as error:
                raise ValueError("nested too deeply") from error
            else:
                return found


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text, from its byte order mark; UTF-8 where it has none."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def objects(file: IO[bytes], under: str | None = None) -> Iterator[dict[str, Any] | LeftOut]:
    """Yield the objects of a JSON array or of JSON Lines.

    Parameters
    ----------
    file : file
        At its beginning.
    under : str, optional
        The member of the outermost object that holds the array; the array is outermost if left out.

    Yields
    ------
    dict or LeftOut
        An object; ``DAMAGED`` for what is none; ``CUT_OFF`` where the file ends too early or cannot be read on.
    """
    text = _Text(file)
    if under is not None and not _enter(text, under):
        return
    listed = text.skip() == "["
    if listed:
        text.at += 1
    while True:
        next_ = text.skip()
        if not next_ or next_ == "]":
            if listed and not next_:
                yield LeftOut.CUT_OFF
            return
        try:
            found = text.value()
        except ValueError:
            if listed or not _next_line(text):
                yield LeftOut.CUT_OFF
                return
            yield LeftOut.DAMAGED
        else:
            yield found if isinstance(found, dict) else LeftOut.DAMAGED


def _next_line(text: _Text) -> bool:
    """Go on behind the next line's end; return whether there is one."""
    while (end := text.text.find("\n", text.at)) < 0:
        text.at = len(text.text)
        if not text.more():
            return False
    text.at = end + 1
    return True


def _enter(text: _Text, under: str) -> bool:
    """Go to the value of a member of the outermost object; return whether there is one."""
    if text.skip() != "{":
        return False
    text.at += 1
    while text.skip() == '"':
        try:
            name = text.value()
            if text.skip(_SPACE) != ":":
                return False
            text.at += 1
            text.skip(_SPACE)
            if name == under:
                return True
            text.value()
        except ValueError:
            return False
    return False


def first_object(head: str) -> dict[str, Any] | None:
    """Return the first object that a text holds whole: itself, or within an array."""
    at = _BETWEEN.match(head.removeprefix("[")).end() if head else 0  # type: ignore[union-attr]
    try:
        found, _ = _decode(head.removeprefix("["), at)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def first_members(head: str) -> list[str]:
    """Return the names of the members with which the outermost object of a text begins."""
    names: list[str] = []
    opened = _SPACE.match(head).end()  # type: ignore[union-attr]
    at = _BETWEEN.match(head, opened + 1).end() if head[opened : opened + 1] == "{" else len(head)  # type: ignore[union-attr]
    while head[at : at + 1] == '"':
        try:
            name, at = scanstring(head, at + 1)
            names.append(name)
            at = _MEMBER.match(head, at).end()  # type: ignore[union-attr]
            _, at = _decode(head, at)
        except (ValueError, RecursionError):
            break
        at = _BETWEEN.match(head, at).end()  # type: ignore[union-attr]
    return names
