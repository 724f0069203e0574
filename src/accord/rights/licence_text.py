"""Licences that a text names: by URL, by a Creative Commons or GNU name, by the words of a legal text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

SHORT = 1500
"""Characters up to which a text is a statement of somebody's own and not a legal text."""

_IDENTIFIER = re.compile(r"SPDX-License-Identifier:[ \t]*([^\r\n]*?)[ \t]*(?:\*/|-->)?[ \t]*$", re.MULTILINE)
_URL = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:[a-z]+\.)?creativecommons\.org/"
    r"(?:(?P<kind>licen[sc]es|l)/(?P<elements>[a-z-]+)(?:/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,5})\b)?)?"
    r"|publicdomain/(?P<tool>zero|mark)(?:/1\.0)?)"
)
_GNU_URL = re.compile(
    r"(?:gnu\.org/(?:licenses|copyleft)|opensource\.org/licen[sc]es?)/(?:old-licenses/)?"
    r"(?P<name>[al]?gpl|fdl)(?:-license)?(?:[-/]?v?(?P<version>\d(?:\.\d)?))?"
)

_BETWEEN = r"[\s_/,:+–-]{0,4}"
_ELEMENT = r"non\W?commercial|nc|share\W?alike|sa|no\W?deriv(?:ative)?s?(?:\s+works?)?|nd"
_VERSION = (
    r"(?:(?:\s+(?:licen[sc]e|unported|international|generic|public))*"
    r"[\s,(v-]*(?:version\s+)?(?P<version>\d\.\d)(?!\d))?"
)
_CC_NAME = re.compile(
    rf"(?:\(?\bcc\)?|\bcreative\s+commons)(?:{_BETWEEN}(?:licen[sc]e|legal\s+code))?{_BETWEEN}\(?"
    rf"(?:attribution\b|by(?![a-z]))(?P<elements>(?:{_BETWEEN}(?:{_ELEMENT})\b)*){_VERSION}"
)
_GOES_ON = re.compile(
    r"[\s_,:+–-]*(?!licen[sc]e|unported|international|generic|public|version|v\d|https?\b|www\b|and\b|or\b|see\b|creative\b)"
    r"[^\W\d_]"
)
"""What follows a name that is not at its end: "(cc) by Somebody", "Attribution - Pas d'Utilisation Commerciale"."""
_GOES_ON_JOINED = re.compile(r"\s*[_,:+/–-]+\s*(?!licen[sc]e|https?\b|www\b|see\b)[^\W\d_]")
_CC_TITLE = re.compile(
    rf"(?<![\w-])(?:attribution|by)(?P<elements>(?:{_BETWEEN}(?:{_ELEMENT})\b)*)"
    r"\s+(?P<version>\d\.\d)\s+(?:unported|international|generic)"
)
_CC_ELEMENTS = re.compile(
    r"indicated in the title of this licen[sc]e: attribution"
    r"(?P<elements>(?:, ?(?:noncommercial|sharealike|noderivatives))*)(?P<version>(?!))?"
)
_CC_ZERO = re.compile(rf"\b(?:cc|creative\s+commons){_BETWEEN}(?:0(?!\d)|zero\b)")
_CC_MARK = re.compile(r"\bpublic\s+domain\s+mark\b|\bcc[\s-]pdm?\b")
_OF_THE_TEXT_ITSELF = re.compile(
    r"text of the creative commons public licenses is dedicated to [^.]{0,80}cc0[^.]{0,60}\."
)
"""What Creative Commons says of its own texts, not of the work."""

_GNU_NAME = re.compile(
    r"(?:\bgnu\s+)?\b(?:(?P<long>(?:lesser|library|affero)\s+general|(?:gnu\s+)general|(?:gnu\s+)?free\s+documentation)"
    r"\s+(?:public\s+)?licen[sc]e|(?P<short>[al]?gpl|gfdl)(?![a-uw-z]))"
    r"(?:[\s,(]*(?:version\s+|v\.?\s*|-)?(?P<version>\d(?:\.\d)?)(?:\.0)?)?"
    r"(?P<later>\s*\+|[\s,;(]*(?:or\s+(?:any\s+)?(?:later|newer|above)|or,?\s+(?:\(?\s*)?at\s+your\s+option))?"
)
_LATER = re.compile(r"any\s+later\s+version")
_VERSION_STATED = re.compile(r"\bversion\s+(\d(?:\.\d)?)\b")
_OWN_TITLE = re.compile(r"\W*(?:gnu|mozilla)\b[\w\s]* license\W+version")
"""How the text of such a licence begins, while a statement of somebody's own begins otherwise."""

_NEGATED = re.compile(
    r"\b(?:not|no longer|never|neither|isn't|except|excluding|other than|without|unless|exclusive)\b[^.]{0,60}$"
)
_EXCEPTED = re.compile(r"\b(?:except|excluding|other than|apart from|unless|but not|no commercial|not (?:be|for|to))\b")
_NON_COMMERCIAL = re.compile(r"non\W?commercial|\bnc\b")
_ELEMENTS = {
    "-NC": re.compile(r"[ck]omm?er[cz]i(?:al|el)|\bnon\W?com|\bnc\b"),
    "-ND": re.compile(r"\bno\W?deriv|\bnd\b"),
    "-SA": re.compile(r"\bshare\W?alike"),
}
"""What a short statement does not speak of, in whatever language, unless its licence has that element."""
_OTHER_CC = re.compile(r"creative\s+commons|\bcreativecommons\.org/l|\bcc[\s-]*(?:by|0|zero|sampling)|\bsampling\b")


class Unclear(Exception):
    """The text takes back, limits or leaves open what it names."""


@cache
def table() -> Mapping[str, Any]:
    """Return ``licences.toml``."""
    return tomllib.loads(resources.files("accord.rights").joinpath("licences.toml").read_text(encoding="utf-8"))


def identifiers(text: str) -> tuple[str, ...]:
    """Return the expressions of a text's ``SPDX-License-Identifier`` lines (SPDX 2.3, annex E)."""
    return tuple(dict.fromkeys(match[1] for match in _IDENTIFIER.finditer(text) if match[1]))


def mentioned(text: str) -> tuple[str, ...]:
    """Return the SPDX ids of the licences that a text names, in no particular order.

    Parameters
    ----------
    text : str
        What a tag says, or a whole legal text.

    Returns
    -------
    tuple of str
        Empty if there is none that Accord knows.

    Raises
    ------
    Unclear
        If the text denies or limits a licence that it names, or speaks of a Creative Commons licence without saying
        which.
    """
    said = " ".join(text.lower().replace("’", "'").replace("_", "-").split())
    said = _OF_THE_TEXT_ITSELF.sub("", said)
    legal = list(_by_words(said))
    if _OWN_TITLE.match(said):  # its own text: the others that it names are other licences
        found = legal or list(_gnu(said))[:1]
    else:
        found = [*_by_url(said), *_by_name(said), *_gnu(said), *legal]
    if any(id_.startswith(("CC", "Unlicense")) for id_ in found):
        found = [id_ for id_ in found if id_ != "LicenseRef-accord-public-domain"]
    ids = tuple(_most_exact(list(dict.fromkeys(found))))
    if not ids and _OTHER_CC.search(said):
        raise Unclear("It speaks of a Creative Commons licence that Accord does not know.")
    if ids:
        _check(said, ids, legal)
    return ids


def cc_id(elements: Iterable[str], version: str | None, port: str | None = None) -> str | None:
    """Return the id of a Creative Commons licence; ports that SPDX does not list are written as what they port."""
    kinds = {"attribution": "by", "noncommercial": "nc", "sharealike": "sa"}
    letters = {"by"} | {kinds.get(word, "nd" if word.startswith("noderiv") else word) for word in elements}
    name = "CC-" + "-".join(letter for letter in ("by", "nc", "nd", "sa") if letter in letters).upper()
    if letters - {"by", "nc", "nd", "sa"} or f"LicenseRef-accord-{name}" not in known():
        return None
    if version is None:
        return f"LicenseRef-accord-{name}"
    version = {"2.1": "2.0"}.get(version, version)
    ported = f"{name}-{version}-{port.upper()}" if port else ""
    return next((id_ for id_ in (ported, f"{name}-{version}") if id_ in known()), None)


@cache
def known() -> Mapping[str, str]:
    """Return the source that each licence of the table falls under, by SPDX id."""
    sources = table()["sources"]
    return {id_: source for source, ids in sources.items() for id_ in ids}


def _by_url(said: str) -> Iterable[str]:
    for match in _URL.finditer(said):
        if match["tool"]:
            yield "CC0-1.0" if match["tool"] == "zero" else "CC-PDM-1.0"
            continue
        words = match["elements"].strip("-").split("-")
        id_ = cc_id(words, match["version"], match["port"]) if "by" in words else None
        if id_ is None:
            raise Unclear(f"It names {match[0]}, which is no licence that Accord knows.")
        yield id_
    for match in _GNU_URL.finditer(said):
        name = {"fdl": "GFDL"}.get(match["name"], match["name"].upper())
        yield _gnu_id(name, match["version"], later=False)


def _by_name(said: str) -> Iterable[str]:
    for pattern in (_CC_NAME, _CC_TITLE, _CC_ELEMENTS):
        for match in pattern.finditer(said):
            words = re.findall(_ELEMENT, match["elements"])
            id_ = cc_id((_element(word) for word in words), match["version"])
            if id_ is None:
                raise Unclear(f"It names {match[0].strip()!r}, which is no licence that Accord knows.")
            goes_on = _GOES_ON_JOINED if words else _GOES_ON
            if match["version"] or not goes_on.match(said, match.end()):
                yield id_
    if _CC_ZERO.search(said):
        yield "CC0-1.0"
    if _CC_MARK.search(said):
        yield "CC-PDM-1.0"


def _element(word: str) -> str:
    return re.sub(r"\W", "", word).removesuffix("works").removesuffix("work")


def _gnu(said: str) -> Iterable[str]:
    """Yield GNU licences, with what is said of the version anywhere where the name alone stands."""
    begins = _OWN_TITLE.match(said) is not None
    later, stated = not begins and _LATER.search(said) is not None, _VERSION_STATED.search(said)
    for match in _GNU_NAME.finditer(said):
        words = (match["long"] or match["short"]).split()
        by_word = {"lesser": "LGPL", "library": "LGPL", "affero": "AGPL", "free": "GFDL"}
        name = match["short"].upper() if match["short"] else next((by_word[w] for w in words if w in by_word), "GPL")
        elsewhere = stated[1] if stated and _gnu_known(name, stated[1]) else None
        yield _gnu_id(name, match["version"] or elsewhere, later=bool(match["later"]) or later)


def _gnu_id(name: str, version: str | None, *, later: bool) -> str:
    if version is None:  # "any version ever published", as the licence itself says
        version, later = {"GPL": "1.0", "LGPL": "2.0", "AGPL": "3.0", "GFDL": "1.1"}[name], True
    if not _gnu_known(name, version):
        raise Unclear(f"There is no version {version} of the {name} that Accord knows.")
    return f"{name}-{version if '.' in version else f'{version}.0'}-{'or-later' if later else 'only'}"


def _gnu_known(name: str, version: str) -> bool:
    return f"{name}-{version if '.' in version else f'{version}.0'}-only" in known()


def _by_words(said: str) -> Iterable[str]:
    words = f" {re.sub(r'[^a-z0-9]+', ' ', said).strip()} "
    for text in table()["text"]:
        if f" {text['words']} " in words:
            whole = text["id"] != "BSD-3-Clause" or " neither the name " in words or " endorse or promote " in words
            yield text["id"] if whole else "BSD-2-Clause"


def _most_exact(ids: list[str]) -> list[str]:
    """Leave out a licence without version where the same one stands with it, and a port's original beside the port."""
    bare = {id_ for id_ in ids if id_.startswith("LicenseRef-accord-CC-")}
    exact = [id_ for id_ in ids if id_ not in bare]
    kept = [id_ for id_ in bare if not any(re.match(rf"{id_[18:]}-\d", other) for other in exact)]
    kept += [id_ for id_ in exact if not any(other.startswith(f"{id_}-") and id_[-1].isdigit() for other in exact)]
    gnu = {id_.split("-")[0] for id_ in kept if re.match(r"[AL]?GPL-[23]", id_)}
    return [id_ for id_ in ids if id_ in kept and not (id_.endswith("1.0-or-later") and "GPL" in gnu)]


def _check(said: str, ids: Sequence[str], legal: Sequence[str]) -> None:
    """Refuse a text that takes back or limits what it names; only a legal text limits as it must."""
    if not legal and len(said) <= SHORT:
        denied = any(_NEGATED.search(said[: match.start()]) for match in _statements(said))
        if denied or _EXCEPTED.search(said):
            raise Unclear("It names a licence and limits or denies it.")
        if any(words.search(said) and not any(element in id_ for id_ in ids) for element, words in _ELEMENTS.items()):
            raise Unclear("It names a licence, and conditions that are not those of that licence.")
    if _NON_COMMERCIAL.search(said) and not any("-NC" in id_ or "GPL" in id_ or "GFDL" in id_ for id_ in ids):
        raise Unclear("It names a licence that allows commercial use, and speaks of non-commercial use.")


def _statements(said: str) -> Iterable[re.Match[str]]:
    for pattern in (_URL, _CC_NAME, _CC_TITLE, _CC_ZERO, _CC_MARK, _GNU_NAME, _GNU_URL):
        yield from pattern.finditer(said)
