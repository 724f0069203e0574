"""An old program over the standard library, id and secret in the form."""

import json
import urllib.parse
import urllib.request
from typing import Any

form = {"grant_type": "client_credentials", "client_id": "an old id", "client_secret": "an old secret"}
with urllib.request.urlopen(
    "https://accounts.spotify.com/api/token", urllib.parse.urlencode(form).encode(), timeout=30
) as answer:
    token = json.load(answer)["access_token"]


def get(url: str) -> Any:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


found = get("https://api.spotify.com/v1/search?q=a&type=track&limit=1&offset=1")["tracks"]["items"][0]
print(found["id"])
print(get(f"https://api.spotify.com/v1/audio-features/{found['id']}")["tempo"])
