"""The ``fields`` parameter: which parts of an answer a client wants.

``name,owner.id`` are two fields, the second within the first; ``items(track(name,id),added_at)`` are fields within each
member of a list. ``!`` leaves out: ``items.track.album(!images,available_markets)`` is everything but those two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from accord.domain.errors import InvalidParameter

DEEPEST = 20
"""Levels of parentheses."""

LONGEST = 2000
"""Characters."""

_TOKEN = re.compile(r"\s*([A-Za-z0-9_]+|[().,!])\s*")


@dataclass(slots=True)
class Selection:
    """What is wanted of an object: the fields that are named, or all but those."""

    leaves_out: bool = False
    names: dict[str, Selection | None] = attribute(default_factory=dict)
    """Field -> what of it; ``None`` for all of it."""

    def of(self, value: Any) -> Any:
        """Return what is wanted of a value."""
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if not isinstance(value, dict):
            return value
        if self.leaves_out:
            kept = {name: part for name, part in value.items() if self.names.get(name, self) is not None}
            return {name: _part(part, self.names.get(name)) for name, part in kept.items()}
        return {name: _part(value[name], inner) for name, inner in self.names.items() if name in value}


def parse_fields(text: str) -> Selection:
    """Return what the parameter says.

    Raises
    ------
    InvalidParameter
        If it cannot be read.
    """
    tokens = list(_tokens(text))
    selection = _list(tokens, 0)
    if tokens:
        raise _unreadable(text)
    return selection


def _part(value: Any, inner: Selection | None) -> Any:
    return value if inner is None else inner.of(value)


def _tokens(text: str) -> Iterator[str]:
    if len(text) > LONGEST:
        raise _unreadable(text)
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _unreadable(text)
        yield found[1]
        place = found.end()


def _list(tokens: list[str], depth: int, leaves_out: bool = False) -> Selection:
    """Read fields, separated by commas, up to a closing parenthesis or the end."""
    selection = Selection(leaves_out)
    while True:
        if tokens and tokens[0] == "!":
            tokens.pop(0)
            # One mark holds for the rest of its list, as clients write it.
            selection = selection if selection.leaves_out else Selection(leaves_out=True)
        _field(tokens, selection, depth)
        if not tokens or tokens[0] != ",":
            return selection
        tokens.pop(0)


def _field(tokens: list[str], into: Selection, depth: int) -> None:
    name = tokens.pop(0) if tokens else ""
    if not name.isidentifier() or depth > DEEPEST:
        raise _unreadable(name)
    inner: Selection | None = None
    if tokens and tokens[0] == ".":
        tokens.pop(0)
        inner = Selection(into.leaves_out)
        _field(tokens, inner, depth + 1)
    elif tokens and tokens[0] == "(":
        tokens.pop(0)
        inner = _list(tokens, depth + 1, into.leaves_out)
        if not tokens or tokens.pop(0) != ")":
            raise _unreadable(name)
    before = into.names.get(name)
    if before is not None and inner is not None:  # a.b,a.c
        before.names.update(inner.names)
    elif name not in into.names or inner is None:
        into.names[name] = inner


def _unreadable(text: str) -> InvalidParameter:
    return InvalidParameter(f"Invalid fields: {text!r:.80} cannot be read.")
