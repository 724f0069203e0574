"""Exports as services write them, of plays that are made up here: one function a format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

START = 1_700_000_000
MBID = "9b1e4a1c-0000-4000-8000-00000000000{}"
ISRC = "GBAYE97000{:02}"


class Play(NamedTuple):
    """A play, before a service tells of it."""

    at: int
    """When it began."""
    artist: str = "Björk"
    title: str = "Jóga"
    album: str = "Homogenic"
    length: int = 305
    number: int = 1


def plays(count: int = 3, every: int = 3600) -> list[Play]:
    """Return plays of different tracks, an hour apart."""
    return [Play(START + every * n, f"Artist {n}", f"Song, “{n}”", f"Album {n}", 200 + n, n) for n in range(count)]


def iso(at: float, zone: str = "Z") -> str:
    """Return a time as services write it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S") + zone


def array(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a JSON array."""
    return json.dumps(list(rows), indent=2, ensure_ascii=False).encode()


def lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return JSON Lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """Return CSV."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


SPOTIFY_IDS = {"spotify_track_uri": "spotify:track:6y0igZArWVi6Iz0rj35c1Y"}
SPOTIFY_NONE = dict.fromkeys(
    (
        *("episode_name", "episode_show_name", "spotify_episode_uri", "offline_timestamp"),
        *("audiobook_title", "audiobook_uri", "audiobook_chapter_uri", "audiobook_chapter_title"),
    )
)


def spotify_row(play: Play, played: float | None = None, **more: Any) -> dict[str, Any]:
    """Return an object of the extended streaming history: ``ts`` is the end."""
    heard = play.length if played is None else played
    return {
        "ts": iso(play.at + heard),
        "platform": "linux",
        "ms_played": round(heard * 1000),
        "conn_country": "DE",
        "ip_addr": "192.0.2.1",
        "master_metadata_track_name": play.title,
        "master_metadata_album_artist_name": play.artist,
        "master_metadata_album_album_name": play.album,
        **SPOTIFY_IDS,
        **SPOTIFY_NONE,
        "reason_start": "clickrow",
        "reason_end": "trackdone",
        "shuffle": False,
        "skipped": False,
        "offline": False,
        "incognito_mode": False,
        **more,
    }


def spotify(of: Sequence[Play]) -> bytes:
    """Return Spotify's extended streaming history."""
    return array(map(spotify_row, of))


def endsong(of: Sequence[Play], username: str = "anna") -> bytes:
    """Return the same as of before 2023: with a user, without audiobooks, and with gaps where false was meant."""
    rows = [spotify_row(play, username=username, user_agent_decrypted="x", skipped=None) for play in of]
    return array([{key: row[key] for key in row if not key.startswith("audiobook")} for row in rows])


def spotify_account(of: Sequence[Play]) -> bytes:
    """Return Spotify's account data, told to the minute."""
    return array(
        {
            "endTime": datetime.fromtimestamp(play.at + play.length, UTC).strftime("%Y-%m-%d %H:%M"),
            "artistName": play.artist,
            "trackName": play.title,
            "msPlayed": play.length * 1000,
        }
        for play in of
    )


def listen(play: Play, **more: Any) -> dict[str, Any]:
    """Return a listen as ListenBrainz exports it."""
    info = {"isrc": ISRC.format(play.number), "duration_ms": play.length * 1000, "music_service": "spotify.com"}
    info |= {"spotify_id": "https://open.spotify.com/track/6y0igZArWVi6Iz0rj35c1Y", "media_player": "VLC"}
    return {
        "inserted_at": play.at + 9.5,
        "listened_at": play.at,
        "track_metadata": {
            "track_name": play.title,
            "artist_name": play.artist,
            "release_name": play.album,
            "recording_msid": MBID.format(9),
            "mbid_mapping": {"recording_mbid": MBID.format(play.number % 10), "artist_mbids": []},
            "additional_info": info,
        },
        **more,
    }


def listenbrainz(of: Sequence[Play]) -> bytes:
    """Return ListenBrainz's listens."""
    return lines(map(listen, of))


def listenbrainz_archive(of: Sequence[Play]) -> bytes:
    """Return ListenBrainz's whole export."""
    members = {"user.json": b'{"user_id": 1, "username": "anna"}', "feedback.jsonl": b""}
    for n, play in enumerate(of):
        members[f"listens/2023/{n + 1}.jsonl"] = listenbrainz([play])
    return archive(members)


def lastfm(of: Sequence[Play]) -> bytes:
    """Return Last.fm's scrobbles, newest first, each value in quotes."""
    columns = ("uts", "utc_time", "artist", "artist_mbid", "album", "album_mbid", "track", "track_mbid")
    rows = [
        (play.at, "14 Nov 2023, 22:13", play.artist, "", play.album, "", play.title, MBID.format(play.number % 10))
        for play in reversed(of)
    ]
    return table(columns, rows, csv.QUOTE_ALL)


def librefm(of: Sequence[Play]) -> bytes:
    """Return Libre.fm's scrobbles, with its preamble and a sign in UTF-7."""
    preamble = "+ACM- This is a backup of your scrobbles\n+ACM- from Libre.fm\n+ACM-\n"
    rows = [(play.artist.replace("&", "+ACY-"), play.title, play.album, play.at) for play in of]
    return preamble.encode() + table(("Artist", "Track", "Album", "Time"), rows)


def scrobbler_log(of: Sequence[Play], rating: str = "L") -> bytes:
    """Return what a portable player logs."""
    rows = [
        (play.artist, play.album, play.title, 1, play.length, rating, play.at, MBID.format(play.number % 10))
        for play in of
    ]
    header = "#AUDIOSCROBBLER/1.1\n#TZ/UTC\n#CLIENT/Rockbox 1.0\n"
    return (header + "".join("\t".join(map(str, row)) + "\n" for row in rows)).encode()


APPLE_2018 = (
    *("Apple Id Number", "Apple Music Subscription", "Artist Name", "Content Name", "End Reason Type"),
    *("Event End Timestamp", "Event Start Timestamp", "Event Type", "Item Type", "Media Duration In Milliseconds"),
    *("Media Type", "Play Duration Milliseconds", "UTC Offset In Seconds"),
)
APPLE_2021 = (
    *("Apple ID Number", "Apple Music Subscription", "Artist Name", "Song Name", "End Reason Type"),
    *("Event End Timestamp", "Event Start Timestamp", "Event Type", "Item Type", "Media Duration In Milliseconds"),
    *("Media Type", "Play Duration Milliseconds", "Session Is Shared", "User's Audio Quality"),
)
APPLE_2023 = (*APPLE_2021, "Album Name", "Container Album Name", "Container Artist Name", "Container Name")


def apple_values(play: Play, **more: Any) -> dict[str, Any]:
    """Return what the columns hold, by their names of any year."""
    return {
        "Apple Id Number": "1000",
        "Apple ID Number": "1000",
        "Artist Name": play.artist,
        "Content Name": play.title,
        "Song Name": play.title,
        "Album Name": play.album,
        "End Reason Type": "NATURAL_END_OF_TRACK",
        "Event Start Timestamp": iso(play.at, ".123Z"),
        "Event End Timestamp": iso(play.at + play.length),
        "Event Type": "PLAY_END",
        "Media Duration In Milliseconds": play.length * 1000,
        "Media Type": "AUDIO",
        "Play Duration Milliseconds": play.length * 1000,
        **more,
    }


def apple(of: Sequence[Play], columns: Sequence[str] = APPLE_2021, **more: Any) -> bytes:
    """Return Apple Music's play activity: each play begins with an event of its own."""
    rows = []
    for play in of:
        for kind in ("PLAY_START", "PLAY_END"):
            values = apple_values(play, **{"Event Type": kind, **more})
            rows.append([values.get(name, "") for name in columns])
    return b"\xef\xbb\xbf" + table(columns, rows)


def apple_daily(of: Sequence[Play], count: int = 1) -> bytes:
    """Return Apple Music's daily tracks."""
    columns = (
        *("Country", "Track Identifier", "Media type", "Date Played", "Hours", "Play Duration Milliseconds"),
        *("End Reason Type", "Source Type", "Play Count", "Skip Count", "Ignore For Recommendations"),
        *("Track Reference", "Track Description"),
    )
    rows = []
    for play in of:
        at = datetime.fromtimestamp(play.at, UTC)
        named = f"{play.artist} - {play.title}"
        counts = (count, 0, "false", "", named)
        rows.append(
            ("DE", 1, "AUDIO", at.strftime("%Y%m%d"), at.hour, play.length * 1000 * count, "", "IPHONE", *counts)
        )
    return table(columns, rows)


def apple_archive(of: Sequence[Play], **more: Any) -> bytes:
    """Return Apple's archive, which holds another one, in which the artist of a song stands in another file."""
    tracks = [{"Track Identifier": 1, "Title": play.title, "Artist": play.artist, "Album": play.album} for play in of]
    members = {
        "Apple Music Activity/Apple Music Play Activity.csv": apple(of, APPLE_2023, **{"Artist Name": "", **more}),
        "Apple Music Activity/Apple Music - Play History Daily Tracks.csv": apple_daily(of),
        "Apple Music Activity/Apple Music Library Tracks.json": array(tracks),
        "Apple Music Activity/Identifier Information.json": b"[]",
    }
    return archive({"Apple_Media_Services/Apple Music Activity.zip": archive(members), "Read Me.txt": b"Hello"})


def youtube_row(play: Play, words: str = "Watched {}", **more: Any) -> dict[str, Any]:
    """Return an object of Google's Takeout."""
    return {
        "header": "YouTube Music",
        "title": words.format(play.title),
        "titleUrl": "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
        "subtitles": [{"name": f"{play.artist} - Topic", "url": "https://www.youtube.com/channel/x"}],
        "time": iso(play.at, ".250Z"),
        "products": ["YouTube"],
        "activityControls": ["YouTube watch history"],
        **more,
    }


def youtube(of: Sequence[Play], words: str = "Watched {}") -> bytes:
    """Return what was watched, newest first, as Google's Takeout tells it in some language."""
    return array(youtube_row(play, words) for play in reversed(of))


DEEZER = ("Song Title", "Artist", "ISRC", "Album Title", "IP Address", "Listening Time", "Platform Name", "Date")
DEEZER_FRENCH = ("Titre", "Artiste", "ISRC", "Titre de l'album", "Adresse IP", "Temps d'écoute", "Plateforme", "Date")
DEEZER_POLISH = ("Tytuł utworu", "Wykonawca", "ISRC", "Tytuł albumu", "Adres IP", "Czas", "Platforma", "Kiedy")


def deezer(of: Sequence[Play], columns: Sequence[str] = DEEZER, sheet: str = "10_listeningHistory") -> bytes:
    """Return Deezer's workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.create_sheet("00_user").append(["anna"])
    history = book.create_sheet(sheet)
    history.append(list(columns))
    for play in of:
        when = datetime.fromtimestamp(play.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        isrc = ISRC.format(play.number)
        history.append([play.title, play.artist, isrc, play.album, "192.0.2.1", play.length, "android", when])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def maloja(of: Sequence[Play]) -> bytes:
    """Return Maloja's export."""
    scrobbles = [
        {
            "time": play.at,
            "track": {
                "artists": [play.artist],
                "title": play.title,
                "album": {"artists": [play.artist], "albumtitle": play.album},
                "length": play.length,
            },
            "duration": None,
            "origin": "client:default",
        }
        for play in of
    ]
    return json.dumps({"maloja": {"export_time": START}, "scrobbles": scrobbles}, indent=1).encode()


def pano(of: Sequence[Play]) -> bytes:
    """Return Pano Scrobbler's export."""
    return lines(
        {
            "timeHuman": "x",
            "timeMs": play.at * 1000,
            "artist": play.artist,
            "track": play.title,
            "album": play.album,
            "albumArtist": "",
            "durationMs": play.length * 1000,
            "mediaPlayerPackage": "org.videolan.vlc",
            "mediaPlayerName": "VLC",
            "event": "scrobble",
        }
        for play in of
    )
