"""The real clients, unmodified but for the server's address, through every endpoint they have here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import spotipy
import tekore
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyClientCredentials, SpotifyOauthError

from tests.server import contract, music
from tests.server.conftest import Server
from tests.server.music import ADA, ALBUM, BELA, LONG, LONG_WAY, SINGLE


def _credentials(server: Server, secret: str) -> Any:
    manager = SpotifyClientCredentials(server.client_id, secret, cache_handler=MemoryCacheHandler())
    manager.OAUTH_TOKEN_URL = f"{server.url}/api/token"
    return manager


@pytest.fixture
def spotipy_client(server: Server) -> Any:
    def check(response: requests.Response, **_: object) -> None:
        contract.check(response.url, response.status_code, response.json())

    session = requests.Session()
    session.hooks["response"].append(check)
    client = spotipy.Spotify(auth_manager=_credentials(server, server.secret), requests_session=session, retries=0)
    client.prefix = f"{server.url}/v1/"
    return client


class Redirected(tekore.ExtendingSender):  # type: ignore[misc]  # tekore has no types
    """Sends to Accord what the client addresses to the hosts that it has built in."""

    def __init__(self, url: str) -> None:
        super().__init__(tekore.SyncSender())
        self.url = url

    def send(self, request: Any) -> Any:
        for host in ("https://api.spotify.com", "https://accounts.spotify.com"):
            request.url = request.url.replace(host, self.url)
        assert request.url.startswith(self.url)
        response = self.sender.send(request)
        assert isinstance(response, tekore.Response)
        contract.check(response.url, response.status_code, response.content)
        return response


@pytest.fixture
def tekore_client(server: Server) -> Iterator[tekore.Spotify]:
    sender = Redirected(server.url)
    token = tekore.Credentials(server.client_id, server.secret, sender=sender).request_client_token()
    client = tekore.Spotify(token, sender=sender)
    yield client
    client.close()


def test_spotipy_reads_features_and_analysis(spotipy_client: Any) -> None:
    ids = [piece.id for piece in ALBUM[:3]]
    features = spotipy_client.audio_features([*ids, music.UNKNOWN])
    assert [entry and entry["id"] for entry in features] == [*ids, None]
    assert spotipy_client.audio_features(f"spotify:track:{ids[0]}")[0]["tempo"] == 120.02
    assert len(spotipy_client.audio_analysis(ids[0])["beats"]) == int(ALBUM[0].duration / 0.5)


def test_spotipy_reads_tracks_artists_and_albums(spotipy_client: Any) -> None:
    assert spotipy_client.track(f"spotify:track:{SINGLE.id}")["name"] == SINGLE.title
    assert [track["id"] for track in spotipy_client.tracks([SINGLE.id, music.BARE.id])["tracks"]] == [
        SINGLE.id,
        music.BARE.id,
    ]
    assert spotipy_client.artist(ADA)["name"] == "Ada Quartet"
    assert len(spotipy_client.artists([ADA, BELA])["artists"]) == 2
    assert [album["id"] for album in spotipy_client.albums([LONG_WAY])["albums"]] == [LONG_WAY]
    page = spotipy_client.album(LONG_WAY)["tracks"]
    assert len(page["items"]) + len(spotipy_client.next(page)["items"]) == LONG
    assert spotipy_client.album_tracks(LONG_WAY, limit=5, offset=50)["items"][0]["name"] == "Movement 51"


def test_spotipy_searches_and_follows_pages(spotipy_client: Any) -> None:
    page = spotipy_client.search("movement", limit=50)["tracks"]
    assert page["total"] == LONG
    rest = spotipy_client.next(page)["tracks"]
    assert len({track["id"] for track in page["items"] + rest["items"]}) == LONG
    assert len(spotipy_client.previous(rest)["tracks"]["items"]) == 50


def test_spotipy_raises_what_its_users_catch(spotipy_client: Any, server: Server) -> None:
    with pytest.raises(spotipy.SpotifyException, match="Resource not found") as missing:
        spotipy_client.track(music.UNKNOWN)
    assert missing.value.http_status == 404
    with pytest.raises(spotipy.SpotifyException, match="too many ids requested") as many:
        spotipy_client.albums([LONG_WAY] * 21)
    assert many.value.http_status == 400
    forged = spotipy.Spotify(auth="forged", retries=0)
    forged.prefix = f"{server.url}/v1/"
    with pytest.raises(spotipy.SpotifyException, match="Invalid access token") as refused:
        forged.track(SINGLE.id)
    assert refused.value.http_status == 401
    with pytest.raises(SpotifyOauthError, match="invalid_client"):
        _credentials(server, "0" * 32).get_access_token(as_dict=False)


def test_tekore_validates_every_object(tekore_client: tekore.Spotify) -> None:
    features = tekore_client.tracks_audio_features([ALBUM[0].id, music.UNKNOWN])
    assert [entry and entry.id for entry in features] == [ALBUM[0].id, None]
    assert tekore_client.track_audio_features(ALBUM[0].id).time_signature == 4
    assert len(tekore_client.track_audio_analysis(ALBUM[0].id).segments[0].pitches) == 12
    assert tekore_client.track(SINGLE.id).album.release_date_precision.value == "day"
    assert [track.name for track in tekore_client.tracks([SINGLE.id, music.BARE.id])] == [SINGLE.title, "Bare"]
    assert tekore_client.artist(ADA).followers.total == 0
    assert [artist.name for artist in tekore_client.artists([BELA, ADA])] == ["Béla", "Ada Quartet"]
    assert [album.total_tracks for album in tekore_client.albums([LONG_WAY])] == [LONG]
    album = tekore_client.album(LONG_WAY)
    assert sum(len(page.items) for page in tekore_client.all_pages(album.tracks)) == LONG
    assert tekore_client.album_tracks(LONG_WAY, limit=2).items[1].name == "Movement 2"


def test_tekore_searches_by_type_in_order(tekore_client: tekore.Spotify) -> None:
    types = ("album", "playlist", "track", "artist", "show", "episode", "audiobook")
    albums, playlists, tracks, artists, *absent = tekore_client.search("ada", types=types)
    assert [album.id for album in albums.items] == [LONG_WAY]
    assert artists.items[0].id == ADA
    assert tracks.total == LONG + 1
    assert [page.total for page in (playlists, *absent)] == [0, 0, 0, 0]


def test_tekore_raises_what_its_users_catch(tekore_client: tekore.Spotify, server: Server) -> None:
    with pytest.raises(tekore.NotFound, match="Resource not found"):
        tekore_client.track(music.UNKNOWN)
    with pytest.raises(tekore.BadRequest, match="invalid id"):
        tekore_client.track("x")
    with pytest.raises(tekore.Unauthorised, match="Invalid access token"), tekore_client.token_as("forged"):
        tekore_client.track(SINGLE.id)
    with pytest.raises(tekore.BadRequest, match="invalid_client"):
        tekore.Credentials(server.client_id, "0" * 32, sender=Redirected(server.url)).request_client_token()
