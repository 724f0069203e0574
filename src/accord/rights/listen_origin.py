"""Where a reported listen comes from: the person's own player, or a tool that polled a platform's API.

A player that tells what it plays hands over the person's own data. A tool that asked the Spotify Web API what the
person played hands over content of that API, whose terms do not let anyone keep it in a place like this one; the same
facts are lawful to keep from the export that the platform owes each person (Regulation (EU) 2016/679, article 20).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from accord.rights.registry import OWN_LISTENING

SPOTIFY_WEB_API = "spotify-web-api"
"""Id of the source in the registry."""

POLLERS = frozenset({"multi-scrobbler", "listenbrainz"})
"""Submission clients, in lower case, that learn of Spotify listens from its Web API.

multi-scrobbler polls it; what ListenBrainz itself polled names ``listenbrainz``, and in years past ``listening_from``.
"""

_PLATFORM_LINK = re.compile(
    r"(?:^|//|\.)open\.spotify\.com(?:[/:?#]|$)|^spotify:[a-z]+:|//spotify\.link/|//api\.spotify\.com/"
)


def origin(additional_info: Mapping[str, Any]) -> str:
    """Return the id of the source that a reported listen comes from.

    Parameters
    ----------
    additional_info : mapping
        What the submission says besides the names, in ListenBrainz terms.

    Returns
    -------
    str
        ``own-listening``, or ``spotify-web-api`` where a known poller reports from Spotify.
    """
    if _word(additional_info.get("listening_from")) == "spotify":
        return SPOTIFY_WEB_API
    polled = _word(additional_info.get("submission_client")) in POLLERS
    return SPOTIFY_WEB_API if polled and _from_spotify(additional_info) else OWN_LISTENING.id


def without_platform_ids(additional_info: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Leave out the ids and links by which Spotify names things: they are content of its API, not of the person.

    Parameters
    ----------
    additional_info : mapping
        What the submission says besides the names.

    Returns
    -------
    kept : dict
        What may be kept.
    left_out : tuple of str
        The keys that may not, in order.
    """
    left_out = tuple(
        sorted(key for key, value in additional_info.items() if key.startswith("spotify_") or _links(value))
    )
    return {key: value for key, value in additional_info.items() if key not in left_out}, left_out


def _from_spotify(info: Mapping[str, Any]) -> bool:
    named = _word(info.get("music_service")), _word(info.get("music_service_name"))
    return any("spotify" in name for name in named) or bool(without_platform_ids(info)[1])


def _links(value: Any) -> bool:
    match value:
        case str():
            return bool(_PLATFORM_LINK.search(value.strip().lower()))
        case list():
            return any(_links(item) for item in value)
        case dict():
            return any(_links(item) for pair in value.items() for item in pair)
    return False


def _word(value: Any) -> str:
    return value.strip().lower() if isinstance(value, str) else ""
