"""An old program over requests, id and secret written into it."""

import requests

token = requests.post(
    "https://accounts.spotify.com/api/token",
    data={"grant_type": "client_credentials"},
    auth=("5f573c9620494bae87890c0f08a60293", "212476d9b0f3472eaa762d90b19b0ba8"),
    timeout=30,
).json()["access_token"]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {token}"
found = session.get("https://api.spotify.com/v1/search?q=a&type=track&limit=1", timeout=30).json()["tracks"]
assert found["next"].startswith("https://api.spotify.com/v1/search?"), found["next"]
(track,) = session.get(found["next"], timeout=30).json()["tracks"]["items"]
print(session.get(f"{track['href']}", timeout=30).json()["id"])
print(session.get(f"https://api.spotify.com/v1/audio-features/{track['id']}", timeout=30).json()["tempo"])
