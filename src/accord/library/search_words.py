"""Words as search compares them: without case, diacritics, and letters that few keyboards have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")
_SPELT = str.maketrans(
    {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "Th", "ø": "o", "Ø": "O"}
    | {"ð": "d", "Ð": "D", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N"}
)
"""What people type for letters that Unicode does not take apart (ICU's transform Latin-ASCII has the same)."""


def spelt(text: str) -> str:
    """Return a text with every letter that is neither plain nor a plain one with marks as people type it."""
    return text if text.isascii() else text.translate(_SPELT)


def folded(text: str) -> list[str]:
    """Return the words of a text as the full-text index folds them."""
    bare = spelt(text).casefold()
    if not bare.isascii():
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return _WORD.findall(bare)


def holds(words: Sequence[str], wanted: Sequence[str], prefix: bool) -> bool:
    """Return whether words stand one after the other in a name; the last may go on if it is a prefix."""
    line, sought = f" {' '.join(words)} ", f" {' '.join(wanted)}"
    return sought in line if prefix else f"{sought} " in line
