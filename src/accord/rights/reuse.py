"""``REUSE.toml``: which files are under which licence (REUSE specification 3.3)."""

from __future__ import annotations

import re
import tomllib
from functools import cache

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
            if any(_pattern(glob).fullmatch(path) for glob in globs):
                joined = " AND ".join(f"({text})" if len(expressions) > 1 else text for text in expressions)
                return Stated(joined) if joined else None
        return None


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    r"""Return a glob as a regular expression: ``*`` stays in a folder, ``**`` does not, ``\`` takes a sign as it is."""
    meaning = {"**": ".*", "*": "[^/]*"}
    tokens = re.findall(r"\*\*+|\\.|.", glob)
    return re.compile("".join(meaning.get(token[:2]) or re.escape(token[-1]) for token in tokens), re.DOTALL)
