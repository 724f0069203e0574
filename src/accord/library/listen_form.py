"""A listen in the form in which ListenBrainz takes and gives it: read with every limit checked, and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from accord.domain.entities import Listen
from accord.domain.errors import InvalidId, InvalidParameter
from accord.domain.ids import isrc, mbid
from accord.library.listening import listen_id, require_time
from accord.rights.listen_origin import origin, without_platform_ids
from accord.rights.registry import require_storable

LARGEST_LISTEN = 10_240
"""Bytes of one listen's JSON."""

MOST_TAGS = 50
LONGEST_TAG = 64
"""Characters."""

LONGEST_DURATION = 2_073_600
"""Seconds: 24 days."""

_NAMES = ("artist_name", "track_name", "release_name", "additional_info")
_MBIDS = ("recording_mbid", "release_mbid", "release_group_mbid", "track_mbid")
_MBID_LISTS = ("artist_mbids", "work_mbids")


class Heard(NamedTuple):
    """A listen that was read."""

    listen: Listen
    left_out: tuple[str, ...]
    """What it said that is not kept: keys of ``track_metadata`` or ``additional_info``."""


def listen_of(document: Any, now: float) -> Heard:
    """Read a listen.

    Parameters
    ----------
    document : Any
        What JSON says: ``{"listened_at": ..., "track_metadata": {...}}``.
    now : float
        Seconds since 1970; becomes ``inserted_at``.

    Returns
    -------
    Heard

    Raises
    ------
    InvalidParameter
        If it is no listen, or beyond a limit; the message says which.
    SourceRefused
        If it comes from a source of which nothing may be kept.
    """
    if not isinstance(document, dict) or not isinstance(document.get("track_metadata"), dict):
        raise InvalidParameter(
            "a listen is an object with listened_at and track_metadata, and track_metadata an object."
        )
    _require_size(document)
    for key in document.keys() - {"listened_at", "track_metadata"}:
        raise InvalidParameter(f"a listen has listened_at and track_metadata alone, not {key!r:.40}.")
    said = document["track_metadata"]
    info = said.get("additional_info")
    if not isinstance(info, dict | None):
        raise InvalidParameter("additional_info is not an object.")
    info = {key: value for key, value in (info or {}).items() if value is not None}
    source_id = require_storable(origin(info)).id
    kept, left_out = without_platform_ids(info)
    _require_tags(kept)
    _require_mbids(kept)
    listen = Listen(
        listened_at=require_time(_whole("listened_at", document.get("listened_at")), now),
        artist_name=_name(said, "artist_name"),
        track_name=_name(said, "track_name"),
        release_name=_release(said),
        source_id=source_id,
        inserted_at=int(now),
        recording_mbid=mbid(kept["recording_mbid"]) if kept.get("recording_mbid") else None,
        isrc=_isrc(kept.get("isrc")),
        duration=_duration(kept),
        additional_info=kept,
    )
    return Heard(listen, (*sorted(said.keys() - set(_NAMES)), *left_out))


def form_of(listen: Listen) -> dict[str, Any]:
    """Return a listen as ListenBrainz gives it, without the name of the listener."""
    info = dict(listen.additional_info)
    if listen.recording_mbid and "recording_mbid" not in info:
        info["recording_mbid"] = listen.recording_mbid
    if listen.isrc and "isrc" not in info:
        info["isrc"] = listen.isrc
    if listen.duration is not None and not info.keys() & {"duration", "duration_ms"}:
        info["duration_ms"] = round(listen.duration * 1000)
    names = {"artist_name": listen.artist_name, "track_name": listen.track_name}
    if listen.release_name is not None:
        names["release_name"] = listen.release_name
    return {
        "listened_at": listen.listened_at,
        "inserted_at": listen.inserted_at,
        "recording_msid": listen_id(listen),
        "track_metadata": names | {"additional_info": info},
    }


def _require_size(document: dict[str, Any]) -> None:
    try:
        written = orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise InvalidParameter("the listen is nested too deeply.") from error
    if len(written) > LARGEST_LISTEN:
        raise InvalidParameter(f"the listen has {len(written)} bytes; at most {LARGEST_LISTEN} are taken.")
    if b"\\u0000" in written and _has_nul(document):
        raise InvalidParameter("the listen holds a NUL character.")


def _has_nul(value: Any) -> bool:
    match value:
        case str():
            return "\0" in value
        case list():
            return any(_has_nul(item) for item in value)
        case dict():
            return any(_has_nul(item) for pair in value.items() for item in pair)
    return False


def _name(said: Mapping[str, Any], key: str) -> str:
    name = said.get(key)
    if not isinstance(name, str) or not name.strip():
        raise InvalidParameter(f"{key} is missing, empty, or not text.")
    return name


def _release(said: Mapping[str, Any]) -> str | None:
    name = said.get("release_name")
    if not isinstance(name, str | None):
        raise InvalidParameter("release_name is not text.")
    return name if name and name.strip() else None


def _whole(key: str, value: Any) -> int:
    try:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            return int(value)
    except (ValueError, OverflowError) as error:
        raise InvalidParameter(f"{key} is {value!r:.40}, not a whole number.") from error
    raise InvalidParameter(f"{key} is missing or not a whole number.")


def _require_tags(info: Mapping[str, Any]) -> None:
    tags = info.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise InvalidParameter("tags is not a list of texts.")
    if len(tags) > MOST_TAGS:
        raise InvalidParameter(f"tags has {len(tags)} items; at most {MOST_TAGS} are taken.")
    if any(len(tag) > LONGEST_TAG for tag in tags):
        raise InvalidParameter(f"a tag is longer than {LONGEST_TAG} characters.")


def _require_mbids(info: Mapping[str, Any]) -> None:
    for key in (*_MBIDS, *_MBID_LISTS):
        ids = info.get(key) or []
        listed = ids if key in _MBID_LISTS else [ids] if ids else []
        try:
            if not isinstance(listed, list) or not all(isinstance(id_, str) and mbid(id_) for id_ in listed):
                raise InvalidParameter(f"{key} is not what it should be: MusicBrainz ids.")
        except InvalidId as error:
            raise InvalidParameter(f"{key}: {error}") from error


def _isrc(text: Any) -> str | None:
    # Players take ISRCs from tags as they are: one that is none is kept as it was said, and not used.
    try:
        return isrc(text) if isinstance(text, str) else None
    except InvalidId:
        return None


def _duration(info: Mapping[str, Any]) -> float | None:
    if "duration" in info and "duration_ms" in info:
        raise InvalidParameter("duration and duration_ms are both given; one of them is taken.")
    for key, per_second in (("duration", 1), ("duration_ms", 1000)):
        if key in info:
            value = _whole(key, info[key])
            if not 0 < value <= LONGEST_DURATION * per_second:
                raise InvalidParameter(f"{key} is {value}, not between 1 and {LONGEST_DURATION * per_second}.")
            return value / per_second
    return None
