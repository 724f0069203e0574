"""A person's own player is told apart from a tool that polled a platform, whose ids stay out in any case."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import SourceRefused
from accord.rights.listen_origin import SPOTIFY_WEB_API, origin, without_platform_ids
from accord.rights.registry import OWN_LISTENING, require_storable

LINK = "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"

OWN: list[dict[str, Any]] = [
    {},
    {"submission_client": "mpdscribble", "media_player": "mpd"},
    {"submission_client": "Web Scrobbler", "music_service": "spotify.com", "origin_url": LINK},
    {"submission_client": "Pano Scrobbler", "media_player": "com.spotify.music"},
    {"submission_client": "multi-scrobbler", "music_service_name": "Jellyfin"},
    {"submission_client": "multi-scrobbler", "media_player": "Navidrome", "music_service": None},
    {"submission_client": 7, "music_service": ["spotify.com"]},
]

POLLED: list[dict[str, Any]] = [
    {"submission_client": "multi-scrobbler", "music_service": "spotify.com", "music_service_name": "Spotify"},
    {"submission_client": " Multi-Scrobbler ", "music_service_name": "spotify"},
    {"submission_client": "multi-scrobbler", "origin_url": LINK},
    {"submission_client": "multi-scrobbler", "spotify_artist_ids": []},
    {"submission_client": "listenbrainz", "music_service": "spotify.com"},
    {"listening_from": "spotify"},
]


@pytest.mark.parametrize("info", OWN)
def test_what_a_player_reports_is_the_persons_own(info: dict[str, Any]) -> None:
    assert origin(info) == OWN_LISTENING.id
    assert require_storable(origin(info)) == OWN_LISTENING


@pytest.mark.parametrize("info", POLLED)
def test_t19_what_a_tool_polled_may_not_be_held(info: dict[str, Any]) -> None:
    assert origin(info) == SPOTIFY_WEB_API
    with pytest.raises(SourceRefused):
        require_storable(origin(info))


@pytest.mark.parametrize(
    "value",
    [
        LINK,
        "http://OPEN.SPOTIFY.COM/album/1",
        "open.spotify.com/intl-de/track/1",
        "spotify:track:4cOdK2wGLETKBW3PvgPWqT",
        "https://spotify.link/abc",
        "https://api.spotify.com/v1/tracks/1",
        [LINK],
        {"deep": [{"deeper": LINK}]},
        {LINK: 1},
    ],
)
def test_t19_links_of_the_platform_are_left_out_wherever_they_stand(value: Any) -> None:
    assert without_platform_ids({"any_key": value, "media_player": "x"}) == ({"media_player": "x"}, ("any_key",))


@pytest.mark.parametrize("key", ["spotify_id", "spotify_album_id", "spotify_artist_ids", "spotify_album_artist_ids"])
def test_t19_ids_of_the_platform_are_left_out(key: str) -> None:
    assert without_platform_ids({key: "4cOdK2wGLETKBW3PvgPWqT", "tracknumber": 1}) == ({"tracknumber": 1}, (key,))


@pytest.mark.parametrize(
    "value",
    ["spotify.com", "Spotify", "https://example.org/?see=openXspotify", "https://notopen.spotify.community/x", 7, None],
)
def test_naming_the_service_is_no_link(value: Any) -> None:
    assert without_platform_ids({"music_service": value}) == ({"music_service": value}, ())


texts = st.sampled_from(["", "a", "spotify_id", LINK, "spotify:track:1"]) | st.text(max_size=3)
values = st.recursive(
    st.none() | st.integers() | texts,
    lambda deeper: st.lists(deeper, max_size=2) | st.dictionaries(texts, deeper, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_nothing_is_lost_unsaid(info: dict[str, Any]) -> None:
    kept, left_out = without_platform_ids(info)
    assert kept.keys() | set(left_out) == info.keys()
    assert not kept.keys() & set(left_out)
    assert all(kept[key] == info[key] for key in kept)
    assert without_platform_ids(kept) == (kept, ())
