"""An old program over aiohttp, once with its own authorities and once with certifi's."""

import asyncio
import ssl

import aiohttp
import certifi


async def main() -> None:
    form = {"grant_type": "client_credentials", "client_id": "an old id", "client_secret": "an old secret"}
    context = ssl.create_default_context(cafile=certifi.where())
    connector = aiohttp.TCPConnector(ssl=context)
    session = aiohttp.ClientSession(connector=connector)
    async with session, session.post("https://accounts.spotify.com/api/token", data=form) as answer:
        token = (await answer.json())["access_token"]
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        async with session.get("https://api.spotify.com/v1/search?q=a&type=track&limit=1&offset=1") as answer:
            found = (await answer.json())["tracks"]["items"][0]
        print(found["id"])
        async with session.get(f"https://api.spotify.com/v1/audio-features/{found['id']}") as answer:
            print((await answer.json())["tempo"])


asyncio.run(main())
