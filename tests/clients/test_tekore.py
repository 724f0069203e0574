"""tekore over real audio: every method for music, three ways to a token, limits. It validates every object itself."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import tekore

from tests.clients.conftest import STRICT, World
from tests.server.acting import Redirected, here


def credentials(world: World) -> tekore.Credentials:
    return tekore.Credentials(world.client_id, world.secret, world.redirect_uri, sender=Redirected(world.url))


@pytest.fixture(scope="module")
def app(world: World) -> Iterator[tekore.Spotify]:
    sender = Redirected(world.url)
    client = tekore.Spotify(credentials(world).request_client_token(), sender=sender, max_limits_on=False)
    yield client
    client.close()


@pytest.fixture(scope="module")
def ada(world: World) -> Iterator[tekore.Spotify]:
    """The client with a token that Ada gave it."""
    asked = credentials(world).user_authorisation_url(world.scopes, state="a state", show_dialog=True)
    back = world.person(here(asked, world.url))
    assert tekore.parse_state_from_url(back) == "a state"
    token = credentials(world).request_user_token(tekore.parse_code_from_url(back))
    client = tekore.Spotify(token, sender=Redirected(world.url))
    yield client
    client.close()


def test_the_catalogue(app: tekore.Spotify, world: World) -> None:
    assert [track.id for track in app.tracks(world.tracks)] == world.tracks
    assert [one and one.id for one in app.tracks_audio_features([*world.tracks, world.unknown])] == [
        *world.tracks,
        None,
    ]
    assert app.track_audio_features(world.tracks[0]).tempo == app.track_audio_analysis(world.tracks[0]).track["tempo"]
    assert app.track(world.tracks[0], market="DE").id == world.tracks[0]
    assert [artist.id for artist in app.artists(world.artists)] == world.artists
    assert app.artist(world.artists[0]).id == world.artists[0]
    assert [album.id for album in app.albums(world.albums)] == world.albums
    pages = app.all_items(app.album_tracks(world.albums[0], limit=2))
    assert [track.track_number for track in pages] == list(range(1, app.album(world.albums[0]).total_tracks + 1))
    owned = app.artist_albums(world.artists[0], include_groups=["album", "single"], limit=1)
    assert len(list(app.all_items(owned))) == owned.total > 0
    assert app.artist_top_tracks(world.artists[0], "DE")
    assert app.artist_related_artists(world.artists[0])
    assert "DE" in app.markets()


def test_what_there_is_to_find(app: tekore.Spotify, world: World) -> None:
    artists, tracks = app.search(world.query, types=("artist", "track"))
    assert artists.items[0].name == world.query
    assert tracks.total > 0
    fitting = app.recommendations([world.artists[0]], None, [world.tracks[0]], limit=5, target_energy=0.5)
    assert 0 < len(fitting.tracks) <= 5
    assert app.recommendation_genre_seeds()
    categories = list(app.all_items(app.categories(limit=3)))
    assert len(categories) == app.categories().total
    assert app.category(categories[0].id) == categories[0]
    assert app.new_releases(limit=2).total == len(world.albums)
    message, featured = app.featured_playlists()
    assert message
    made = app.playlist(featured.items[0].id)
    assert made.items.total > 0
    assert any(app.category_playlists(category.id).total for category in categories)


def test_what_ada_keeps(ada: tekore.Spotify, world: World) -> None:
    three = world.tracks[:3]
    ada.saved_tracks_add(three)
    assert {item.track.id for item in ada.all_items(ada.saved_tracks(limit=2))} == set(three)
    assert ada.saved_tracks_contains(world.tracks[:4]) == [True, True, True, False]
    ada.saved_tracks_delete(three)
    assert ada.saved_tracks().total == 0
    ada.saved_albums_add(world.albums)
    assert ada.saved_albums(limit=1).total == len(world.albums)
    assert all(ada.saved_albums_contains(world.albums))
    ada.saved_albums_delete(world.albums)
    ada.artists_follow(world.artists)
    assert {artist.id for artist in ada.all_items(ada.followed_artists(limit=2))} == set(world.artists)
    assert all(ada.artists_is_following(world.artists))
    ada.artists_unfollow(world.artists)
    assert not any(ada.artists_is_following(world.artists))
    ada.users_follow([world.other_id])
    assert ada.users_is_following([world.other_id]) == [True]
    ada.users_unfollow([world.other_id])
    assert (ada.saved_shows().total, ada.saved_episodes().total) == (0, 0)


def test_what_ada_hears(ada: tekore.Spotify, world: World) -> None:
    assert ada.current_user().display_name == "Ada"
    assert [track.id for track in ada.current_user_top_tracks(limit=4).items] == world.tracks[:4]
    assert ada.current_user_top_artists("long_term").total > 0
    page = ada.playback_recently_played(limit=2)
    assert [item.track.id for item in page.items] == [world.tracks[0]] * 2
    assert len(list(ada.all_items(page))) == 10
    assert (ada.playback(), ada.playback_currently_playing(), ada.playback_devices()) == (None, None, [])
    assert ada.playback_queue().queue == []
    player = (ada.playback_pause, ada.playback_resume, ada.playback_next, ada.playback_previous)
    for command in (*player, lambda: ada.playback_volume(10), lambda: ada.playback_start_tracks(world.tracks[:1])):
        with pytest.raises(tekore.NotFound, match="No active device found"):
            command()


def test_adas_playlists(ada: tekore.Spotify, world: World) -> None:
    user = ada.current_user().id
    uris = [f"spotify:track:{id_}" for id_ in world.tracks]
    made = ada.playlist_create(user, "From tekore", public=False, description="Ünïcode")
    ada.playlist_add(made.id, uris[:4])
    ada.playlist_add(made.id, [uris[4]], position=0)
    found = ada.all_items(ada.playlist_items(made.id, limit=2))
    assert [item.item.uri for item in found] == [uris[4], *uris[:4]]
    ada.playlist_reorder(made.id, range_start=0, insert_before=5)
    ada.playlist_remove(made.id, [uris[0]])
    assert [item.item.uri for item in ada.playlist_items(made.id).items] == [*uris[1:5]]
    ada.playlist_replace(made.id, uris[5:7])
    ada.playlist_change_details(made.id, name="Renamed", public=True)
    ada.playlist_cover_image_upload(made.id, world.picture)
    assert ada.playlist_cover_image(made.id)
    whole = ada.playlist(made.id)
    assert (whole.name, whole.public, whole.items.total) == ("Renamed", True, 2)
    assert made.id in [one.id for one in ada.all_items(ada.playlists(user))]
    assert made.id in [one.id for one in ada.followed_playlists().items]
    ada.playlist_clear(made.id)
    assert ada.playlist_items(made.id).items == []
    ada.playlist_follow(made.id)
    assert ada.playlist_is_following(made.id, [user]) == [True]
    ada.playlist_unfollow(made.id)
    assert ada.user(user).display_name == "Ada"


def test_pkce_and_refresh(world: World) -> None:
    public = tekore.Credentials(world.public_id, redirect_uri=world.redirect_uri, sender=Redirected(world.url))
    asked, verifier = public.pkce_user_authorisation(["user-read-private"])
    back = world.person(here(asked, world.url))
    token = public.request_pkce_token(tekore.parse_code_from_url(back), verifier)
    renewed = public.refresh_pkce_token(token.refresh_token)
    assert renewed.access_token != token.access_token
    client = tekore.Spotify(renewed, sender=Redirected(world.url))
    assert client.current_user().display_name == "Ada"
    client.close()


def test_a_refreshed_token_acts_for_the_same_person(ada: tekore.Spotify, world: World) -> None:
    renewed = credentials(world).refresh(ada.token)
    with ada.token_as(renewed):
        assert ada.current_user().display_name == "Ada"


def test_a_limit_is_waited_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waits(Exception):
        pass

    def sleep(seconds: float) -> None:
        raise Waits(seconds)

    sender = Redirected(world.strict_url)
    token = tekore.Credentials(*world.hurried["tekore"], sender=sender).request_client_token()
    client = tekore.Spotify(token, sender=tekore.RetryingSender(retries=1, sender=sender))
    for _ in range(STRICT):
        client.track(world.tracks[0])
    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Waits) as waited:
        client.track(world.tracks[0])
    assert 1 <= waited.value.args[0] <= 31
