"""The two hosts in what a browser app is made of, put into other words: every spelling of them, and nothing else."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from accord.run.hosts import ADDRESSES, canonical

_COLON = r"(?::|%3a|\\u003a|\\x3a|&\#58;|&\#x3a;|&colon;)"
_SLASH = r"(?:\\{0,2}/|%2f|\\u002f|\\x2f|&\#47;|&\#x2f;|&sol;)"

_NAMED = re.compile(
    rf"""
    (?: (?P<scheme>https?) (?P<colon>{_COLON}) (?P<slashes>{_SLASH}{{2}})  # a whole URL, however escaped
      | (?<=%2f) | (?<=u002f) | (?<=x2f) | (?<![\w.-]) )                   # or a host alone, not the end of another
    (?P<name>api|accounts) (?P<dot>\\{{0,2}}\.) spotify (?P=dot) com
    (?: \.(?=[/:]) )?                                                      # the root may be named
    (?: {_COLON} (?:443|80) (?!\d) )?                                      # and the port that it is anyway
    (?! [\w-] | \.\w )                                                     # not the beginning of another
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

_ORIGIN = re.compile(r"\b(?:https?|wss?):(?:\\?/){2}[a-z0-9.-]+(?::\d{1,5})?", re.IGNORECASE | re.ASCII)

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the two hosts are to be found instead, on this machine and without TLS.

    They stay two, so that a program that tells them apart still can.
    """

    api: str
    """``HOST:PORT``."""
    accounts: str

    @property
    def origins(self) -> tuple[str, str]:
        """As a browser names them."""
        return f"http://{self.api}", f"http://{self.accounts}"


def rewritten(text: str, places: Places) -> str:
    """Return a text in which the two hosts are named by their places.

    Parameters
    ----------
    text : str
        A page, a script, a style sheet, JSON: in URLs that are escaped for any of them, the escapes stay as they are.
    places : Places

    Returns
    -------
    str
    """

    def place(found: re.Match[str]) -> str:
        host = places.api if found["name"].lower() == "api" else places.accounts
        name, _, port = host.rpartition(":")
        colon = found["colon"] or ":"
        host = f"{name.replace('.', found['dot'])}{colon}{port}"
        return f"http{colon}{found['slashes']}{host}" if found["scheme"] else host

    return _NAMED.sub(place, text)


def read_text(data: bytes) -> tuple[str, str]:
    """Return bytes as text in which ASCII can be read, and the encoding in which to write it back.

    UTF-16 tells itself by its mark. All other encodings that browsers know write ASCII as ASCII: the rest is taken
    byte for byte, and comes back as it was, whichever of them it is.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    return data.decode("latin-1"), "latin-1"


def origins_named(text: str) -> set[str]:
    """Return the origins that a text names in whole URLs, but those of the two hosts."""
    found = {match[0].replace("\\", "").lower() for match in _ORIGIN.finditer(text)}
    return {origin for origin in found if not is_real(origin)}


def is_real(url: str) -> bool:
    """Return whether a URL leads to one of the two hosts, by whatever scheme and port."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return canonical(host) in ADDRESSES
