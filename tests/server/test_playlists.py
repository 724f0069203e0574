"""Playlists over HTTP: every address, every body that clients send, both contracts, and who may do what."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from accord.domain.settings import Settings
from accord.library.people import open_people
from accord.recommend.loading import Stock
from tests.server.acting import acting
from tests.server.conftest import Server
from tests.server.music import ALBUM, BARE, SINGLE, UNKNOWN

URIS = [f"spotify:track:{piece.id}" for piece in ALBUM]
NOWHERE = f"spotify:track:{UNKNOWN}"


@pytest.fixture(scope="module")
def ada(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.listener) as client:
        yield client


@pytest.fixture(scope="module")
def berta(server: Server) -> Iterator[httpx.Client]:
    with acting(server, server.add_listener("Berta Playlists")) as client:
        yield client


@pytest.fixture(scope="module")
def nobody(server: Server) -> Iterator[httpx.Client]:
    with acting(server, None) as client:
        yield client


@pytest.fixture(scope="module")
def ready_made(server: Server) -> str:
    """Id of a playlist that Accord makes of this library."""
    with open_people(Settings(home=server.home)) as people:
        return next(iter(Stock(people.library).current().ready_made.by_mood())).id


def make(client: httpx.Client, *uris: str, **details: Any) -> str:
    """Make a playlist and return its id."""
    made = client.post("/me/playlists", json={"name": "Mine"} | details)
    assert made.status_code == 201, made.text
    id_ = str(made.json()["id"])
    if uris:
        assert client.post(f"/playlists/{id_}/tracks", json=list(uris)).status_code == 201
    return id_


def uris_of(client: httpx.Client, id_: str) -> list[str]:
    page = client.get(f"/playlists/{id_}/items").json()
    return [item["track"]["uri"] for item in page["items"]]


def snapshot(client: httpx.Client, id_: str) -> str:
    return str(client.get(f"/playlists/{id_}", params={"fields": "snapshot_id"}).json()["snapshot_id"])


def refused(answer: httpx.Response, status: int, words: str) -> None:
    error = answer.json()["error"]
    assert (answer.status_code, error["status"]) == (status, status)
    assert re.search(words, error["message"]), error


def test_a_playlist_has_both_contracts_names(ada: httpx.Client, server: Server) -> None:
    id_ = make(ada, *URIS[:3], description="All of it")
    playlist = ada.get(f"/playlists/{id_}").json()
    assert (playlist["name"], playlist["description"], playlist["public"]) == ("Mine", "All of it", True)
    assert playlist["owner"]["id"] == server.listener.id.replace("-", "")
    assert playlist["items"]["items"] == playlist["tracks"]["items"]
    assert playlist["followers"] == {"href": None, "total": 0}
    assert playlist["primary_color"] is None
    assert len(playlist["images"]) == 3
    item = playlist["tracks"]["items"][0]
    assert item["item"] == item["track"]
    assert (item["track"]["episode"], item["track"]["track"], item["is_local"]) == (False, True, False)
    assert item["added_by"]["id"] == playlist["owner"]["id"]
    listed = next(one for one in ada.get("/me/playlists").json()["items"] if one["id"] == id_)
    assert listed["items"]["total"] == listed["tracks"]["total"] == 3
    assert listed["items"]["href"].endswith(f"/v1/playlists/{id_}/items")


def test_a_playlist_without_a_cover_has_pictures_all_the_same(ada: httpx.Client, server: Server) -> None:
    for uris in ([], URIS[:2]):
        shown = server.web.get(ada.get(f"/playlists/{make(ada, *uris)}").json()["images"][1]["url"])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")


def test_t16_a_playlist_says_what_may_be_done_with_it(ada: httpx.Client, server: Server) -> None:
    label = ada.get(f"/playlists/{make(ada, URIS[0])}").json()["accord_label"]
    assert label["sources"] == ["own-audio", "own-listening"]
    assert "dpv:ServiceProvision" in label["purposes"]
    assert "dpv:CommercialPurpose" not in label["purposes"]
    assert "odrl:delete" in label["obligations"]
    assert server.listener.id not in str(label)


@pytest.mark.parametrize("name", ["tracks", "items"])
def test_pages_lead_to_the_end_under_both_names(ada: httpx.Client, name: str) -> None:
    id_ = make(ada, *URIS)
    for more in (URIS[:50], URIS[:20]):
        ada.post(f"/playlists/{id_}/{name}", json=more)
    page, seen = ada.get(f"/playlists/{id_}").json()[name], []
    assert len(page["items"]) == page["limit"] == 100
    while True:
        seen += [item["item"]["uri"] for item in page["items"]]
        if page["next"] is None:
            break
        assert f"/playlists/{id_}/{name}?" in page["next"]
        page = ada.get(page["next"]).json()
    assert seen == [*URIS, *URIS[:50], *URIS[:20]]
    assert ada.get(f"/playlists/{id_}/{name}?offset=1000").json()["items"] == []
    assert ada.get(f"/playlists/{id_}/{name}?limit=2&offset=5").json()["previous"].endswith("offset=3&limit=2")
    for wrong in ("limit=0", "limit=101", "offset=-1", "limit=x"):
        refused(ada.get(f"/playlists/{id_}/{name}?{wrong}"), 400, "Invalid (limit|offset)")


def test_fields_reach_through_pages(ada: httpx.Client) -> None:
    id_ = make(ada, *URIS[:3])
    fields = "name,tracks(total,items(track(name,album(!available_markets,images))))"
    playlist = ada.get(f"/playlists/{id_}", params={"fields": fields}).json()
    assert playlist.keys() == {"name", "tracks"}
    assert playlist["tracks"]["items"][2]["track"]["name"] == ALBUM[2].title
    assert not playlist["tracks"]["items"][2]["track"]["album"].keys() & {"available_markets", "images"}
    page = ada.get(f"/playlists/{id_}/tracks", params={"fields": "items(track.id),next", "limit": 2}).json()
    assert page["items"] == [{"track": {"id": piece.id}} for piece in ALBUM[:2]]
    assert ada.get(page["next"]).json() == {"items": [{"track": {"id": ALBUM[2].id}}], "next": None}
    refused(ada.get(f"/playlists/{id_}?fields=a(b"), 400, "Invalid fields")


def test_every_form_of_adding(ada: httpx.Client) -> None:
    id_ = make(ada)
    items = f"/playlists/{id_}/items"
    assert ada.post(items, json=[URIS[0]]).status_code == 201
    ada.post(items, json={"uris": [URIS[1]]})
    ada.post(items, json={"uris": [URIS[2]], "position": 0})
    ada.post(items, params={"position": 1}, json=[URIS[3]])
    ada.post(items, params={"uris": f"{URIS[4]},{URIS[5]}", "position": 0})
    ada.post(items, content=f'["{URIS[6]}"]', headers={"Content-Type": "text/plain"})
    assert uris_of(ada, id_) == [URIS[number] for number in (4, 5, 2, 3, 0, 1, 6)]


def test_every_form_of_replacing_and_moving(ada: httpx.Client) -> None:
    id_ = make(ada, URIS[9])
    tracks = f"/playlists/{id_}/tracks"
    assert ada.put(tracks, json={"uris": URIS[:4]}).status_code == 200
    body = {"range_start": 0, "insert_before": 3, "range_length": 2, "snapshot_id": snapshot(ada, id_)}
    moved = ada.put(tracks, json=body).json()["snapshot_id"]
    assert uris_of(ada, id_) == [URIS[2], URIS[0], URIS[1], URIS[3]]
    assert moved == snapshot(ada, id_)
    ada.put(tracks, json={"range_start": 3, "insert_before": 0})
    assert uris_of(ada, id_)[0] == URIS[3]
    ada.put(tracks, json=URIS[:1])
    assert uris_of(ada, id_) == URIS[:1]
    ada.put(tracks, params={"uris": ",".join(URIS[:2])})
    assert uris_of(ada, id_) == URIS[:2]
    ada.put(tracks, json={"uris": []})
    assert uris_of(ada, id_) == []
    ada.put(tracks, json=[URIS[0]])
    ada.put(tracks, params={"uris": ""})
    assert uris_of(ada, id_) == []


def test_every_form_of_removing(ada: httpx.Client) -> None:
    id_ = make(ada, *URIS[:3], *URIS[:3], *URIS[:3])
    tracks, items = f"/playlists/{id_}/tracks", f"/playlists/{id_}/items"
    first = snapshot(ada, id_)
    ada.request("DELETE", tracks, json={"tracks": [{"uri": URIS[0]}]})
    assert uris_of(ada, id_) == URIS[1:3] * 3
    ada.request("DELETE", items, json={"items": [{"uri": URIS[1], "positions": [0, 4]}]})
    assert uris_of(ada, id_) == [URIS[2], URIS[1], URIS[2], URIS[2]]
    ada.request("DELETE", tracks, json={"positions": [0], "snapshot_id": snapshot(ada, id_)})
    assert uris_of(ada, id_) == [URIS[1], URIS[2], URIS[2]]
    ada.request("DELETE", tracks, json={"tracks": [{"uri": URIS[2], "positions": [8]}], "snapshot_id": first})
    assert uris_of(ada, id_) == [URIS[1], URIS[2]]
    before = snapshot(ada, id_)
    for nothing in ([], [{"uri": URIS[7]}]):
        assert ada.request("DELETE", tracks, json={"tracks": nothing}).json() == {"snapshot_id": before}


BAD: list[tuple[str, Any, str]] = [
    ("POST", [NOWHERE, URIS[0]], "non-existing ID"),
    ("POST", [URIS[0]] * 101, "too many ids"),
    ("POST", [], "No uris provided"),
    ("POST", {"uris": "x"}, "Invalid uris"),
    ("POST", {"uris": [URIS[0]], "position": 99}, "Index out of bounds"),
    ("POST", {"uris": [URIS[0]], "position": -1}, "Index out of bounds"),
    ("POST", {"uris": [URIS[0]], "position": "0"}, "Invalid position"),
    ("POST", ["spotify:album:" + UNKNOWN], "Invalid track uri"),
    ("POST", ["spotify:track:short"], "invalid id"),
    ("POST", ["nonsense"], "Invalid uri"),
    ("POST", [7], "Invalid uri"),
    ("POST", 7, "must be a JSON object, or a list"),
    ("PUT", None, "Missing required field: uris"),
    ("PUT", {"uris": [NOWHERE]}, "non-existing ID"),
    ("PUT", {"range_start": 0}, "Missing required field: insert_before"),
    ("PUT", {"range_start": 9, "insert_before": 0}, "Could not reorder"),
    ("PUT", {"range_start": 0, "insert_before": 9}, "Could not reorder"),
    ("PUT", {"range_start": 0, "insert_before": 0, "range_length": 10**12}, "Could not reorder"),
    ("PUT", {"range_start": 0, "insert_before": 1, "snapshot_id": "AAAA"}, "has changed since"),
    ("DELETE", {}, "Missing required field: tracks"),
    ("DELETE", {"tracks": [{"uri": URIS[1], "positions": [0]}]}, "Could not remove"),
    ("DELETE", {"tracks": [{"uri": URIS[0], "positions": [77]}]}, "Could not remove"),
    ("DELETE", {"tracks": [{"uri": URIS[0], "positions": ["0"]}]}, "invalid positions"),
    ("DELETE", {"tracks": [{"uri": URIS[0]}], "snapshot_id": "?"}, "Invalid snapshot_id"),
    ("DELETE", {"tracks": [{}]}, "Invalid uri"),
    ("DELETE", {"positions": list(range(101))}, "too many ids"),
    ("DELETE", [], "must be a JSON object"),
]


@pytest.mark.parametrize(("method", "body", "words"), BAD)
def test_what_cannot_be_done_changes_nothing(ada: httpx.Client, few: str, method: str, body: Any, words: str) -> None:
    before = ada.get(f"/playlists/{few}").json()
    refused(ada.request(method, f"/playlists/{few}/items", json=body), 400, words)
    assert ada.get(f"/playlists/{few}").json() == before


@pytest.fixture(scope="module")
def few(ada: httpx.Client) -> str:
    return make(ada, *URIS[:2])


def test_bodies_that_are_no_json_and_too_long_ones(ada: httpx.Client, few: str) -> None:
    for method, path in (("POST", f"/playlists/{few}/tracks"), ("PUT", f"/playlists/{few}"), ("POST", "/me/playlists")):
        refused(ada.request(method, path, content=b"{"), 400, "Error parsing JSON")
        refused(ada.request(method, path, content=b" " * 70_000), 413, "more than 65536 bytes")
    refused(ada.post("/me/playlists", json=["name"]), 400, "must be a JSON object")


def test_details_change_and_are_checked(ada: httpx.Client) -> None:
    id_ = make(ada)
    before = snapshot(ada, id_)
    answer = ada.put(f"/playlists/{id_}", json={"name": "Ours", "public": False, "collaborative": True})
    assert (answer.status_code, answer.content) == (200, b"")
    playlist = ada.get(f"/playlists/{id_}").json()
    assert (playlist["name"], playlist["public"], playlist["collaborative"]) == ("Ours", False, True)
    assert playlist["snapshot_id"] != before
    refused(ada.put(f"/playlists/{id_}", json={"public": True, "collaborative": True}), 400, "either public or")
    refused(ada.put(f"/playlists/{id_}", json={"name": ""}), 400, "name of a playlist")
    refused(ada.put(f"/playlists/{id_}", json={"public": "yes"}), 400, "Invalid public")
    refused(ada.post("/me/playlists", json={"description": "x"}), 400, "Missing required field: name")
    refused(ada.get("/playlists/short"), 400, "invalid id")
    refused(ada.get(f"/playlists/{UNKNOWN}"), 404, "Resource not found")


def test_what_is_private_is_not_found_by_others(ada: httpx.Client, berta: httpx.Client, nobody: httpx.Client) -> None:
    private, public = make(ada, *URIS[:2], public=False), make(ada, *URIS[:2])
    for path in ("", "/tracks", "/items", "/images", "/followers/contains"):
        assert ada.get(f"/playlists/{private}{path}").status_code == 200
        refused(berta.get(f"/playlists/{private}{path}"), 404, "Resource not found")
        refused(nobody.get(f"/playlists/{private}{path}"), 404, "Resource not found")
        assert nobody.get(f"/playlists/{public}{path}").status_code == 200
    for method, path, body in (
        ("PUT", "", {"name": "x"}),
        ("POST", "/tracks", URIS[:1]),
        ("PUT", "/tracks", URIS[:1]),
        ("DELETE", "/tracks", {"tracks": [{"uri": URIS[0]}]}),
        ("PUT", "/images", None),
    ):
        refused(berta.request(method, f"/playlists/{private}{path}", json=body), 404, "Resource not found")
        refused(nobody.request(method, f"/playlists/{public}{path}", json=body), 401, "Valid user authentication")
        if path != "/images":
            refused(berta.request(method, f"/playlists/{public}{path}", json=body), 403, "belongs to another")
    refused(berta.delete(f"/playlists/{private}/followers"), 404, "Resource not found")
    shown = {one["id"] for one in berta.get(f"/users/{_owner(ada, public)}/playlists?limit=50").json()["items"]}
    assert public in shown
    assert private not in shown


def _owner(client: httpx.Client, id_: str) -> str:
    return str(client.get(f"/playlists/{id_}?fields=owner.id").json()["owner"]["id"])


def test_a_collaborative_playlist_is_changed_by_others_who_know_it(ada: httpx.Client, berta: httpx.Client) -> None:
    id_ = make(ada, URIS[0], collaborative=True)
    assert ada.get(f"/playlists/{id_}").json()["public"] is False
    assert berta.post(f"/playlists/{id_}/tracks", json=[URIS[1]]).status_code == 201
    adders = [item["added_by"]["display_name"] for item in ada.get(f"/playlists/{id_}/tracks").json()["items"]]
    assert adders == ["Ada", "Berta Playlists"]
    refused(berta.put(f"/playlists/{id_}", json={"name": "Berta's"}), 403, "belongs to another")


def test_scopes_decide_what_an_app_may_do(server: Server, ada: httpx.Client) -> None:
    private, public = make(ada, URIS[0], public=False), make(ada, URIS[0])
    with acting(server, server.listener, "playlist-modify-public") as app:
        refused(app.get(f"/playlists/{private}"), 403, "Insufficient client scope")
        assert app.get(f"/playlists/{public}").status_code == 200
        listed = {one["id"] for one in app.get("/me/playlists?limit=50").json()["items"]}
        assert public in listed
        assert private not in listed
        refused(app.post(f"/playlists/{private}/tracks", json=URIS[:1]), 403, "Insufficient client scope")
        refused(app.put(f"/playlists/{public}", json={"public": False}), 403, "Insufficient client scope")
        refused(app.post("/me/playlists", json={"name": "x", "public": False}), 403, "Insufficient client scope")
        refused(app.put(f"/playlists/{public}/images", content=b""), 403, "Insufficient client scope")
        refused(app.delete(f"/playlists/{private}/followers"), 403, "Insufficient client scope")
    with acting(server, server.listener, "user-library-read") as app:
        for method, path in (("POST", "/me/playlists"), ("PUT", f"/playlists/{public}/followers")):
            refused(app.request(method, path, json={"name": "x"}), 403, "Insufficient client scope")


def test_playlists_are_made_for_oneself_alone(ada: httpx.Client, berta: httpx.Client, nobody: httpx.Client) -> None:
    me = str(ada.get("/me").json()["id"])
    assert ada.post(f"/users/{me}/playlists", json={"name": "By name"}).status_code == 201
    refused(berta.post(f"/users/{me}/playlists", json={"name": "For Ada"}), 403, "for another user")
    refused(nobody.post("/me/playlists", json={"name": "x"}), 401, "Valid user authentication")
    refused(nobody.get("/me/playlists"), 401, "Valid user authentication")
    refused(nobody.get("/users/unheard/playlists"), 404, "Resource not found")


def test_following_listing_and_removing(ada: httpx.Client, berta: httpx.Client, ready_made: str) -> None:
    id_ = make(ada, *URIS[:2])
    assert berta.get(f"/playlists/{id_}/followers/contains").json() == [False]
    for playlist in (id_, ready_made):
        assert berta.put(f"/playlists/{playlist}/followers", json={"public": False}).status_code == 200
        assert playlist in {one["id"] for one in berta.get("/me/playlists").json()["items"]}
    me, her = (client.get("/me").json()["id"] for client in (berta, ada))
    assert berta.get(f"/playlists/{id_}/followers/contains", params={"ids": f"{me},{her}"}).json() == [True, True]
    refused(ada.get(f"/playlists/{id_}/followers/contains", params={"ids": me}), 403, "theirs to tell")
    assert ada.get(f"/playlists/{id_}").json()["followers"]["total"] == 1
    ada.put(f"/playlists/{id_}", json={"public": False})
    assert id_ not in {one["id"] for one in berta.get("/me/playlists").json()["items"]}
    ada.put(f"/playlists/{id_}", json={"public": True})
    berta.delete(f"/playlists/{ready_made}/followers")
    assert ready_made not in {one["id"] for one in berta.get("/me/playlists").json()["items"]}
    assert ada.delete(f"/playlists/{id_}/followers").status_code == 200
    for client in (ada, berta):
        refused(client.get(f"/playlists/{id_}"), 404, "Resource not found")
        assert id_ not in {one["id"] for one in client.get("/me/playlists?limit=50").json()["items"]}


def test_ready_made_playlists_are_read_and_never_changed(
    ada: httpx.Client, nobody: httpx.Client, ready_made: str
) -> None:
    playlist = nobody.get(f"/playlists/{ready_made}").json()
    assert (playlist["owner"]["id"], playlist["public"]) == ("accord", True)
    assert playlist["tracks"]["total"] == len(playlist["tracks"]["items"]) > 0
    page = nobody.get(f"/playlists/{ready_made}/items?limit=2&offset=1").json()
    assert page["items"] == playlist["items"]["items"][1:3]
    assert len(nobody.get(f"/playlists/{ready_made}/images").json()) == 3
    assert playlist["accord_label"]["sources"] == ["own-audio"]
    refused(ada.post(f"/playlists/{ready_made}/tracks", json=URIS[:1]), 403, "made by Accord")
    refused(ada.put(f"/playlists/{ready_made}", json={"name": "x"}), 403, "made by Accord")


def jpeg(width: int, height: int, form: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (0, 128, 0)).save(buffer, form)
    return base64.b64encode(buffer.getvalue())


def test_a_picture_is_taken_and_shown(ada: httpx.Client, server: Server) -> None:
    id_ = make(ada, URIS[0])
    images = f"/playlists/{id_}/images"
    before, snapshot_before = ada.get(images).json(), snapshot(ada, id_)
    answer = ada.put(images, content=jpeg(400, 200), headers={"Content-Type": "image/jpeg"})
    assert (answer.status_code, answer.content) == (202, b"")
    after = ada.get(images).json()
    assert after != before
    assert snapshot(ada, id_) != snapshot_before
    assert ada.get(f"/playlists/{id_}").json()["images"] == after
    shown = server.web.get(after[1]["url"])
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (300, 300))
        red, green, _ = picture.convert("RGB").getpixel((150, 150))  # type: ignore[misc]
        assert green > 100 > red
    assert server.web.get(re.sub("/300.*", "/77", after[1]["url"])).status_code == 404
    assert server.web.get(f"/images/playlists/{UNKNOWN}/300").status_code == 404


def test_pictures_that_are_none_are_refused(ada: httpx.Client, few: str) -> None:
    images, before = f"/playlists/{few}/images", ada.get(f"/playlists/{few}/images").json()
    whole = jpeg(300, 300)
    for payload in (b"", b"?" * 9, base64.b64encode(b"no picture"), jpeg(9, 9, "PNG"), whole[: len(whole) // 8 * 4]):
        refused(ada.put(images, content=payload), 400, "The picture is n")
    refused(ada.put(images, content=jpeg(4097, 1)), 400, "4097 by 1 pixels")
    refused(ada.put(images, content=b"A" * (256 * 1024 + 1)), 413, "more than 262144 bytes")
    assert ada.get(images).json() == before


def test_a_cover_stands_for_a_playlist_without_a_picture(ada: httpx.Client) -> None:
    id_ = make(ada, URIS[0], f"spotify:track:{SINGLE.id}")
    album = ada.get(f"/tracks/{SINGLE.id}").json()["album"]
    assert ada.get(f"/playlists/{id_}/images").json() == album["images"]


def test_the_addresses_of_before_2018(ada: httpx.Client) -> None:
    id_ = make(ada, *URIS[:2])
    below = f"/users/whoever/playlists/{id_}"
    assert ada.get(below).json() == ada.get(f"/playlists/{id_}").json()
    assert ada.post(f"{below}/tracks", json=[f"spotify:track:{BARE.id}"]).status_code == 201
    assert len(ada.get(f"{below}/tracks/").json()["items"]) == 3
    assert ada.get(f"{below}/followers/contains").json() == [True]
