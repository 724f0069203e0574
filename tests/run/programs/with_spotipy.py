"""An old program over spotipy: its id and secret come from the environment, as most such programs have it."""

import spotipy

sp = spotipy.Spotify(auth_manager=spotipy.SpotifyClientCredentials(cache_handler=spotipy.MemoryCacheHandler()))
found = sp.search("a", type="track", limit=1)["tracks"]
(track,) = sp.next(found)["tracks"]["items"]
print(track["id"])
print(sp.audio_features([track["id"]])[0]["tempo"])
