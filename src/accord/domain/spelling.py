"""Names of music as different services spell them, brought to one form for comparing, never for showing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from accord.domain.ids import normalise

_GUEST = r"(?:feat|ft|featuring)\b\.?"
_SAME = (
    rf"(?:{_GUEST}[^()\[\]]*|with [^()\[\]]*|(?:\d{{4}} )?(?:digital(?:ly)? )?remaster(?:ed)?(?: version)?(?: \d{{4}})?"
)
_SAME += r"|(?:explicit|clean)(?: version)?|(?:album|original) version|bonus track)"
_BRACKETS = re.compile(rf"\s*[(\[]\s*{_SAME}\s*[)\]]")
_BEHIND_DASH = re.compile(rf"\s+[-–—]\s+{_SAME}\s*$")
_GUESTS = re.compile(rf"\s+{_GUEST}\s+.*$")
_AND = re.compile(r"\s*(?:&|\+)\s*")
_SIGN = re.compile(r"[^\w\s]|_")
_THE = re.compile(r"^the (?=\S)|,\s*the$")


@lru_cache(maxsize=1 << 16)
def plain_title(title: str) -> str:
    """Return a title without accents, punctuation, guests, and words that name the same recording again.

    What makes another recording of it, such as ``live``, ``acoustic`` or ``remix``, stays.
    """
    name = _BRACKETS.sub("", normalise(title))
    return _plain(_GUESTS.sub("", _BEHIND_DASH.sub("", name))) or _plain(normalise(title))


@lru_cache(maxsize=1 << 16)
def plain_artist(artist: str) -> str:
    """Return an artist's name without accents, punctuation, guests and article."""
    name = _BRACKETS.sub("", normalise(artist))
    return _plain(_THE.sub("", _GUESTS.sub("", name))) or _plain(normalise(artist))


def _plain(name: str) -> str:
    """Return a normalised name without accents and punctuation; itself where nothing else is in it."""
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", _AND.sub(" and ", name)) if not unicodedata.combining(one)
    )
    bare = " ".join(_SIGN.sub(" ", re.sub(r"['’‘`.]", "", bare)).split())
    return unicodedata.normalize("NFKC", bare) or name
