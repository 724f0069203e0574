"""From a written licence to its SPDX expression and to the source under which what carries it falls."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from accord.domain.errors import UnknownLicence
from accord.domain.labels import Label
from accord.rights.licence_text import SHORT, Unclear, identifiers, known, mentioned, table
from accord.rights.registry import OWN_AUDIO, source

if TYPE_CHECKING:
    from license_expression import Licensing

_QUOTED = 80
"""Characters of a licence that an error repeats."""
_LONGEST_EXPRESSION = 400
_OPERATOR = re.compile(r"(?<![\w-])(?:and|or|with)(?![\w-])", re.IGNORECASE)
_SEPARATOR = re.compile(r"((?<![\w-])(?:and|or|with)(?![\w-])|[()])", re.IGNORECASE)
_OR_LATER = re.compile(r"(?<=\d)[\s,(]*or (?:any )?(?:later|newer)(?: versions?)?\)?", re.IGNORECASE)
_SHORT_NAME = re.compile(
    r"(?P<gnu>(?:[al]?gpl|gfdl)[\s-]*v?(?P<version>\d(?:\.\d)?)?(?:\.0)*)(?P<later>\+|-or-later)?(?:-only)?"
    r"|(?P<cc>cc[\s_-]*(?:0|zero)(?:[\s_-]*1\.0)?|(?:cc[\s_-]*)?by(?:[\s_-]+(?:nc|sa|nd))*(?:[\s_-]+\d\.\d)?)\+?"
)
_COPYRIGHT = re.compile(
    r"[©℗]|\(c\)|\(p\)|\bcopyright|\bcopr\b|all rights (?:are )?reserved|\bexclusive licen[sc]e|\blicen[sc]ed to\b"
    r"|\bunder licen[sc]e (?:from|to)|^(?:19|20)\d\d\b|^none$|^unknown$|\bproprietary\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(r"\blicen[sc]ed? under\b|\bunder (?:the|a) [\w .-]{0,40}licen[sc]e", re.IGNORECASE)


OWN_COPY = "LicenseRef-accord-own-copy"
"""What states that no licence was given."""


class Stated(NamedTuple):
    """What a document says of a file."""

    name: str
    """An expression or a short name; empty where only the text is given."""
    text: str = ""
    """The licence's text, where the document has it."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that was recognised."""

    expression: str
    """SPDX, with ``LicenseRef-accord-`` ids of the table where SPDX has none."""
    source_id: str
    """The source of the registry under which audio with this licence falls."""


def read_licence(text: str) -> Licence | None:
    """Say which licence a text states.

    It may be an SPDX expression, the URL of a licence, a name as people write it, or a legal text. Of licences joined
    by ``AND``, and of several that one text names, the one that allows least decides; ``OR`` leaves the choice, so
    that the one that allows most does.

    Parameters
    ----------
    text : str
        The content of a tag or of a file.

    Returns
    -------
    Licence or None
        ``None`` where no licence is claimed: an empty text, or the mere statement of a copyright.

    Raises
    ------
    UnknownLicence
        If the text claims a licence that is not in the table, or limits one that is.
    """
    return _read(text.strip())


def read_stated(stated: Stated) -> Licence | None:
    """Say which licence a document states of a file: by the name, else by the text that it gives for that name.

    Raises
    ------
    UnknownLicence
        If neither is known.
    """
    try:
        return read_licence(stated.name) if stated.name else read_licence(stated.text)
    except UnknownLicence:
        if not stated.text or _OPERATOR.search(stated.name):  # of several, a text may give only one
            raise
    return read_licence(stated.text)


def both(*licences: Licence) -> Licence:
    """Return what holds where several licences are stated of one thing: all of them, so the one that allows least."""
    distinct = {item.expression: item for item in licences}
    if len(distinct) == 1:
        return licences[0]
    parts = [f"({text})" if " OR " in text else text for text in distinct]
    return Licence(" AND ".join(parts), narrowest(item.source_id for item in licences))


def narrowest(source_ids: Iterable[str]) -> str:
    """Return the source whose label is within those of all others, else that of the operator's own copies.

    So what follows from two licences of which neither allows less than the other may be used for what one's own copies
    may be used for, and for nothing else.
    """
    ids = sorted(set(source_ids))
    labels = {id_: source(id_).label for id_ in ids}
    return next((one for one in ids if all(_within(labels[one], label) for label in labels.values())), OWN_AUDIO.id)


@lru_cache(maxsize=4096)
def _read(text: str) -> Licence | None:
    if not text:
        return None
    stated = identifiers(text)
    if stated:
        return both(*(_expression(expression) for expression in stated))
    one_line = _OR_LATER.sub("+", " ".join(unicodedata.normalize("NFKC", text).split()))
    if _shaped(one_line):
        return _expression(one_line)
    try:
        ids = mentioned(text)
    except Unclear as unclear:
        raise UnknownLicence(f"{_quoted(text)} is no clear licence. {unclear}") from None
    if ids:
        return both(*(Licence(id_, known()[id_]) for id_ in ids))
    if len(one_line) <= SHORT and _COPYRIGHT.search(one_line) and not _CLAIM.search(one_line):
        return None
    raise UnknownLicence(f"{_quoted(text)} is no licence that Accord knows.")


def _shaped(text: str) -> bool:
    """Whether a text is a licence's name, or an expression with one: nothing of that may be passed over then."""
    if len(text) > _LONGEST_EXPRESSION:
        return False
    joined = _OPERATOR.search(text) is not None
    return any(_id(operand) for operand in _SEPARATOR.split(text)) if joined else _id(text) is not None


def _expression(text: str) -> Licence:
    alone = _id(text)
    if alone:
        return Licence(alone, known()[alone])
    if not _OPERATOR.search(text):
        raise UnknownLicence(f"{_quoted(text)} is no licence that Accord knows.")
    from license_expression import ExpressionError  # 50 ms, and only the rare expression of several licences needs it

    licensing = _licensing()
    try:
        parsed = licensing.parse(" ".join(_id(part) or part.strip() for part in _SEPARATOR.split(text)))
    except ExpressionError as error:
        raise UnknownLicence(f"{_quoted(text)} is no SPDX expression.") from error
    unknown = licensing.unknown_license_keys(parsed)
    if parsed is None or unknown:
        raise UnknownLicence(f"{_quoted(text)} names {', '.join(unknown) or 'nothing'}, which Accord does not know.")
    return Licence(str(parsed), _falls_under(parsed))


def _falls_under(parsed: Any) -> str:
    """Return the source of a parsed expression."""
    from license_expression import AND, OR, LicenseWithExceptionSymbol

    if isinstance(parsed, AND):
        return narrowest(_falls_under(part) for part in parsed.args)
    if isinstance(parsed, OR):
        return _widest([_falls_under(part) for part in parsed.args])
    key = parsed.license_symbol.key if isinstance(parsed, LicenseWithExceptionSymbol) else parsed.key
    return known()[key]


def _widest(source_ids: Sequence[str]) -> str:
    labels = [(source(id_).label, id_) for id_ in source_ids]
    return max(labels, key=lambda item: (len(item[0].purposes), -len(item[0].obligations)))[1]


def _within(one: Label, other: Label) -> bool:
    return one.purposes <= other.purposes and one.obligations >= other.obligations


@cache
def _licensing() -> Licensing:
    from license_expression import LicenseSymbol, Licensing

    symbols = [LicenseSymbol(id_) for id_ in known()]
    return Licensing([*symbols, *(LicenseSymbol(id_, is_exception=True) for id_ in table()["exceptions"]["known"])])


@cache
def _by_lower_case() -> dict[str, str]:
    return {id_.lower(): id_ for id_ in known()} | dict(table()["names"])


@lru_cache(maxsize=4096)
def _id(name: str) -> str | None:
    """Return the id that a name alone stands for, such as ``cc-by-4.0``, ``GPL-2+`` or ``CC BY-SA``."""
    said = " ".join(name.lower().split())
    found = _by_lower_case().get(said)
    short = None if found else _SHORT_NAME.fullmatch(said)
    if not short:
        return found
    if short["cc"]:
        words = short["cc"] if short["cc"].startswith("cc") else f"cc {short['cc']}"
    else:
        words = short["gnu"].strip(" -") + ("+" if short["later"] else "")
    try:
        ids = mentioned(words)
    except Unclear:
        return None
    return ids[0] if len(ids) == 1 else None


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…")
