"""The real clients, unmodified but for the server's address, through every method for playlists and saved things."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spotipy
import tekore

from accord.domain.entities import Listener
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.rights.registry import OWN_AUDIO
from tests.library.shelf import scanned, sound
from tests.server.acting import spotipy_for, tekore_for
from tests.server.conftest import Server
from tests.server.music import ADA, ALBUM, BELA, LONG, LONG_WAY, UNKNOWN, picture
from tests.server.test_playlists import jpeg

IDS = [piece.id for piece in ALBUM]
URIS = [f"spotify:track:{id_}" for id_ in IDS]


@pytest.fixture(scope="module")
def emil(server: Server) -> Listener:
    return server.add_listener("Emil")


@pytest.fixture(scope="module")
def frida(server: Server) -> Listener:
    return server.add_listener("Frida")


@pytest.fixture
def sp(server: Server, emil: Listener) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield spotipy_for(server, emil)


@pytest.fixture
def tk(server: Server, frida: Listener) -> Iterator[tekore.Spotify]:
    client = tekore_for(server, frida)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tekore.model.UnknownModelAttributeWarning)
        yield client
    client.close()


def _names(page: Any) -> list[str]:
    return [item["item"]["id"] for item in page["items"]]


def test_spotipy_makes_reads_and_changes_playlists(sp: Any) -> None:
    me = sp.me()["id"]
    id_ = sp.current_user_playlist_create("New", public=False, description="by spotipy")["id"]
    other = sp.user_playlist_create(me, "Old way")["id"]
    sp.playlist_change_details(id_, name="Renamed", public=True, collaborative=False, description="changed")
    sp.user_playlist_change_details(me, other, name="Renamed too")
    assert sp.playlist(id_, fields="name,public,description") == {
        "name": "Renamed",
        "public": True,
        "description": "changed",
    }
    assert sp.user_playlist(me, other)["name"] == "Renamed too"
    assert {id_, other} <= {one["id"] for one in sp.current_user_playlists()["items"]}
    assert {id_, other} <= {one["id"] for one in sp.user_playlists(me)["items"]}
    sp.playlist_upload_cover_image(id_, jpeg(320, 320).decode())
    assert len(sp.playlist_cover_image(id_)) == 3
    sp.current_user_unfollow_playlist(id_)
    sp.user_playlist_unfollow(me, other)
    with pytest.raises(spotipy.SpotifyException, match="Resource not found"):
        sp.playlist(id_)


def test_spotipy_changes_items_in_every_way(sp: Any) -> None:
    me = sp.me()["id"]
    id_ = sp.current_user_playlist_create("Items")["id"]
    for start in range(0, LONG, 20):
        sp.playlist_add_items(id_, IDS[start : start + 20])
    sp.playlist_add_items(id_, [URIS[5]], position=0)
    page = sp.playlist_items(id_, limit=20)
    seen = _names(page)
    while page := sp.next(page):
        seen += _names(page)
    assert seen == [IDS[5], *IDS]
    assert len(sp.playlist_tracks(id_, limit=5, offset=50)["items"]) == 4
    assert len(sp.user_playlist_tracks(me, id_, fields="items(track(id))", limit=3)["items"]) == 3
    sp.playlist_replace_items(id_, IDS[:4])
    sp.user_playlist_replace_tracks(me, id_, IDS[:5])
    snapshot = sp.playlist(id_)["snapshot_id"]
    sp.playlist_reorder_items(id_, 0, 3, range_length=2, snapshot_id=snapshot)
    sp.user_playlist_reorder_tracks(me, id_, 0, 5)
    assert _names(sp.playlist_items(id_)) == [IDS[0], IDS[1], IDS[3], IDS[4], IDS[2]]
    sp.user_playlist_add_tracks(me, id_, [IDS[0]])
    sp.playlist_remove_all_occurrences_of_items(id_, [IDS[0]], snapshot_id=sp.playlist(id_)["snapshot_id"])
    sp.playlist_remove_specific_occurrences_of_items(id_, [{"uri": IDS[1], "positions": [0]}])
    place = [{"uri": IDS[2], "positions": [2]}]
    sp.user_playlist_remove_specific_occurrences_of_tracks(me, id_, place, sp.playlist(id_)["snapshot_id"])
    sp.user_playlist_remove_all_occurrences_of_tracks(me, id_, [IDS[3]])
    assert _names(sp.playlist_items(id_)) == [IDS[4]]
    with pytest.raises(spotipy.SpotifyException, match="non-existing ID") as refused:
        sp.playlist_add_items(id_, [UNKNOWN])
    assert refused.value.http_status == 400
    with pytest.raises(spotipy.SpotifyException, match="a playlist holds tracks"):
        sp.user_playlist_add_episodes(me, id_, [UNKNOWN])


def test_spotipy_saves_and_follows(sp: Any, server: Server, frida: Listener) -> None:
    sp.current_user_saved_tracks_add(IDS[:3])
    assert sp.current_user_saved_tracks_contains([IDS[0], IDS[7]]) == [True, False]
    assert {item["track"]["id"] for item in sp.current_user_saved_tracks()["items"]} == set(IDS[:3])
    sp.current_user_saved_tracks_delete(IDS[:2])
    assert sp.current_user_saved_tracks(limit=5)["total"] == 1
    sp.current_user_saved_albums_add([LONG_WAY])
    assert sp.current_user_saved_albums_contains([LONG_WAY, UNKNOWN]) == [True, False]
    assert sp.current_user_saved_albums()["items"][0]["album"]["id"] == LONG_WAY
    sp.current_user_saved_albums_delete([LONG_WAY])
    sp.user_follow_artists([ADA, BELA])
    assert sp.current_user_following_artists([ADA, UNKNOWN]) == [True, False]
    first = sp.current_user_followed_artists(limit=1)["artists"]
    rest = sp.current_user_followed_artists(after=first["cursors"]["after"])["artists"]
    assert {first["items"][0]["id"], rest["items"][0]["id"]} == {ADA, BELA}
    sp.user_unfollow_artists([ADA, BELA])
    her = frida.id.replace("-", "")
    sp.user_follow_users([her])
    assert sp.current_user_following_users([her]) == [True]
    sp.user_unfollow_users([her])
    theirs = spotipy_for(server, frida).current_user_playlist_create("Frida's")["id"]
    sp.current_user_follow_playlist(theirs)
    sp.user_playlist_follow_playlist(her, theirs)
    assert sp.current_user_saved_items([f"spotify:playlist:{theirs}", URIS[2]]) == [True, True]
    sp.current_user_unfollow_playlist(theirs)
    assert sp.current_user_saved_items([f"spotify:playlist:{theirs}"]) == [False]
    assert sp.current_user_saved_shows()["items"] == sp.current_user_saved_episodes()["items"] == []
    assert sp.current_user_saved_shows_contains([UNKNOWN]) == [False]
    assert sp.current_user_saved_episodes_contains([UNKNOWN]) == [False]


def test_tekore_makes_reads_and_changes_playlists(tk: tekore.Spotify) -> None:
    me = tk.current_user().id
    playlist = tk.playlist_create(me, "New", public=False, description="by tekore")
    assert (playlist.name, playlist.public, playlist.tracks.total) == ("New", False, 0)
    tk.playlist_change_details(playlist.id, name="Renamed", public=True)
    assert tk.playlist(playlist.id).name == "Renamed"
    assert tk.playlist(playlist.id, fields="name", as_tracks=True) == {"name": "Renamed"}
    assert playlist.id in {one.id for one in tk.followed_playlists().items}
    assert playlist.id in {one.id for one in tk.playlists(me).items}
    tk.playlist_cover_image_upload(playlist.id, jpeg(320, 320).decode())
    assert len(tk.playlist_cover_image(playlist.id)) == 3
    with pytest.raises(tekore.BadRequest, match="no JPEG"):
        tk.playlist_cover_image_upload(playlist.id, base64.b64encode(picture(9, 9)).decode())
    tk.playlist_unfollow(playlist.id)
    with pytest.raises(tekore.NotFound):
        tk.playlist(playlist.id)


def test_tekore_changes_items_in_every_way(tk: tekore.Spotify) -> None:
    id_ = tk.playlist_create(tk.current_user().id, "Items").id
    with tk.chunked(True):
        tk.playlist_add(id_, URIS * 3)
        tk.playlist_add(id_, URIS[:2], position=0)
        pages = tk.all_pages(tk.playlist_items(id_))
        assert [item.track.id for page in pages for item in page.items] == [*IDS[:2], *IDS * 3]
        tk.playlist_remove(id_, URIS[3:] * 2)
    assert [item.item.id for item in tk.playlist_items(id_, limit=9).items] == [*IDS[:2], *IDS[:3] * 3][:9]
    tk.playlist_replace(id_, URIS[:4])
    tk.playlist_reorder(id_, 0, 4, range_length=2, snapshot_id=tk.playlist(id_).snapshot_id)
    assert [item.track.id for item in tk.playlist_items(id_).items] == [*IDS[2:4], *IDS[:2]]
    fields = tk.playlist_items(id_, fields="items(track(id))")
    assert fields == {"items": [{"track": {"id": id_}} for id_ in [*IDS[2:4], *IDS[:2]]]}
    tk.playlist_clear(id_)
    assert tk.playlist(id_).items.items == []


def test_tekore_saves_and_follows(tk: tekore.Spotify, server: Server, emil: Listener) -> None:
    tk.saved_tracks_add(IDS[:2])
    assert tk.saved_tracks_contains([IDS[0], IDS[9]]) == [True, False]
    assert {item.track.id for item in tk.saved_tracks().items} == set(IDS[:2])
    tk.saved_tracks_delete(IDS[:2])
    tk.saved_albums_add([LONG_WAY])
    assert tk.saved_albums_contains([LONG_WAY]) == [True]
    assert tk.saved_albums().items[0].album.total_tracks == LONG
    tk.saved_albums_delete([LONG_WAY])
    tk.artists_follow([ADA, BELA])
    assert tk.artists_is_following([ADA, UNKNOWN]) == [True, False]
    pages = list(tk.all_pages(tk.followed_artists(limit=1)))
    assert {artist.id for page in pages for artist in page.items} == {ADA, BELA}
    tk.artists_unfollow([ADA, BELA])
    his = emil.id.replace("-", "")
    tk.users_follow([his])
    assert tk.users_is_following([his]) == [True]
    tk.users_unfollow([his])
    theirs = spotipy_for(server, emil).current_user_playlist_create("Emil's")["id"]
    tk.playlist_follow(theirs)
    assert tk.playlist_is_following(theirs, [tk.current_user().id, his]) == [True, True]
    assert tk.playlist(theirs).followers.total == 1
    tk.playlist_unfollow(theirs)
    assert [page.total for page in (tk.saved_episodes(), tk.saved_shows())] == [0, 0]
    assert tk.saved_episodes_contains([UNKNOWN]) == tk.saved_shows_contains([UNKNOWN]) == [False]
    tk.saved_episodes_delete([UNKNOWN])
    tk.saved_shows_delete([UNKNOWN])
    for save in (tk.saved_episodes_add, tk.saved_shows_add):
        with pytest.raises(tekore.BadRequest, match="non existing id"):
            save([UNKNOWN])


def test_a_track_whose_file_is_gone_is_null_to_both(sp: Any, tk: tekore.Spotify, server: Server) -> None:
    with open_library(Settings(home=server.home)) as library:
        library.record_file(scanned("/gone/1.ogg", "gone", title="Gone"), None, OWN_AUDIO.id)
    id_ = sp.current_user_playlist_create("Gone")["id"]
    sp.playlist_add_items(id_, [sound("gone"), IDS[0]])
    sp.current_user_saved_tracks_add([sound("gone")])
    with open_library(Settings(home=server.home)) as library:
        library.forget_missing(Path("/gone"), set())
    assert [item.track and item.track.id for item in tk.playlist_items(id_).items] == [None, IDS[0]]
    assert [item.item and item.item.id for item in tk.playlist(id_).items.items] == [None, IDS[0]]
    assert sp.playlist_items(id_)["items"][0]["track"] is None
    assert sound("gone") not in [item["track"]["id"] for item in sp.current_user_saved_tracks()["items"]]
    sp.playlist_remove_all_occurrences_of_items(id_, [sound("gone")])
    assert _names(sp.playlist_items(id_)) == [IDS[0]]
