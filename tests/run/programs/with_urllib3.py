"""An old program over urllib3, which takes its authorities from certifi as its documentation shows."""

import json

import certifi
import urllib3

pool = urllib3.PoolManager(cert_reqs="CERT_REQUIRED", ca_certs=certifi.where())
credentials = urllib3.make_headers(basic_auth="an old id:an old secret")
form = {"grant_type": "client_credentials"}
answer = pool.request_encode_body(
    "POST", "https://accounts.spotify.com/api/token", form, credentials, encode_multipart=False
)
headers = {"Authorization": f"Bearer {json.loads(answer.data)['access_token']}"}
path = "https://api.spotify.com/v1/search?q=a&type=track&limit=1&offset=1"
found = json.loads(pool.request("GET", path, headers=headers).data)["tracks"]["items"][0]
print(found["id"])
path = f"https://api.spotify.com/v1/audio-features/{found['id']}"
print(json.loads(pool.request("GET", path, headers=headers).data)["tempo"])
