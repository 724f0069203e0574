"""An old program for a person: a browser opens, and it waits on a port of its own for them to come back."""

import sys

import spotipy

auth = spotipy.SpotifyOAuth(
    *("an old id", "an old secret", f"http://127.0.0.1:{sys.argv[1]}/callback"),
    scope="playlist-modify-private playlist-read-private",
    cache_handler=spotipy.MemoryCacheHandler(),
)
sp = spotipy.Spotify(auth_manager=auth)
me = sp.me()
made = sp.user_playlist_create(me["id"], "Made by an old program", public=False)
tracks = [track["uri"] for track in sp.search("a", type="track", limit=3)["tracks"]["items"]]
sp.playlist_add_items(made["id"], tracks)
print(me["display_name"], sp.playlist(made["id"])["tracks"]["total"])
