"""spotify-web-api-node over real audio: every method for music, three ways to a token, limits."""

from __future__ import annotations

from pathlib import Path

from tests.clients import node_client
from tests.clients.conftest import STRICT, World
from tests.clients.node_client import Drive

PLAYER = ("pause", "play", "skipToNext", "setVolume", "addToQueue")


def test_every_method_and_every_way_to_a_token(world: World, node_folder: Path) -> None:
    drive = node_client.run(node_folder / "web_api_node.mjs", world.facts(), world.person)
    assert drive.answers > 80
    _tells_errors_apart(drive)
    _reads_the_catalogue(drive, world)
    _finds_music(drive, world)
    _keeps_and_follows(drive, world)
    _changes_playlists(drive, world)
    _comes_to_tokens(drive)


def _tells_errors_apart(drive: Drive) -> None:
    told = [(name, error["kind"], error["status"]) for name, error in drive.failures]
    regular, accounts = "WebapiRegularError", "WebapiAuthenticationError"
    assert told == [
        ("getMe", regular, 401),
        *((name, "WebapiPlayerError", 404) for name in PLAYER),
        ("authorizationCodeGrant", accounts, 400),
        *(("getTrack", regular, 404), ("getTrack", regular, 400), ("getTracks", regular, 400)),
        *(("getTrack", regular, 401), ("getTrack", regular, 401), ("clientCredentialsGrant", accounts, 400)),
        ("getTrack", regular, 429),
    ]
    messages = [error["message"] for _, error in drive.failures]
    for message, words in zip(
        (messages[0], messages[1], *messages[-7:]),
        (
            "Valid user authentication required",
            "NO_ACTIVE_DEVICE",
            "Resource not found",
            "invalid id",
            "too many ids requested",
            "Invalid access token",
            "No token provided",
            "invalid_client",
            "rate limit",
        ),
        strict=True,
    ):
        assert words in message
    assert len(drive.values("getTrack")) == 1 + STRICT


def _reads_the_catalogue(drive: Drive, world: World) -> None:
    assert drive.value("getTrack")["id"] == world.tracks[0]
    assert [track["id"] for track in drive.value("getTracks")["tracks"]] == world.tracks
    assert [album["id"] for album in drive.value("getAlbums")["albums"]] == world.albums
    assert [artist["id"] for artist in drive.value("getArtists")["artists"]] == world.artists
    numbers = [track["track_number"] for track in drive.value("getAlbumTracks to the end")]
    assert numbers == list(range(1, drive.value("getAlbum")["tracks"]["total"] + 1))
    features = drive.value("getAudioFeaturesForTracks")["audio_features"]
    assert [one and one["id"] for one in features] == [*world.tracks, None]
    assert features[0] == drive.value("getAudioFeaturesForTrack")
    assert drive.value("getAudioAnalysisForTrack")["track"]["tempo"] == features[0]["tempo"]
    assert drive.value("getArtistAlbums")["total"] >= 1
    assert drive.value("getArtistTopTracks")["tracks"]
    assert drive.value("getArtistRelatedArtists")["artists"]


def _finds_music(drive: Drive, world: World) -> None:
    assert drive.value("search")["artists"]["items"][0]["name"] == world.query
    assert drive.value("searchArtists")["artists"]["items"][0]["id"] == world.artists[0]
    assert drive.value("searchTracks")["tracks"]["total"] >= 1
    assert drive.value("getRecommendations")["tracks"]
    assert drive.value("getAvailableGenreSeeds")["genres"]
    assert len(drive.value("getNewReleases")["albums"]["items"]) == 2
    categories = drive.value("getCategories")["categories"]["items"]
    assert drive.value("getCategory") == categories[0]
    assert any(found["playlists"]["items"] for found in drive.values("getPlaylistsForCategory"))
    assert drive.value("getFeaturedPlaylists")["playlists"]["items"]


def _keeps_and_follows(drive: Drive, world: World) -> None:
    saved = drive.value("getMySavedTracks")
    assert (saved["total"], saved["offset"], len(saved["items"])) == (3, 1, 2)
    assert drive.value("containsMySavedTracks") == [True, True, True, False]
    assert drive.value("getMySavedAlbums")["total"] == len(world.albums)
    assert all(drive.value("containsMySavedAlbums"))
    followed = drive.value("getFollowedArtists")["artists"]
    assert (len(followed["items"]), followed["total"]) == (2, len(world.artists))
    assert all(drive.value("isFollowingArtists"))
    assert drive.value("isFollowingUsers") == [True]
    assert [track["id"] for track in drive.value("getMyTopTracks")["items"]] == world.tracks[:4]
    assert drive.value("getMyTopArtists")["items"]
    recent = drive.values("getMyRecentlyPlayedTracks")
    assert [item["track"]["id"] for item in recent[0]["items"]] == [world.tracks[0]] * 2


def _changes_playlists(drive: Drive, world: World) -> None:
    first, second, third, fourth, fifth, sixth, seventh = world.tracks[:7]
    items = [item["track"]["id"] for item in drive.value("getPlaylist")["tracks"]["items"]]
    assert items == [first, second, third, fourth, fifth], "the one that was put first went last"
    assert [item["track"]["id"] for item in drive.value("getPlaylistTracks")["items"]] == [first, second]
    last = [item["track"]["id"] for item in drive.value("getPlaylistTracks to the end")]
    assert last == [sixth, seventh]
    snapshots = [drive.value(f"{name}")["snapshot_id"] for name in ("createPlaylist", "reorderTracksInPlaylist")]
    assert len(set(snapshots)) == 2
    assert drive.value("removeTracksFromPlaylistByPosition")["snapshot_id"]
    mine, everyones = drive.values("getUserPlaylists")
    made = drive.value("createPlaylist")["id"]
    for page in (mine, everyones):
        assert {one["id"]: one["name"] for one in page["items"]}[made] == "Renamed"
    assert drive.value("areFollowingPlaylist") == [True]
    assert drive.value("getUser")["display_name"] == "Ada"


def _comes_to_tokens(drive: Drive) -> None:
    assert drive.value("clientCredentialsGrant")["token_type"] == "Bearer"
    assert drive.value("state") == "a state"
    granted, refreshed = drive.value("authorizationCodeGrant"), drive.value("refreshAccessToken")
    assert granted["refresh_token"]
    assert refreshed["access_token"] != granted["access_token"]
    assert [me["display_name"] for me in drive.values("getMe")] == ["Ada", "Ada"]
