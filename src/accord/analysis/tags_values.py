"""From what a tag says to a value, or to a sentence on why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from accord.domain import ids
from accord.domain.errors import InvalidId

_LICENCE_PLACE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:creativecommons\.org|gnu\.org/licen[sc]es|opensource\.org/licen[sc]es?)/",
    re.IGNORECASE,
)
_OWNED = re.compile(r"[©℗]|\([cp]\)|copyright", re.IGNORECASE)
R128_TO_REPLAYGAIN = 5.0
"""dB from the reference of EBU R 128 (-23 LUFS, RFC 7845) to that of ReplayGain 2.0 (-18 LUFS)."""

_DATE = re.compile(r"(\d{4})(?:[-./]?(\d{2})(?:[-./]?(\d{2}))?)?(?:[T ].*|$)")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_GAIN = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(?:dB|LU|LUFS)?", re.IGNORECASE)


def date(text: str, problems: list[str], day_and_month: str | None = None) -> str | None:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Parameters
    ----------
    text : str
        A date as people write it; a time behind it is dropped.
    problems : list of str
        Gains a sentence if there is no year in it.
    day_and_month : str, optional
        ID3v2.3's TDAT frame, ``DDMM``.
    """
    exact = _DATE.match(text.strip())
    if exact and int(exact[1]):
        year, month, day = exact[1], exact[2], exact[3]
        if not month and day_and_month and re.fullmatch(r"\d{4}", day_and_month):
            day, month = day_and_month[:2], day_and_month[2:]
        if not month or not 1 <= int(month) <= 12:
            return year
        return f"{year}-{month}-{day}" if day and 1 <= int(day) <= 31 else f"{year}-{month}"
    somewhere = _YEAR.search(text)
    if somewhere:
        return somewhere[1]
    if text.strip("0-/ "):
        problems.append(f"The date {text!r} is no date.")
    return None


def isrc(values: Sequence[str], problems: list[str]) -> str | None:
    """Return the first value that is an ISRC, in its normal form."""
    return _first_valid(values, ids.isrc, problems)


def mbid(values: Sequence[str], problems: list[str]) -> str | None:
    """Return the first value that is a MusicBrainz id, in its normal form."""
    return _first_valid(values, ids.mbid, problems)


def mbids(values: Sequence[str], problems: list[str]) -> tuple[str, ...]:
    """Return all values that are MusicBrainz ids; some programs write several into one value."""
    parts = [part for value in values for part in re.split(r"[;/,\s]+", value) if part]
    found = [_first_valid([part], ids.mbid, problems) for part in parts]
    return tuple(dict.fromkeys(value for value in found if value))


def number(values: Sequence[str]) -> tuple[int | None, int | None]:
    """Return number and total of ``3``, ``03`` or ``3/12``; 0 counts as absent."""
    for value in values:
        match = re.match(r"(\d{1,4})\s*(?:/\s*(\d{1,4}))?", value)
        if match:
            return int(match[1]) or None, int(match[2] or 0) or None
    return None, None


def gain(values: Sequence[str], problems: list[str]) -> float | None:
    """Return a ReplayGain value in dB."""
    return _number_within(values, -60.0, 60.0, "ReplayGain", problems)


def peak(values: Sequence[str], problems: list[str]) -> float | None:
    """Return a ReplayGain peak, full scale at 1."""
    return _number_within(values, 0.0, 100.0, "ReplayGain peak", problems)


def r128(values: Sequence[str], problems: list[str]) -> float | None:
    """Return an Opus gain (RFC 7845: dB in 1/256 against -23 LUFS) as ReplayGain in dB."""
    steps = _number_within(values, -32768, 32767, "R128 gain", problems)
    return None if steps is None else steps / 256 + R128_TO_REPLAYGAIN


def licence(urls: Sequence[str], licences: Sequence[str], copyrights: Sequence[str]) -> str | None:
    """Return what states a licence, else what states whose it is, marked as such.

    Parameters
    ----------
    urls : sequence of str
        Where terms are described.
    licences : sequence of str
        Licences in words, or as a URL too; a URL of a well-known place of licences comes before all else.
    copyrights : sequence of str
        Owners: ID3 shows them with ``©`` before them (ID3v2.4, section 4.2.2), and so they can be told from licences.
    """
    known = next((text for text in (*urls, *licences) if _LICENCE_PLACE.match(text)), None)
    first = known or next(iter((*licences, *urls)), None)
    if first is None and copyrights:
        owner = copyrights[0]
        return owner if _OWNED.search(owner) else f"© {owner}"
    return first


def artists(values: Sequence[str]) -> tuple[str, ...]:
    """Return the artists, without a joint credit whose members are listed as well (``A & B``, ``A``, ``B``)."""
    names = tuple(dict.fromkeys(values))
    if len(names) > 2 and all(name in names[0] for name in names[1:]):
        return names[1:]
    return names


def genres(values: Sequence[str]) -> tuple[str, ...]:
    """Return the genres; several in one value are separated by semicolons."""
    short = {"RX": "Remix", "CR": "Cover"}
    parts = (part.strip() for value in values for part in value.split(";"))
    return tuple(dict.fromkeys(short.get(part, part) for part in parts if part))


def _first_valid(values: Sequence[str], normalise: Callable[[str], str], problems: list[str]) -> str | None:
    for value in values:
        try:
            return normalise(value)
        except InvalidId as error:
            problems.append(str(error))
    return None


def _number_within(values: Sequence[str], low: float, high: float, what: str, problems: list[str]) -> float | None:
    for value in values:
        match = _GAIN.fullmatch(value.strip())
        if match and low <= (found := float(match[1].replace(",", "."))) <= high:
            return found
        problems.append(f"The {what} {value!r} is none.")
    return None
