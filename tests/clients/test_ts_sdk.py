"""@spotify/web-api-ts-sdk over real audio: every method for music, four ways to a token, limits."""

from __future__ import annotations

from pathlib import Path

from tests.clients import node_client
from tests.clients.conftest import STRICT, World
from tests.clients.node_client import Drive

REFUSED = {
    "tracks.get unknown": "Resource not found",
    "forged": "Bad or expired token",
    f"hurried {STRICT}": "exceeded its rate limits",
    **dict.fromkeys(
        ("player.pausePlayback", "player.startResumePlayback", "player.skipToNext"), "No active device found"
    ),
}
"""What must fail, and what the client then says; all else must not."""


def test_every_method_and_every_way_to_a_token(world: World, node_folder: Path) -> None:
    drive = node_client.run(node_folder / "ts_sdk.mjs", world.facts(), world.person)
    assert {name: error["message"] for name, error in drive.failures if name not in REFUSED} == {}
    assert drive.answers > 80
    for name, words in REFUSED.items():
        assert words in drive.failed(name)[0]["message"]
    _reads_the_catalogue(drive, world)
    _finds_music(drive, world)
    _keeps_and_follows(drive, world)
    _hears(drive, world)
    _changes_playlists(drive, world)
    _comes_to_tokens(drive)


def _reads_the_catalogue(drive: Drive, world: World) -> None:
    assert drive.value("tracks.get")["id"] == world.tracks[0]
    assert [track["id"] for track in drive.value("tracks.get many")] == world.tracks
    assert [one and one["id"] for one in drive.value("tracks.audioFeatures many")] == [*world.tracks, None]
    analysis = drive.value("tracks.audioAnalysis")
    assert len(analysis["segments"]) > len(analysis["beats"]) > len(analysis["bars"]) > 4
    assert [artist["id"] for artist in drive.value("artists.get many")] == world.artists
    assert drive.value("artists.albums")["limit"] == 1
    top = drive.value("artists.topTracks")["tracks"]
    assert top
    assert all(world.artists[0] in [artist["id"] for artist in track["artists"]] for track in top)
    assert drive.value("artists.relatedArtists")["artists"]
    assert [album["id"] for album in drive.value("albums.get many")] == world.albums
    numbers = [track["track_number"] for track in drive.value("albums.tracks to the end")]
    assert numbers == list(range(1, drive.value("albums.get")["tracks"]["total"] + 1))
    assert "DE" in drive.value("markets")["markets"]


def _finds_music(drive: Drive, world: World) -> None:
    found = drive.value("search")
    assert found["artists"]["items"][0]["name"] == world.query
    assert found["tracks"]["total"] >= 1
    fitting = drive.value("recommendations.get")
    assert 0 < len(fitting["tracks"]) <= 5
    assert [seed["type"] for seed in fitting["seeds"]] == ["ARTIST", "TRACK"]
    genres = drive.value("browse.getCategories to the end")
    assert genres == drive.value("browse.getCategories")["categories"]["items"]
    assert drive.value("browse.getCategory") == genres[0]
    assert len(drive.value("browse.getNewReleases")["albums"]["items"]) == 2
    assert drive.value("browse.getFeaturedPlaylists")["playlists"]["total"] > 0
    assert len(drive.values("browse.getPlaylistsForCategory")) == len(genres)
    assert any(found["playlists"]["items"] for found in drive.values("browse.getPlaylistsForCategory"))
    assert drive.value("recommendations.genreSeeds")["genres"]


def _keeps_and_follows(drive: Drive, world: World) -> None:
    saved = drive.value("me.tracks.savedTracks")
    assert (saved["total"], len(saved["items"])) == (3, 2)
    assert drive.value("me.tracks.hasSavedTracks") == [True, True, True, False]
    assert drive.value("me.albums.savedAlbums")["total"] == len(world.albums)
    assert all(drive.value("me.albums.hasSavedAlbums"))
    followed = drive.values("me.followedArtists")[0]["artists"]
    assert {artist["id"] for artist in followed["items"]} == set(world.artists)
    assert drive.value("me.followsArtistsOrUsers") == [True] * len(world.artists)
    assert drive.value("me.followedArtists after")["artists"]["items"] == []
    assert drive.value("me.shows.savedShows")["total"] == 0


def _hears(drive: Drive, world: World) -> None:
    assert [track["id"] for track in drive.value("me.topItems tracks")["items"]] == world.tracks[:4]
    assert drive.value("me.topItems artists")["items"]
    recent = [item["track"]["id"] for item in drive.value("player.getRecentlyPlayedTracks")["items"]]
    assert recent == [world.tracks[0]] * 2
    assert drive.value("player.getAvailableDevices")["devices"] == []
    assert drive.value("player.getPlaybackState") is None


def _changes_playlists(drive: Drive, world: World) -> None:
    def ids(items: list[dict[str, dict[str, str]]]) -> list[str]:
        return [item["track"]["id"] for item in items]

    first, second, third, fourth, fifth, sixth, seventh = world.tracks[:7]
    assert drive.value("playlists.createPlaylist")["public"] is False
    assert ids(drive.value("playlists.getPlaylistItems all")["items"]) == [fifth, first, second, third, fourth]
    assert len(drive.value("playlists.getPlaylistItems")["items"]) == 2
    moved = drive.value("playlists.getPlaylist moved")["tracks"]["items"]
    assert ids(moved) == [first, second, third, fourth, fifth]
    whole = drive.value("playlists.getPlaylist")
    assert (whole["name"], whole["description"], whole["public"]) == ("Renamed", "Ünïcode", True)
    assert ids(whole["tracks"]["items"]) == [sixth, seventh]
    assert drive.value("playlists.getPlaylistCoverImage")
    assert whole["id"] in [one["id"] for one in drive.value("me.playlists.playlists")["items"]]
    assert whole["id"] in [one["id"] for one in drive.value("playlists.getUsersPlaylists")["items"]]
    assert drive.value("me.playlists.isFollowing") == [True]


def _comes_to_tokens(drive: Drive) -> None:
    for name in ("pkce", "implicit"):
        assert drive.value(f"{name}.authenticate")["authenticated"] is True
        assert drive.value(f"{name}.profile")["display_name"] == "Ada"
    first, later = drive.value("pkce.authenticate")["accessToken"], drive.value("refresh.token")
    assert first["access_token"] != later["access_token"]
    assert drive.value("refresh.profile")["display_name"] == "Ada"
