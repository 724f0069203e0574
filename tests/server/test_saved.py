"""What people save and follow, over HTTP: every address and body, paging to the end; nobody sees what is another's."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.server.acting import acting
from tests.server.conftest import Server
from tests.server.music import ADA, ALBUM, BARE, BELA, LONG_WAY, SINGLE, UNKNOWN
from tests.server.test_playlists import make, refused

TRACKS = [piece.id for piece in ALBUM]


@pytest.fixture(scope="module")
def carl(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.add_listener("Carl")) as client:
        yield client


@pytest.fixture(scope="module")
def dora(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.add_listener("Dora")) as client:
        yield client


@pytest.fixture(autouse=True)
def _nothing_kept(carl: httpx.Client) -> Iterator[None]:
    yield
    for start in (0, 50):
        carl.request("DELETE", "/me/tracks", json=TRACKS[start : start + 50])
    carl.delete("/me/library", params={"uris": f"spotify:album:{LONG_WAY},spotify:artist:{ADA},spotify:artist:{BELA}"})


def saved(client: httpx.Client) -> list[str]:
    return [item["track"]["id"] for item in client.get("/me/tracks?limit=50").json()["items"]]


def test_every_form_of_saving_tracks(carl: httpx.Client, dora: httpx.Client) -> None:
    assert carl.put("/me/tracks", params={"ids": ",".join(TRACKS[:2])}).status_code == 200
    carl.put("/me/tracks", json=TRACKS[2:4])
    carl.put("/me/tracks", json={"ids": TRACKS[4:6]})
    carl.put("/me/library", params={"uris": f"spotify:track:{TRACKS[6]}"})
    carl.put("/me/library", json={"uris": [f"spotify:track:{TRACKS[7]}"]})
    assert set(saved(carl)) == set(TRACKS[:8])
    contains = carl.get("/me/tracks/contains", params={"ids": f"{TRACKS[0]},{TRACKS[9]},{UNKNOWN}"})
    assert contains.json() == [True, False, False]
    assert saved(dora) == []
    carl.delete("/me/tracks", params={"ids": TRACKS[0]})
    carl.request("DELETE", "/me/tracks", json=[TRACKS[1], TRACKS[9]])
    carl.request("DELETE", "/me/tracks", json={"ids": [TRACKS[2]]})
    carl.delete("/me/library", params={"uris": f"spotify:track:{TRACKS[3]}"})
    assert set(saved(carl)) == set(TRACKS[4:8])


def test_the_latest_comes_first_and_a_given_time_counts(carl: httpx.Client) -> None:
    for track in TRACKS[:3]:
        carl.put("/me/tracks", json=[track])
    assert saved(carl) == TRACKS[2::-1]
    stamped = {"timestamped_ids": [{"id": TRACKS[2], "added_at": "2001-02-03T04:05:06Z"}]}
    carl.put("/me/tracks", json=stamped)
    assert saved(carl) == [TRACKS[1], TRACKS[0], TRACKS[2]]
    assert carl.get("/me/tracks?limit=1&offset=2").json()["items"][0]["added_at"] == "2001-02-03T04:05:06Z"
    carl.put("/me/tracks", json={"timestamped_ids": [{"id": TRACKS[0], "added_at": "9999-12-31T23:59:59-14:00"}]})
    assert carl.get("/me/tracks?limit=1").json()["items"][0]["added_at"] < "2999", "nothing is saved in the future"
    before = carl.get("/me/tracks").json()
    carl.put("/me/tracks", json=[TRACKS[2]])
    assert carl.get("/me/tracks").json() == before, "what is saved stays as it is"
    for wrong in (
        [{"id": TRACKS[3]}],
        [{"id": TRACKS[3], "added_at": "yesterday"}],
        [{"id": TRACKS[3], "added_at": 7}],
    ):
        refused(carl.put("/me/tracks", json={"timestamped_ids": wrong}), 400, "Invalid timestamped_ids")


def test_pages_of_saved_tracks_lead_to_the_end(carl: httpx.Client) -> None:
    for start in (0, 50):
        carl.put("/me/tracks", json=TRACKS[start : start + 50])
    page, seen = carl.get("/me/tracks").json(), []
    assert (page["limit"], page["total"], page["previous"]) == (20, len(TRACKS), None)
    while page:
        seen += [item["track"]["id"] for item in page["items"]]
        page = carl.get(page["next"]).json() if page["next"] else None
    assert sorted(seen) == sorted(TRACKS)
    assert carl.get("/me/tracks?offset=999").json()["items"] == []


def test_nothing_is_saved_where_one_id_is_wrong(carl: httpx.Client) -> None:
    refused(carl.put("/me/tracks", json=[TRACKS[0], UNKNOWN]), 400, "non existing id")
    refused(carl.put("/me/tracks", json=[TRACKS[0], "short"]), 400, "invalid id")
    refused(carl.put("/me/tracks", json=[TRACKS[0]] * 51), 400, "too many ids")
    refused(carl.put("/me/tracks", json=[TRACKS[0], 7]), 400, "Invalid ids")
    refused(carl.put("/me/tracks", json={"ids": {}}), 400, "Missing required field: ids")
    refused(carl.put("/me/tracks", json="x"), 400, "Invalid ids")
    refused(carl.put("/me/tracks"), 400, "Missing required field: ids")
    refused(carl.put("/me/tracks", content=b"["), 400, "Error parsing JSON")
    refused(carl.get("/me/tracks/contains"), 400, "Missing required field: ids")
    uris = f"spotify:track:{TRACKS[0]},spotify:artist:{UNKNOWN}"
    refused(carl.put("/me/library", params={"uris": uris}), 400, "non existing id: there is no artist")
    refused(carl.put("/me/library", params={"uris": "spotify:show:" + UNKNOWN}), 400, "non existing id")
    refused(carl.put("/me/library", params={"uris": "nonsense"}), 400, "Invalid uri")
    refused(carl.put("/me/library"), 400, "Missing required field: uris")
    refused(carl.get("/me/library/contains", params={"uris": ",".join([uris] * 26)}), 400, "too many ids")
    assert saved(carl) == []


def test_albums_are_saved_in_full(carl: httpx.Client) -> None:
    single = carl.get(f"/tracks/{SINGLE.id}").json()["album"]["id"]
    carl.put("/me/albums", params={"ids": LONG_WAY})
    carl.put("/me/albums", json=[single])
    page = carl.get("/me/albums").json()
    assert [item["album"]["id"] for item in page["items"]] == [single, LONG_WAY]
    assert page["items"][1]["album"]["tracks"]["total"] == len(ALBUM)
    assert page["total"] == 2
    contains = {"ids": f"{LONG_WAY},{UNKNOWN}"}
    assert carl.get("/me/albums/contains", params=contains).json() == [True, False]
    carl.request("DELETE", "/me/albums", json=[single])
    carl.delete("/me/albums", params={"ids": LONG_WAY})
    assert carl.get("/me/albums").json()["items"] == []


def test_artists_are_followed_and_listed_by_cursor(carl: httpx.Client) -> None:
    bare = carl.get(f"/tracks/{BARE.id}").json()["artists"][0]["id"]
    carl.put("/me/following", params={"type": "artist", "ids": f"{ADA},{BELA}"})
    assert carl.put("/me/following", params={"type": "artist"}, json={"ids": [bare]}).status_code == 204
    seen, address, totals = [], "/me/following?type=artist&limit=1", set()
    while address:
        artists = carl.get(address).json()["artists"]
        seen += [artist["id"] for artist in artists["items"]]
        totals.add(artists["total"])
        assert (artists["next"] is None) == (artists["cursors"]["after"] is None)
        address = artists["next"]
    assert seen == sorted([ADA, BELA, bare])
    assert totals == {3}
    carl.delete("/me/following", params={"type": "artist", "ids": seen[0]})
    after = carl.get("/me/following", params={"type": "artist", "after": seen[0]}).json()["artists"]
    assert [artist["id"] for artist in after["items"]] == seen[1:], "a page goes on behind who is followed no more"
    follows = carl.get("/me/following/contains", params={"type": "artist", "ids": ",".join(seen)})
    assert follows.json() == [False, True, True]
    carl.request("DELETE", "/me/following", params={"type": "artist"}, json={"ids": [bare]})
    refused(carl.get("/me/following?type=user"), 400, "Invalid type")
    refused(carl.get("/me/following"), 400, "Missing required field: type")
    refused(carl.get("/me/following?type=artist&after=x"), 400, "invalid id")
    refused(carl.put("/me/following?type=band&ids=" + ADA), 400, "Invalid type")


def test_people_are_followed(carl: httpx.Client, dora: httpx.Client) -> None:
    her = dora.get("/me").json()["id"]
    carl.put("/me/following", params={"type": "user", "ids": her})
    contains = {"type": "user", "ids": f"{her},unheard"}
    assert carl.get("/me/following/contains", params=contains).json() == [True, False]
    assert carl.get("/me/library/contains", params={"uris": f"spotify:user:{her}"}).json() == [True]
    refused(carl.put("/me/following", params={"type": "user", "ids": "unheard"}), 400, "non existing id")
    carl.delete("/me/following", params={"type": "user", "ids": her})
    assert carl.get("/me/following/contains", params=contains).json() == [False, False]


def test_the_library_of_2026_keeps_every_kind(carl: httpx.Client, dora: httpx.Client) -> None:
    theirs, own = make(dora), make(carl)
    uris = [f"spotify:track:{TRACKS[0]}", f"spotify:album:{LONG_WAY}", f"spotify:artist:{ADA}"]
    uris += [f"spotify:playlist:{theirs}", f"spotify:user:dora:playlist:{theirs}"]
    joined = {"uris": ",".join([*uris, f"spotify:playlist:{own}", "spotify:show:" + UNKNOWN])}
    assert carl.get("/me/library/contains", params=joined).json() == [False] * 5 + [True, False]
    assert carl.put("/me/library", params={"uris": ",".join(uris)}).status_code == 200
    assert carl.get("/me/library/contains", params=joined).json() == [True] * 6 + [False]
    assert theirs in {one["id"] for one in carl.get("/me/playlists").json()["items"]}
    assert carl.delete("/me/library", params=joined).status_code == 200
    assert carl.get("/me/library/contains", params=joined).json() == [False] * 5 + [True, False]
    private = make(dora, public=False)
    refused(carl.put("/me/library", params={"uris": f"spotify:playlist:{private}"}), 400, "non existing id")


@pytest.mark.parametrize("kind", ["shows", "episodes", "audiobooks"])
def test_of_what_is_spoken_there_is_none(carl: httpx.Client, kind: str) -> None:
    page = carl.get(f"/me/{kind}?limit=5").json()
    assert (page["items"], page["total"], page["next"], page["limit"]) == ([], 0, None, 5)
    assert carl.get(f"/me/{kind}/contains", params={"ids": f"{UNKNOWN},{UNKNOWN}"}).json() == [False, False]
    refused(carl.put(f"/me/{kind}", json=[UNKNOWN]), 400, "non existing id")
    assert carl.delete(f"/me/{kind}", params={"ids": UNKNOWN}).status_code == 200


def test_scopes_decide_what_an_app_may_see(server: Server) -> None:
    reads = ["/me/tracks", "/me/albums", "/me/following?type=artist", "/me/shows"]
    with acting(server, server.listener, "playlist-read-private") as app:
        for path in (
            *reads,
            f"/me/tracks/contains?ids={UNKNOWN}",
            f"/me/library/contains?uris=spotify:track:{UNKNOWN}",
        ):
            refused(app.get(path), 403, "Insufficient client scope")
        for method in ("PUT", "DELETE"):
            for path in ("/me/tracks", "/me/albums", "/me/following?type=artist", "/me/episodes"):
                refused(app.request(method, path, json=[TRACKS[0]]), 403, "Insufficient client scope")
            uris = {"uris": f"spotify:artist:{ADA}"}
            refused(app.request(method, "/me/library", params=uris), 403, "Insufficient client scope")
    with acting(server, None) as app:
        for path in reads:
            refused(app.get(path), 401, "Valid user authentication required")
