"""``REUSE.toml``: which files are under which licence (REUSE specification 3.3)."""

from __future__ import annotations

import re
import tomllib

from accord.rights.licence import Stated


class ReuseAnnotations:
    """What a ``REUSE.toml`` says of each file.

    Parameters
    ----------
    text : str
        The whole file.

    Raises
    ------
    ValueError
        If it is no TOML, or has no annotations.
    """

    def __init__(self, text: str) -> None:
        annotations = tomllib.loads(text).get("annotations")
        if not isinstance(annotations, list) or not all(isinstance(item, dict) for item in annotations):
            raise ValueError("no annotations")
        self._annotations = [
            (_strings(item.get("path")), _strings(item.get("SPDX-License-Identifier"))) for item in annotations
        ]

    def of(self, path: str) -> Stated | None:
        """Return what is stated of a file, given relative to the folder of ``REUSE.toml``: the last match counts."""
        for globs, expressions in reversed(self._annotations):
            if any(_matches(glob, path) for glob in globs):
                joined = " AND ".join(f"({text})" if len(expressions) > 1 else text for text in expressions)
                return Stated(joined) if joined else None
        return None


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []


def _matches(glob: str, path: str) -> bool:
    r"""Whether a glob matches: ``*`` stays in a folder, ``**`` does not, ``\\`` takes a sign as it is.

    All places where the glob may stand are followed at once, so that no glob takes long.
    """
    tokens = re.findall(r"\*\*+|\\.|.", glob, re.DOTALL)
    places = _past_stars({0}, tokens)
    for sign in path:
        stayed = {
            at for at in places if at < len(tokens) and (tokens[at][:2] == "**" or (tokens[at] == "*" and sign != "/"))
        }
        moved = {at + 1 for at in places if at < len(tokens) and tokens[at][0] != "*" and tokens[at][-1] == sign}
        places = _past_stars(stayed | moved, tokens)
    return len(tokens) in places


def _past_stars(places: set[int], tokens: list[str]) -> set[int]:
    """Add the places behind stars, which may stand for nothing."""
    reached = set(places)
    for at in sorted(places):
        while at < len(tokens) and tokens[at][0] == "*":
            at += 1
            reached.add(at)
    return reached
