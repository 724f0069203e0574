"""The ``fields`` parameter: what is named, nested or left out, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import InvalidParameter
from accord.server.webapi.fields import DEEPEST, LONGEST, parse_fields

ALBUM = {"name": "Long Way", "id": "1", "images": [{"url": "a", "width": 640}], "artists": []}
PLAIN = {"name": "Long Way", "id": "1"}
PAGE = {
    "total": 2,
    "next": None,
    "items": [{"added_at": "now", "track": {"name": "One", "album": ALBUM}}, {"added_at": "then", "track": None}],
}
PLAYLIST = {"name": "Mine", "owner": {"id": "ada", "type": "user"}, "tracks": PAGE}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("name", {"name": "Mine"}),
        ("name,owner.id", {"name": "Mine", "owner": {"id": "ada"}}),
        (" name , owner ( id ) ", {"name": "Mine", "owner": {"id": "ada"}}),
        ("owner(id,type)", {"owner": {"id": "ada", "type": "user"}}),
        ("owner.id,owner.type", {"owner": {"id": "ada", "type": "user"}}),
        ("owner.id,owner", {"owner": {"id": "ada", "type": "user"}}),
        ("unknown,tracks.total,name.deeper", {"tracks": {"total": 2}, "name": "Mine"}),
        ("tracks.items(added_at)", {"tracks": {"items": [{"added_at": "now"}, {"added_at": "then"}]}}),
        ("tracks.items.track.name", {"tracks": {"items": [{"track": {"name": "One"}}, {"track": None}]}}),
        (
            "tracks(items(track(name,album(!images,artists))),next)",
            {"tracks": {"items": [{"track": {"name": "One", "album": PLAIN}}, {"track": None}], "next": None}},
        ),
        ("!tracks", {"name": "Mine", "owner": {"id": "ada", "type": "user"}}),
        ("!tracks,owner", {"name": "Mine"}),
        ("!tracks,!owner.id", {"name": "Mine", "owner": {"type": "user"}}),
        ("!tracks,owner(id)", {"name": "Mine", "owner": {"type": "user"}}),
    ],
)
def test_fields(fields: str, expected: dict[str, Any]) -> None:
    assert parse_fields(fields).of(PLAYLIST) == expected


@pytest.mark.parametrize(
    "fields",
    [
        *("", "name,", ",name", "a(b", "a)b", "a(b))", "a b", "a..b", "a.", "a()", "!", "!!a", "a(!)", "a;b", "ä", "1"),
        *("a(" * (DEEPEST + 2), "a." * (DEEPEST + 2) + "a", "a" * (LONGEST + 1), "a(" * 900),
    ],
)
def test_what_cannot_be_read_is_refused(fields: str) -> None:
    with pytest.raises(InvalidParameter, match="Invalid fields"):
        parse_fields(fields)


@given(st.text(alphabet="ab.,()! ", max_size=40))
def test_whatever_comes_is_read_or_refused(fields: str) -> None:
    with suppress(InvalidParameter):
        parse_fields(fields).of(PLAYLIST)
