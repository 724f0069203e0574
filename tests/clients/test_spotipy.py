"""spotipy over real audio: every method for music, five ways to a token, limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import (
    SpotifyClientCredentials,
    SpotifyImplicitGrant,
    SpotifyOAuth,
    SpotifyOauthError,
    SpotifyPKCE,
)

from tests.clients.conftest import STRICT, World
from tests.server import contract

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def at(url: str, manager: Any) -> Any:
    """Lead the way to tokens to Accord."""
    manager.OAUTH_TOKEN_URL = f"{url}/api/token"
    manager.OAUTH_AUTHORIZE_URL = f"{url}/authorize"
    return manager


def client(url: str, retries: int = 0, **auth: Any) -> spotipy.Spotify:
    def check(response: requests.Response, **_: object) -> None:
        if response.content and "fields=" not in response.url:
            contract.check(response.url, response.status_code, response.json(), response.request.method or "GET")

    session = None
    if not retries:  # else the client mounts its own way of trying again
        session = requests.Session()
        session.hooks["response"].append(check)
    made = spotipy.Spotify(
        requests_session=session or True, retries=retries, status_retries=retries, requests_timeout=60, **auth
    )
    made.prefix = f"{url}/v1/"
    return made


def everything(api: spotipy.Spotify, page: dict[str, Any], inside: str = "") -> list[Any]:
    """All items of a list, page by page."""
    items = list(page["items"])
    while page["next"]:
        page = api.next(page)
        page = page[inside] if inside else page
        items += page["items"]
    return items


@pytest.fixture(scope="module")
def app(world: World) -> spotipy.Spotify:
    manager = SpotifyClientCredentials(world.client_id, world.secret, cache_handler=MemoryCacheHandler())
    return client(world.url, auth_manager=at(world.url, manager))


@pytest.fixture(scope="module")
def granted(world: World) -> Any:
    """The client's manager of tokens, after Ada allowed all that it asked."""
    manager = at(
        world.url,
        SpotifyOAuth(
            *(world.client_id, world.secret, world.redirect_uri),
            state="a state",
            scope=" ".join(world.scopes),
            cache_handler=MemoryCacheHandler(),
            open_browser=False,
            show_dialog=True,
        ),
    )
    state, code = manager.parse_auth_response_url(world.person(manager.get_authorize_url()))
    assert state == "a state"
    manager.get_access_token(code, as_dict=False)
    return manager


@pytest.fixture(scope="module")
def ada(granted: Any, world: World) -> spotipy.Spotify:
    return client(world.url, auth_manager=granted)


def test_the_catalogue(app: spotipy.Spotify, world: World) -> None:
    tracks, artists, albums = world.tracks, world.artists, world.albums
    assert [track["id"] for track in app.tracks(tracks, market="DE")["tracks"]] == tracks
    assert app.track(f"spotify:track:{tracks[0]}")["name"] == world.titles[0]
    features = app.audio_features([*tracks, world.unknown])
    assert [one and one["id"] for one in features] == [*tracks, None]
    assert app.audio_analysis(tracks[0])["track"]["tempo"] == features[0]["tempo"]
    assert [artist["id"] for artist in app.artists(artists)["artists"]] == artists
    assert app.artist(artists[0])["name"] == world.query
    owned = app.artist_albums(artists[0], include_groups="album,single", country="DE", limit=1)
    assert len(everything(app, owned)) == owned["total"] > 0
    assert app.artist_top_tracks(artists[0])["tracks"]
    assert app.artist_related_artists(artists[0])["artists"]
    assert [album["id"] for album in app.albums(albums)["albums"]] == albums
    numbers = [track["track_number"] for track in everything(app, app.album_tracks(albums[0], limit=2))]
    assert numbers == list(range(1, app.album(albums[0])["total_tracks"] + 1))
    assert "DE" in app.available_markets()["markets"]


def test_what_there_is_to_find(app: spotipy.Spotify, world: World) -> None:
    found = app.search(world.query, type="artist,track,album", limit=1)
    assert found["artists"]["items"][0]["name"] == world.query
    assert len(everything(app, found["tracks"], "tracks")) == found["tracks"]["total"] > 1
    assert app.search_markets(world.query, markets=["DE", "US"], total=2)["DE"]["tracks"]["items"]
    fitting = app.recommendations([world.artists[0]], None, [world.tracks[0]], limit=5, country="DE", max_loudness=0)
    assert 0 < len(fitting["tracks"]) <= 5
    assert app.recommendation_genre_seeds()["genres"]
    categories = everything(app, app.categories(limit=3)["categories"], "categories")
    assert len(categories) == app.categories()["categories"]["total"]
    assert app.category(categories[0]["id"]) == categories[0]
    assert len(everything(app, app.new_releases(limit=2)["albums"], "albums")) == len(world.albums)
    featured = app.featured_playlists(limit=2)["playlists"]["items"]
    assert len(everything(app, app.playlist_items(featured[0]["id"], limit=2))) > 2
    assert any(app.category_playlists(category["id"])["playlists"]["total"] for category in categories)


def test_what_ada_keeps(ada: spotipy.Spotify, world: World) -> None:
    three = world.tracks[:3]
    ada.current_user_saved_tracks_add(three)
    assert {item["track"]["id"] for item in everything(ada, ada.current_user_saved_tracks(limit=2))} == set(three)
    assert ada.current_user_saved_tracks_contains(world.tracks[:4]) == [True, True, True, False]
    ada.current_user_saved_tracks_delete(three)
    assert ada.current_user_saved_tracks()["total"] == 0
    ada.current_user_saved_albums_add(world.albums)
    assert len(everything(ada, ada.current_user_saved_albums(limit=1))) == len(world.albums)
    assert all(ada.current_user_saved_albums_contains(world.albums))
    ada.current_user_saved_albums_delete(world.albums)
    ada.user_follow_artists(world.artists)
    followed = ada.current_user_followed_artists(limit=2)["artists"]
    assert {one["id"] for one in everything(ada, followed, "artists")} == set(world.artists)
    assert all(ada.current_user_following_artists(world.artists))
    ada.user_unfollow_artists(world.artists)
    assert not any(ada.current_user_following_artists(world.artists))
    ada.user_follow_users([world.other_id])
    assert ada.current_user_following_users([world.other_id]) == [True]
    ada.user_unfollow_users([world.other_id])
    assert [ada.current_user_saved_shows()["total"], ada.current_user_saved_episodes()["total"]] == [0, 0]


def test_what_ada_hears(ada: spotipy.Spotify, world: World) -> None:
    assert ada.me()["display_name"] == ada.current_user()["display_name"] == "Ada"
    top = everything(ada, ada.current_user_top_tracks(limit=2))
    assert [track["id"] for track in top] == world.tracks[:4]
    assert ada.current_user_top_artists(time_range="short_term")["items"]
    recent = everything(ada, ada.current_user_recently_played(limit=4))
    assert [item["track"]["id"] for item in recent[:2]] == [world.tracks[0]] * 2
    assert len(recent) == 10
    assert (ada.current_playback(), ada.currently_playing(), ada.devices()) == (None, None, {"devices": []})
    assert ada.current_user_playing_track() is None
    assert ada.queue()["queue"] == []
    player = (ada.pause_playback, ada.start_playback, ada.next_track, ada.previous_track)
    changes = (lambda: ada.volume(10), lambda: ada.shuffle(True), lambda: ada.repeat("off"), lambda: ada.seek_track(1))
    for command in (*player, *changes, lambda: ada.add_to_queue(world.tracks[0])):
        with pytest.raises(spotipy.SpotifyException, match="NO_ACTIVE_DEVICE"):
            command()


def test_adas_playlists(ada: spotipy.Spotify, world: World) -> None:
    user, uris = ada.me()["id"], [f"spotify:track:{id_}" for id_ in world.tracks]
    id_ = ada.user_playlist_create(user, "From spotipy", public=False, description="Ünïcode")["id"]

    def items() -> list[str]:
        page = ada.playlist_items(id_, limit=2)
        return [item["item" if "item" in item else "track"]["uri"] for item in everything(ada, page)]

    ada.playlist_add_items(id_, uris[:4])
    ada.playlist_add_items(id_, [uris[4]], position=0)
    assert items() == [uris[4], *uris[:4]]
    moved = ada.playlist_reorder_items(id_, range_start=0, insert_before=5)
    ada.playlist_remove_specific_occurrences_of_items(
        id_, [{"uri": uris[0], "positions": [0]}], snapshot_id=moved["snapshot_id"]
    )
    assert items() == uris[1:5]
    ada.playlist_remove_all_occurrences_of_items(id_, [uris[1]])
    ada.playlist_replace_items(id_, uris[5:7])
    assert items() == uris[5:7]
    ada.playlist_change_details(id_, name="Renamed", public=True)
    ada.playlist_upload_cover_image(id_, world.picture)
    assert ada.playlist_cover_image(id_)
    assert ada.playlist(id_, fields="name,public") == {"name": "Renamed", "public": True}
    assert ada.playlist(id_)["tracks"]["total"] == 2
    assert ada.playlist_tracks(id_)["total"] == 2
    for page in (ada.user_playlists(user, limit=1), ada.current_user_playlists(limit=1)):
        assert id_ in [one["id"] for one in everything(ada, page)]
    # Its method playlist_is_following fails before it asks: it hands warnings.warn a wrong argument.
    ada.current_user_follow_playlist(id_)
    ada.current_user_unfollow_playlist(id_)
    assert ada.user(user)["display_name"] == "Ada"


def test_the_old_ways_to_playlists(ada: spotipy.Spotify, world: World) -> None:
    user = ada.me()["id"]
    id_ = ada.current_user_playlist_create("Another", public=True)["id"]
    ada.user_playlist_add_tracks(user, id_, world.tracks[:3])
    ada.user_playlist_reorder_tracks(user, id_, 0, 3)
    ada.user_playlist_remove_all_occurrences_of_tracks(user, id_, world.tracks[:1])
    assert [item["track"]["id"] for item in ada.user_playlist_tracks(user, id_)["items"]] == world.tracks[1:3]
    ada.user_playlist_replace_tracks(user, id_, world.tracks[4:5])
    ada.user_playlist_change_details(user, id_, name="Again")
    assert ada.user_playlist(user, id_)["name"] == "Again"
    ada.user_playlist_unfollow(user, id_)


def test_a_token_is_refreshed(granted: Any, ada: spotipy.Spotify) -> None:
    before = granted.cache_handler.get_cached_token()
    renewed = granted.refresh_access_token(before["refresh_token"])
    assert renewed["access_token"] != before["access_token"]
    assert ada.me()["display_name"] == "Ada"


def test_apps_without_a_secret(world: World) -> None:
    pkce = at(
        world.url,
        SpotifyPKCE(
            world.public_id,
            world.redirect_uri,
            scope="user-read-private",
            cache_handler=MemoryCacheHandler(),
            open_browser=False,
        ),
    )
    code = pkce.parse_response_code(world.person(pkce.get_authorize_url()))
    token = pkce.get_access_token(code)
    assert client(world.url, auth=token).me()["display_name"] == "Ada"
    renewed = pkce.refresh_access_token(pkce.cache_handler.get_cached_token()["refresh_token"])
    assert client(world.url, auth=renewed["access_token"]).me()["display_name"] == "Ada"
    implicit = at(
        world.url, SpotifyImplicitGrant(world.public_id, world.redirect_uri, cache_handler=MemoryCacheHandler())
    )
    back = implicit.parse_response_token(world.person(implicit.get_authorize_url()))
    assert client(world.url, auth=back["access_token"]).me()["display_name"] == "Ada"


def test_what_its_users_catch(app: spotipy.Spotify, world: World) -> None:
    failing: tuple[tuple[Callable[[], object], int, str], ...] = (
        (lambda: app.track(world.unknown), 404, "Resource not found"),
        (lambda: app.albums([world.albums[0]] * 21), 400, "too many ids requested"),
        (lambda: client(world.url, auth="forged").track(world.tracks[0]), 401, "Invalid access token"),
        (lambda: app.me(), 401, "Valid user authentication required"),
    )
    for ask, status, words in failing:
        with pytest.raises(spotipy.SpotifyException, match=words) as caught:
            ask()
        assert caught.value.http_status == status
    wrong = at(world.url, SpotifyClientCredentials(world.client_id, "0" * 32, cache_handler=MemoryCacheHandler()))
    with pytest.raises(SpotifyOauthError, match="invalid_client"):
        wrong.get_access_token(as_dict=False)


def test_a_limit_is_waited_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waits(Exception):
        pass

    def sleep(seconds: float) -> None:
        raise Waits(seconds)

    manager = SpotifyClientCredentials(*world.hurried["spotipy"], cache_handler=MemoryCacheHandler())
    hurried = client(world.strict_url, retries=1, auth_manager=at(world.strict_url, manager))
    for _ in range(STRICT):
        hurried.track(world.tracks[0])
    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Waits) as waited:
        hurried.track(world.tracks[0])
    assert 1 <= waited.value.args[0] <= 31
