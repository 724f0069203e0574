"""What an app may be allowed to do for a person: the scope names that clients ask for, and what each lets it do."""

from __future__ import annotations

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "user-read-private": "See which country you are in, and what your account is good for",
    "user-read-email": "See your e-mail address (Accord knows none)",
    "user-top-read": "See which artists and tracks you play most",
    "user-read-recently-played": "See what you played lately",
    "user-read-currently-playing": "See what is playing now",
    "user-read-playback-state": "See what is playing, and on which of your devices",
    "user-read-playback-position": "See how far you got in what you listened to",
    "user-modify-playback-state": "Start, stop and skip music on your devices",
    "app-remote-control": "Steer a player on your device",
    "streaming": "Play music on your other devices",
    "user-library-read": "See the tracks and albums that you saved",
    "user-library-modify": "Save tracks and albums for you, and remove them",
    "user-follow-read": "See whom you follow",
    "user-follow-modify": "Follow and unfollow artists and people for you",
    "playlist-read-private": "See your private playlists",
    "playlist-read-collaborative": "See the playlists that you make together with others",
    "playlist-modify-public": "Make, change and remove your public playlists",
    "playlist-modify-private": "Make, change and remove your private playlists",
    "ugc-image-upload": "Give your playlists pictures",
}
"""Name -> what it allows, in words for the person who is asked."""


def parse_scopes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the scopes that a request names, and the names in it that are none; each once, in order.

    Parameters
    ----------
    text : str
        Names, separated by spaces; some clients use commas.
    """
    names = tuple(dict.fromkeys(text.replace(",", " ").split()))
    return tuple(name for name in names if name in SCOPES), tuple(name for name in names if name not in SCOPES)
