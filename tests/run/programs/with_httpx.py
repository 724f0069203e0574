"""An old program over httpx, one request with each of its two clients."""

import asyncio

import httpx

token = httpx.post(
    "https://accounts.spotify.com/api/token",
    data={"grant_type": "client_credentials"},
    auth=("an old id", "an old secret"),
).json()["access_token"]


async def main() -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url="https://api.spotify.com/v1", headers=headers) as web:
        found = (await web.get("/search?q=a&type=track&limit=1&offset=1")).json()["tracks"]["items"][0]
        print(found["id"])
        print((await web.get(f"/audio-features/{found['id']}")).json()["tempo"])


asyncio.run(main())
