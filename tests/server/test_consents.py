"""A person's page and API: to withdraw is as easy as to give, to refuse costs nothing, and nobody else gets in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx
import pytest

from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.consents import Consents
from accord.library.people import People, open_people
from accord.rights.notices import published
from tests.server import music
from tests.server.conftest import serving

OPTIONAL = [notice.name for notice in published().current if notice.optional]
CONTROLLER = "Ada <Admin>; 1 Example Street; ada@example.org"


@dataclass(frozen=True)
class Served:
    """A running server; ``people`` looks at its library from outside."""

    url: str
    people: People
    client_id: str
    secret: str

    def listener(self, name: str) -> tuple[str, httpx.Client]:
        """Make an account; return its id and a program that carries its token."""
        listener, token = self.people.listeners.add(name)
        return listener.id, httpx.Client(base_url=self.url, headers={"Authorization": f"Token {token}"}, timeout=60)

    def browser(self, name: str) -> tuple[str, httpx.Client]:
        """Make an account and enter its token in a browser."""
        listener, token = self.people.listeners.add(name)
        browser = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=60)
        entered = browser.post("/me/enter", data={"token": token})
        assert (entered.status_code, entered.headers["location"]) == (303, "/me")
        return listener.id, browser

    def valid(self, listener_id: str, name: str) -> bool:
        return bool(self.people.consents.valid(published().named(name).purpose, [listener_id]))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(home=tmp_path_factory.mktemp("consents") / "home", controller=CONTROLLER)
    with open_people(settings) as people:
        music.fill(people.library)
        app, secret = Apps(people.library.store, 3600).register("tests")
        with serving(settings.home, ACCORD_CONTROLLER=CONTROLLER) as (url, _):
            yield Served(url, people, app.client_id, secret)


class Forms(HTMLParser):
    """The forms of a page: action -> its hidden fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.found[said["action"]] = {}
        elif tag == "input" and said.get("type") == "hidden":
            self._fields[said["name"]] = said["value"]
        assert tag not in ("script", "img", "link")


def test_me_says_whose_token_it_is(served: Served) -> None:
    id_, program = served.listener("me says")
    answer = program.get("/accord/v1/me")
    assert (answer.json()["id"], answer.json()["name"]) == (id_, "me says")
    assert answer.headers["cache-control"] == "no-store"
    bearer = {"Authorization": program.headers["Authorization"].replace("Token", "Bearer")}
    assert httpx.get(f"{served.url}/accord/v1/me", headers=bearer, timeout=60).json() == answer.json()


@pytest.mark.parametrize("name", OPTIONAL)
def test_t3_over_the_api_withdrawing_is_one_request_as_giving_is(served: Served, name: str) -> None:
    id_, program = served.listener(f"api {name}")
    given = program.put(f"/accord/v1/me/consents/{name}").json()
    assert (given["state"], given["valid"], served.valid(id_, name)) == ("dpv:ConsentGiven", True, True)
    withdrawn = program.delete(f"/accord/v1/me/consents/{name}").json()
    assert (withdrawn["state"], withdrawn["valid"], served.valid(id_, name)) == ("dpv:ConsentWithdrawn", False, False)


@pytest.mark.parametrize("name", OPTIONAL)
def test_t3_on_the_page_withdrawing_is_one_click_as_giving_is(served: Served, name: str) -> None:
    id_, browser = served.browser(f"page {name}")
    give, withdraw, refuse = (f"/me/consents/{name}/{answer}" for answer in ("give", "withdraw", "refuse"))
    before = Forms(browser.get("/me").text).found
    assert {give, refuse} <= set(before)
    assert browser.post(give, data=before[give]).status_code == 303
    assert served.valid(id_, name)
    between = Forms(browser.get("/me").text).found
    assert withdraw in between
    assert not {give, refuse} & set(between)
    assert browser.post(withdraw, data=between[withdraw]).status_code == 303
    assert not served.valid(id_, name)


def test_t2_with_everything_optional_refused_all_else_works(served: Served) -> None:
    """Listens are kept and read, the Web API answers features and search, rights are decided."""
    id_, program = served.listener("refuser")
    for name in OPTIONAL:
        assert program.post(f"/accord/v1/me/consents/{name}/refuse").json()["state"] == "dpv:ConsentRefused"
    now = program.get("/accord/v1/me/consents").json()["consents"]
    assert {one["name"]: one["valid"] for one in now} == {"service": True} | dict.fromkeys(OPTIONAL, False)

    said = {"artist_name": "Nina", "track_name": "Blues"}
    listen = {"listen_type": "single", "payload": [{"listened_at": 1_700_000_000, "track_metadata": said}]}
    assert program.post("/1/submit-listens", json=listen).status_code == 200
    heard = program.get("/1/user/refuser/listens").json()["payload"]["listens"]
    assert [one["track_metadata"]["track_name"] for one in heard] == ["Blues"]
    assert program.get("/1/validate-token").json()["valid"] is True

    form = {"grant_type": "client_credentials", "client_id": served.client_id, "client_secret": served.secret}
    token = program.post("/api/token", data=form).json()["access_token"]
    (track, *_) = served.people.library.any_tracks(1)
    with httpx.Client(base_url=f"{served.url}/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60) as web:
        assert web.get(f"/audio-features/{track.id}").json()["id"] == track.id
        assert web.get(f"/audio-analysis/{track.id}").status_code == 200
        found = web.get("/search", params={"q": track.title, "type": "track"}).json()["tracks"]["items"]
        assert track.id in [item["id"] for item in found]
    assert set(served.people.consents.valid(Purpose.SERVICE, [id_])) == {(id_, Purpose.SERVICE)}


def test_t6_everybody_can_read_who_answers_for_what(served: Served) -> None:
    told = httpx.get(f"{served.url}/accord/v1/sources", timeout=60).json()
    assert told["controller"] == {
        "name": "Ada <Admin>",
        "address": "1 Example Street",
        "contact": "ada@example.org",
    }
    assert [purpose["name"] for purpose in told["purposes"]] == ["service", *OPTIONAL]
    for purpose in told["purposes"]:
        notice = published().named(purpose["name"])
        assert (purpose["notice"]["hash"], purpose["notice"]["version"]) == (notice.hash, notice.version)
        assert purpose["notice"]["recipients"] == list(notice.recipients)
        assert purpose["notice"]["retention"] == notice.retention
    assert "own-listening" in {source["id"] for source in told["sources"]}


def test_a_notice_that_was_read_and_is_no_longer_asked_is_refused(served: Served) -> None:
    id_, program = served.listener("stale")
    url = "/accord/v1/me/consents/personalisation"
    refused = program.put(url, json={"notice_hash": "0" * 64})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "NoticeChanged")
    assert not served.valid(id_, "personalisation")
    current = program.get("/accord/v1/me/consents").json()["consents"][1]
    assert current["name"] == "personalisation"
    assert program.put(url, json={"notice_hash": current["notice"]["hash"]}).status_code == 200
    assert served.valid(id_, "personalisation")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "advertising", None, 400),
        ("PUT", "service", None, 400),
        ("DELETE", "service", None, 400),
        ("PUT", "personalisation", {"notice_hash": 7}, 400),
        ("PUT", "personalisation", {"notice_hsah": ""}, 400),
        ("PUT", "personalisation", [], 400),
        ("GET", "00000000-0000-4000-8000-000000000000/receipt", None, 404),
        ("POST", "personalisation/give", None, 404),
    ],
)
def test_bad_requests_change_nothing_and_say_why(
    served: Served, method: str, path: str, body: object, status: int
) -> None:
    name = re.sub(r"\W", " ", f"bad {method} {path} {body}")
    id_, program = served.listener(name)
    answer = program.request(method, f"/accord/v1/me/consents/{path}", json=body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["message"]
    assert error["remedy"]
    assert len(served.people.consents.records(id_)) == 1


@pytest.mark.parametrize("header", [None, "Token", "Token 00000000-0000-4000-8000-000000000000", "Basic YTpi", "é"])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/consents"), ("PUT", "/consents/personalisation")])
def test_nobody_else_gets_in(served: Served, header: str | None, method: str, path: str) -> None:
    headers = {} if header is None else {b"Authorization": header.encode()}
    answer = httpx.request(method, f"{served.url}/accord/v1/me{path}", headers=headers, timeout=60)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] in ("NoListenerToken", "UnknownListener")


def test_a_receipt_is_json_for_programs_and_a_page_for_people(served: Served) -> None:
    _, program = served.listener("<b>receipts")
    record_id = program.put("/accord/v1/me/consents/research-export").json()["record_id"]
    url = f"/accord/v1/me/consents/{record_id}/receipt"
    plain = program.get(url)
    assert plain.headers["content-type"] == "application/json"
    linked = program.get(url, headers={"Accept": "application/ld+json"})
    assert linked.headers["content-type"] == "application/ld+json"
    without_time = [json.dumps(answer.json() | {"dct:created": ""}) for answer in (plain, linked)]
    assert without_time[0] == without_time[1]
    page = program.get(url, headers={"Accept": "text/html,application/xhtml+xml"})
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert {answer.headers["vary"].split(",")[0] for answer in (plain, linked, page)} == {"Accept"}
    notice = published().named("research-export")
    for said in (record_id, plain.json()["dct:identifier"], notice.hash, "Ada &lt;Admin&gt;", "ada@example.org"):
        assert said in page.text
    assert Forms(page.text).found == {}
    _, stranger = served.listener("stranger")
    assert stranger.get(url).status_code == 404


def test_the_page_asks_for_the_token_and_shows_everything(served: Served) -> None:
    stranger = httpx.get(f"{served.url}/me", timeout=60)
    assert stranger.status_code == 200
    assert list(Forms(stranger.text).found) == ["/me/enter"]
    id_, browser = served.browser("<i>Eve & Co")
    page = browser.get("/me")
    assert "&lt;i&gt;Eve &amp; Co" in page.text
    assert "<i>Eve" not in page.text
    for notice in published().current:
        assert notice.title in page.text
    assert id_ in page.text
    assert {"/me/erase", "/me/leave"} <= set(Forms(page.text).found)
    assert 'href="/accord/v1/me/export"' in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"


def test_the_cookie_is_for_this_site_and_no_script(served: Served) -> None:
    _, token = served.people.listeners.add("cookie")
    answer = httpx.post(f"{served.url}/me/enter", data={"token": token}, headers={"Origin": served.url}, timeout=60)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age" not in cookie
    browser = httpx.Client(base_url=served.url, cookies=answer.cookies, headers={"Origin": served.url}, timeout=60)
    assert "cookie" in browser.get("/me").text
    left = browser.post("/me/leave")
    assert left.status_code == 303
    assert 'accord_listener=""' in left.headers["set-cookie"]


def test_behind_a_secure_address_the_cookie_is_secure(served: Served) -> None:
    _, token = served.people.listeners.add("secure")
    public = "https://accord.example.org"
    with serving(served.people.settings.home, ACCORD_BASE_URL=public) as (url, _):
        answer = httpx.post(f"{url}/me/enter", data={"token": token}, headers={"Origin": public}, timeout=60)
    assert answer.status_code == 303
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("token", ["", "wrong", "0" * 20_000])
def test_a_wrong_token_is_asked_for_again(served: Served, token: str) -> None:
    answer = httpx.post(f"{served.url}/me/enter", data={"token": token}, headers={"Origin": served.url}, timeout=60)
    assert answer.status_code == (400 if len(token) > 10_000 else 401)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:1"])
def test_no_other_sites_page_can_press_a_button(served: Served, origin: str | None) -> None:
    id_, browser = served.browser(f"forged {origin}".replace("/", " "))
    del browser.headers["Origin"]
    headers = {} if origin is None else {"Origin": origin}
    forged = browser.post("/me/consents/research-export/give", headers=headers)
    assert forged.status_code == 403
    assert not served.valid(id_, "research-export")
    assert browser.post("/me/leave", headers=headers).status_code == 403


def test_the_cookie_alone_reads_and_changes_nothing_in_the_api(served: Served) -> None:
    id_, browser = served.browser("cookie reads")
    assert browser.get("/accord/v1/me").json()["id"] == id_
    assert browser.put("/accord/v1/me/consents/personalisation").status_code == 401
    assert not served.valid(id_, "personalisation")


def test_the_page_says_what_was_wrong(served: Served) -> None:
    id_, browser = served.browser("wrong answers")
    stale = browser.post("/me/consents/personalisation/give", data={"notice": "0" * 64})
    assert stale.status_code == 409
    assert "Read the notice again" in stale.text
    assert browser.post("/me/consents/personalisation/sell").status_code == 400
    assert browser.post("/me/consents/service/withdraw").status_code == 400
    assert len(served.people.consents.records(id_)) == 1
    gone = httpx.Client(base_url=served.url, headers={"Origin": served.url}, timeout=60)
    lost = gone.post("/me/consents/personalisation/give")
    assert lost.status_code == 401
    assert list(Forms(lost.text).found) == ["/me/enter"]


def test_the_operators_revocation_and_an_end_by_itself_are_explained_on_the_page(served: Served) -> None:
    id_, browser = served.browser("explained")
    people = served.people
    people.consents.give(id_, Purpose.PERSONALISATION)
    people.consents.revoke(id_, Purpose.PERSONALISATION)
    past = Consents(people.library.store, people.log, people.vault, "Ada", clock=lambda: 1_600_000_000.0)
    past.give(id_, Purpose.COMMUNITY_STATISTICS)
    page = browser.get("/me").text
    assert "Whoever runs this Accord ended it." in page
    assert "It was given for a time that is over." in page
    assert not served.valid(id_, "community-statistics")
