"""Google's Takeout of what was watched on YouTube (``watch-history.json``), as far as it is music.

What was played in YouTube Music says so in its ``header``; elsewhere the channels that YouTube makes of albums
(``NAME - Topic``) tell music from videos. Around the title stand words in the person's language ("Watched ..."): they
are what the titles of the first rows have in common. How long something played is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Source, each, named
from accord.histories.json_rows import objects
from accord.histories.values import moment, text

ROWS_FOR_WORDS = 200
TITLES_FOR_WORDS = 20
"""Rows, and different titles among them, from which the words around titles are learnt."""

_TOPIC = " - Topic"
_ENGLISH = "Watched "
_CLIP = re.compile(r"\s*[(\[][^()\[\]]*\b(?:official|video|audio|lyrics?|visuali[sz]er|hd|4k)\b[^()\[\]]*[)\]]", re.I)


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"header", "title", "time", "products"} <= head.keys


def rows(source: Source) -> Iterator[Row]:
    """Yield the plays of a file."""
    found = objects(source.file)
    first = list(islice(found, ROWS_FOR_WORDS))
    before, after = _words([str(one.get("title", "")) for one in first if isinstance(one, dict)])
    return each(chain(first, found), lambda said: _row(said, before, after))


def _words(titles: list[str]) -> tuple[str, str]:
    """Return the words that stand before or after all titles: those of English, or what enough titles share."""
    different = sorted(set(filter(None, titles)))
    if all(title.startswith(_ENGLISH) for title in different):
        return _ENGLISH, ""
    if len(different) < TITLES_FOR_WORDS:
        return "", ""
    if before := _common(different).rpartition(" ")[0]:
        return f"{before} ", ""
    after = _common([title[::-1] for title in different])[::-1]
    return "", after[after.find(" ") :] if " " in after else ""


def _common(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    return first[: next((at for at, sign in enumerate(first) if sign != last[at : at + 1]), len(first))]


def _row(said: dict[str, Any], before: str, after: str) -> Row:
    if any(one.get("name") == "From Google Ads" for one in _objects(said.get("details"))):
        return LeftOut.ADVERTISEMENT
    channel, title = _channel(said), text(said.get("title"))
    in_music = said.get("header") == "YouTube Music" or "//music.youtube." in str(said.get("titleUrl"))
    if not in_music and not (channel or "").endswith(_TOPIC):
        return LeftOut.VIDEO
    if title is None or channel is None:
        return LeftOut.NO_NAMES
    artist, title = _names(channel, title.removeprefix(before).removesuffix(after))
    return named(artist, title, moment(said.get("time")))


def _names(channel: str, title: str) -> tuple[str, str]:
    """Return artist and title: a clip that its makers uploaded has both in its title."""
    if channel.endswith(_TOPIC):
        return channel.removesuffix(_TOPIC), title
    title = _CLIP.sub("", title)
    artist, dash, rest = title.partition(" - ")
    return (artist.strip(), rest.strip()) if dash and artist.strip() and rest.strip() else (channel, title)


def _channel(said: dict[str, Any]) -> str | None:
    """Return the name of the channel; what was removed since has none."""
    return next((text(one.get("name")) for one in _objects(said.get("subtitles"))), None)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


FORMAT = Format("youtube-music", "YouTube Music", "export-youtube-music", claims, rows)
