"""Sort a playlist by key and tempo, so that each track mixes into the next, and save the result as a new playlist.

python sort_playlist.py "Friday night"
python sort_playlist.py https://open.spotify.com/playlist/37i9dQZF1DX0BcQWzuB7ZO --name "Warm-up" --dry-run
python sort_playlist.py                # your Liked Songs
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import requests
import spotipy
from dotenv import load_dotenv
from spotipy.oauth2 import SpotifyOauthError, SpotifyStateError

from camelot import Track, arrange, cost, total

SCOPES = [
    "playlist-read-private",
    "playlist-read-collaborative",
    "playlist-modify-private",
    "user-library-read",
]
BATCH = 100
"""As many features as one request may ask for, and as many tracks as one may write."""

SMOOTH, FAIR = 1.0, 2.5
"""Costs up to which a transition is marked as smooth, and as fair."""

LIKED = "Liked Songs"


class Unusable(Exception):
    """What the person asked for cannot be done; the message says why."""


def main() -> int:
    """Run the program; return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("playlist", nargs="?", help="name, URL, URI or id of a playlist; Liked Songs if left out")
    parser.add_argument("--name", help="what to call the sorted playlist")
    parser.add_argument("--dry-run", action="store_true", help="only print the order")
    options = parser.parse_args()
    load_dotenv()
    logging.getLogger("spotipy").setLevel(logging.CRITICAL)  # what fails is said below
    try:
        sp = spotipy.Spotify(auth_manager=spotipy.SpotifyOAuth(scope=SCOPES))
        sort(sp, options.playlist, options.name, options.dry_run)
    except (Unusable, SpotifyOauthError, SpotifyStateError) as error:
        print(error, file=sys.stderr)
    except spotipy.SpotifyException as error:
        print(f"The request failed ({error.http_status}): {error.msg}", file=sys.stderr)
    except requests.exceptions.RequestException as error:
        print(f"No answer: {error}", file=sys.stderr)
    else:
        return 0
    return 1


def sort(sp: spotipy.Spotify, wanted: str | None, name: str | None, dry_run: bool) -> None:
    """Read a playlist, print it in its new order, and write that one down."""
    title, page = source(sp, wanted)
    tracks = list(with_features(sp, readable(pages(sp, page))))
    if len(tracks) < 2:
        raise Unusable(f"There is nothing to sort in {title!r}: it has {len(tracks)} tracks with a known tempo.")
    name = name or f"{title} (by key)"
    if name == title:
        raise Unusable("Choose another name: what cannot be sorted would be lost from the playlist itself.")
    order = arrange(tracks)
    show(order)
    print(f"\nroughness of {title!r}: {total(tracks):.1f} as it was, {total(order):.1f} as sorted")
    if not dry_run:
        print(f"{name!r}: {write(sp, name, title, [track.uri for track in order])}")


def source(sp: spotipy.Spotify, wanted: str | None) -> tuple[str, dict[str, Any]]:
    """Return the title of a playlist and its first page."""
    if wanted is None:
        return LIKED, sp.current_user_saved_tracks(limit=50)
    found = next((one for one in pages(sp, sp.current_user_playlists(limit=50)) if one["name"] == wanted), None)
    if found is None:
        try:
            found = sp.playlist(wanted, fields="id,name")
        except spotipy.SpotifyException as error:
            if error.http_status not in (-1, 400, 404):
                raise
            raise Unusable(f"You have no playlist {wanted!r}, and it is the address of none.") from error
    return found["name"], sp.playlist_items(found["id"], limit=100, additional_types=("track",))


def pages(sp: spotipy.Spotify, page: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Yield the items of a list, page by page."""
    while page:
        yield from page["items"]
        page = sp.next(page) if page["next"] else None


def readable(items: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each track once; leave out, and name, what has no features: local files, episodes, what is gone."""
    seen = set()
    for item in items:
        track = item.get("item") or item.get("track")
        if not track or track.get("type") != "track" or track.get("is_local"):
            print(f"left out: {track['name'] if track else 'a track that is gone'}", file=sys.stderr)
        elif track["id"] not in seen:
            seen.add(track["id"])
            yield track


def with_features(sp: spotipy.Spotify, tracks: Iterator[dict[str, Any]]) -> Iterator[Track]:
    """Yield tracks with their key and tempo, as far as these are known."""
    while batch := list(islice(tracks, BATCH)):
        for track, found in zip(batch, sp.audio_features([track["id"] for track in batch]), strict=True):
            title = f"{track['artists'][0]['name']} – {track['name']}"
            if found is None:
                print(f"left out, as nobody measured it: {title}", file=sys.stderr)
                continue
            key = found["key"] if found["key"] >= 0 else None  # -1 says that there is none
            yield Track(track["uri"], title, found["tempo"], key, found["mode"] == 1)


def show(order: Sequence[Track]) -> None:
    """Print the tracks, with a mark for how well each follows the one before."""
    for place, track in enumerate(order):
        rough = cost(order[place - 1], track) if place else 0.0
        mark = " " if not place else "=" if rough <= SMOOTH else "~" if rough <= FAIR else "!"
        print(f"{place + 1:3} {mark} {track.camelot:>3} {track.tempo:6.1f}  {track.title}")


def write(sp: spotipy.Spotify, name: str, title: str, uris: Sequence[str]) -> str:
    """Make a playlist of one's own, or fill it anew if there is one of that name; return its address."""
    me = sp.current_user()["id"]
    mine = (one for one in pages(sp, sp.current_user_playlists(limit=50)) if one["owner"]["id"] == me)
    playlist = next((one for one in mine if one["name"] == name), None)
    if playlist is None:
        about = f"{title}, sorted by key and tempo"
        playlist = sp.current_user_playlist_create(name, public=False, description=about)
    sp.playlist_replace_items(playlist["id"], uris[:BATCH])
    for start in range(BATCH, len(uris), BATCH):
        sp.playlist_add_items(playlist["id"], uris[start : start + BATCH])
    return str(playlist["external_urls"]["spotify"])


if __name__ == "__main__":
    sys.exit(main())
