"""The way of a person through login and consent, and of an app to tokens; and all that must not lead there."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from accord.domain.entities import App
from accord.domain.scopes import SCOPES
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library
from tests.server.browser import Browser
from tests.server.conftest import PASSWORD, REDIRECT_URIS, Server, serving

LOOPBACK, WEB = REDIRECT_URIS
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture(scope="module")
def session(server: Server) -> str:
    """The cookie of a browser in which Ada is logged in."""
    return Browser(server.url).open("/apps").log_in("Ada", PASSWORD).web.cookies["accord_session"]


@pytest.fixture
def ada(server: Server, session: str) -> Iterator[Browser]:
    """Ada's browser, in which she is logged in."""
    browser = Browser(server.url)
    browser.web.cookies.set("accord_session", session)
    yield browser
    browser.web.close()


@pytest.fixture(scope="module")
def phone(server: Server) -> App:
    """An app that can keep no secret."""
    with open_library(Settings(home=server.home)) as library:
        return Apps(library.store, 3600).register_public("Phone", ["phone.example:/callback"])


def asking(server: Server, **changes: str | None) -> str:
    query = {"response_type": "code", "client_id": server.client_id, "redirect_uri": LOOPBACK, "scope": "user-top-read"}
    changed = {**query, **changes}
    return "/authorize?" + urlencode({name: value for name, value in changed.items() if value is not None})


def allowed(ada: Browser, server: Server, **changes: str | None) -> str:
    """The code that the app gets when Ada allows what it asks."""
    return ada.open(asking(server, **changes)).submit("allow").brought()["code"]


def exchange(server: Server, code: str, **changes: str | None) -> httpx.Response:
    """What the app is answered when it shows a code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": LOOPBACK}
    form |= {"client_id": server.client_id, "client_secret": server.secret}
    changed = {name: value for name, value in (form | changes).items() if value is not None}
    return server.web.post("/api/token", data=changed)


def refreshed(server: Server, token: str, **changes: str | None) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    form |= {"client_id": server.client_id, "client_secret": server.secret}
    changed = {name: value for name, value in (form | changes).items() if value is not None}
    return server.web.post("/api/token", data=changed)


def refused(answer: httpx.Response, error: str) -> None:
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == error
    assert answer.headers["cache-control"] == "no-store"


def me(server: Server, token: str) -> httpx.Response:
    return server.web.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


def test_a_person_logs_in_allows_and_the_app_acts_for_them(server: Server) -> None:
    browser = Browser(server.url).open(asking(server, state='{"a": "é"}'))
    assert "Log in" in browser.page.text
    browser.log_in("ada", PASSWORD)
    assert "tests asks to act for you" in browser.page.text
    assert SCOPES["user-top-read"] in browser.page.text
    assert SCOPES["user-library-modify"] not in browser.page.text
    back = browser.submit("allow").brought()
    assert browser.sent_to.startswith(f"{LOOPBACK}?")
    assert back["state"] == '{"a": "é"}'
    answer = exchange(server, back["code"])
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 3600, "user-top-read")
    body = me(server, token["access_token"]).json()
    assert (body["display_name"], body["id"]) == ("Ada", server.listener.id.replace("-", ""))
    assert token.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}
    again = refreshed(server, token["refresh_token"]).json()
    assert again.keys() == {"access_token", "token_type", "expires_in", "scope"}, "it keeps its refresh token"
    assert me(server, again["access_token"]).is_success
    assert refreshed(server, token["refresh_token"]).is_success


def test_the_pages_run_no_scripts_and_load_nothing(server: Server, ada: Browser) -> None:
    for address in (asking(server), "/apps", "/login"):
        policy = ada.open(address).page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy + ada.page.text
        assert ada.page.headers["cache-control"] == "no-store"
    policy = ada.open(asking(server)).page.headers["content-security-policy"]
    assert "form-action 'self' http://127.0.0.1:9797;" in policy, "browsers hold forms to it through redirects"


def test_the_cookie_is_random_and_for_no_script_or_other_site(server: Server) -> None:
    form = {"name": "Ada", "password": PASSWORD, "next": "/apps"}
    set_cookie = server.web.post("/login", data=form, headers={"Origin": server.url}).headers["set-cookie"]
    server.web.cookies.clear()
    assert "HttpOnly" in set_cookie
    assert "SameSite=lax" in set_cookie
    value = set_cookie.split("=", 1)[1].split(";")[0]
    assert len(value) == 43
    forged = server.web.get("/apps", headers={"Cookie": f"accord_session={value[:-1]}"})
    assert "Log in" in forged.text


def test_a_person_refuses(server: Server, ada: Browser) -> None:
    back = ada.open(asking(server, state="s")).submit("refuse").brought()
    assert (back["error"], back["state"]) == ("access_denied", "s")
    assert "code" not in back


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://127.0.0.1:9797/callback/../other"},
        {"redirect_uri": "http://127.0.0.1:9797@evil.example/callback"},
        {"redirect_uri": WEB.partition("?")[0]},
        {"redirect_uri": ""},
        {"redirect_uri": None},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": 'x"><script>alert(1)</script>'},
        {"client_id": "0" * 32},
        {"client_id": None},
        {"client_id": "\x00"},
        {"redirect_uri": "https://evil.example/", "response_type": "nonsense"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_may_not_be_sent_back_is_not(
    server: Server, ada: Browser, changes: dict[str, str | None], method: str
) -> None:
    answer = ada.web.request(
        method, asking(server, **changes), headers={"Origin": server.url}, data={"answer": "allow"}
    )
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "<script" not in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_a_loopback_address_may_have_another_port(server: Server, ada: Browser) -> None:
    elsewhere = "http://127.0.0.1:50123/callback"
    code = allowed(ada, server, redirect_uri=elsewhere)
    assert ada.sent_to.startswith(f"{elsewhere}?code=")
    assert exchange(server, code, redirect_uri=elsewhere).is_success


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "nonsense"}, "unsupported_response_type"),
        ({"response_type": 'x"\\é\x00'}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "user-top-read root"}, "invalid_scope"),
        ({"scope": 'é"'}, "invalid_scope"),
        (PKCE | {"code_challenge_method": "plain"}, "invalid_request"),
        (PKCE | {"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_the_app_is_told_what_is_wrong_with_what_it_asks(
    server: Server, ada: Browser, changes: dict[str, str | None], error: str
) -> None:
    back = ada.open(asking(server, state="kept", **changes)).brought()
    assert (back["error"], back["state"]) == (error, "kept")
    assert ada.sent_to.startswith(LOOPBACK)


def test_an_app_without_a_secret_needs_a_challenge_before_anybody_is_asked(
    server: Server, ada: Browser, phone: App
) -> None:
    asked = {"client_id": phone.client_id, "redirect_uri": phone.redirect_uris[0], "state": "kept"}
    back = ada.open(asking(server, **asked)).brought()
    assert (back["error"], back["state"]) == ("invalid_request", "kept")
    assert "allow" in ada.open(asking(server, **asked, **PKCE)).page.text


def test_forms_of_other_sites_are_refused(server: Server, ada: Browser) -> None:
    ada.open(asking(server))
    form = {"listener": server.listener.id, "answer": "allow"}
    for origin in ("https://evil.example", "null", None):
        headers = {"Origin": origin} if origin else {}
        for address, data in (
            (asking(server), form),
            ("/login", {"name": "Ada", "password": PASSWORD}),
            ("/logout", {}),
            ("/apps/remove", {"client_id": server.client_id}),
        ):
            answer = ada.web.post(address, data=data, headers=headers)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
    assert "Ada: your apps" in ada.open("/apps").page.text, "she was not logged out"


def test_a_login_leads_nowhere_but_where_it_came_from(server: Server) -> None:
    for after in ("https://evil.example/", "//evil.example/", "/authorize", "/\\evil.example", "", "/authorize@x?"):
        form = {"name": "Ada", "password": PASSWORD, "next": after}
        answer = httpx.post(f"{server.url}/login", data=form, headers={"Origin": server.url}, timeout=60)
        assert (answer.status_code, answer.headers["location"]) == (303, "/apps")


def test_a_wrong_password_is_told_and_nothing_begins(server: Server) -> None:
    browser = Browser(server.url).open(asking(server)).log_in("Ada", "wrong")
    assert browser.page.status_code == 401
    assert "No listener here has that name and password" in browser.page.text
    assert "set-cookie" not in browser.page.headers
    assert "asks to act for you" in browser.log_in("Ada", PASSWORD).page.text, "the question was not lost"


def test_an_answer_counts_for_the_person_who_saw_the_question(server: Server, ada: Browser) -> None:
    ada.open(asking(server))
    other = server.add_listener("Somebody Else")
    answer = ada.web.post(
        asking(server), data={"listener": other.id, "answer": "allow"}, headers={"Origin": server.url}
    )
    assert answer.status_code == 200
    assert "asks to act for you" in answer.text


def test_who_allowed_as_much_before_is_not_asked_again_unless_the_app_wants_it(server: Server, ada: Browser) -> None:
    web = {"redirect_uri": WEB, "scope": "user-read-email user-top-read"}
    exchange(server, allowed(ada, server, **web), redirect_uri=WEB)
    back = ada.open(asking(server, **web | {"scope": "user-read-email"})).brought()
    assert back.keys() == {"from", "code"}
    assert exchange(server, back["code"], redirect_uri=WEB).json()["scope"] == "user-read-email"
    for changes in (
        {"show_dialog": "true"},
        {"scope": "user-read-email user-read-private"},
        {"redirect_uri": LOOPBACK},  # any program of this machine could listen there
    ):
        assert "asks to act for you" in ada.open(asking(server, **web | changes)).page.text


def test_a_code_is_bound_to_app_address_and_challenge(server: Server, ada: Browser, phone: App) -> None:
    code = allowed(ada, server)
    refused(
        exchange(server, code, client_id=phone.client_id, client_secret=None, code_verifier=VERIFIER), "invalid_grant"
    )
    assert exchange(server, code).is_success, "what another app tries does not use it up"
    refused(exchange(server, allowed(ada, server), redirect_uri=WEB), "invalid_grant")
    refused(exchange(server, allowed(ada, server), redirect_uri=None), "invalid_grant")
    refused(exchange(server, allowed(ada, server), client_secret="0" * 32), "invalid_client")
    refused(exchange(server, allowed(ada, server), client_secret=None), "invalid_request")
    refused(exchange(server, allowed(ada, server), code_verifier=VERIFIER), "invalid_request")
    refused(exchange(server, allowed(ada, server), client_secret=None, code_verifier=VERIFIER), "invalid_request")
    refused(exchange(server, allowed(ada, server, **PKCE)), "invalid_request")
    refused(exchange(server, allowed(ada, server, **PKCE), code_verifier="w" * 64), "invalid_grant")
    refused(exchange(server, allowed(ada, server, **PKCE), code_verifier="short"), "invalid_request")
    refused(exchange(server, allowed(ada, server, **PKCE), code_verifier=CHALLENGE), "invalid_grant")
    refused(exchange(server, "forged"), "invalid_grant")
    refused(exchange(server, ""), "invalid_request")
    assert exchange(server, allowed(ada, server, **PKCE), code_verifier=VERIFIER).is_success
    assert exchange(server, allowed(ada, server, **PKCE), client_secret=None, code_verifier=VERIFIER).is_success


def test_a_code_shown_twice_revokes_what_was_given_for_it(server: Server, ada: Browser) -> None:
    code = allowed(ada, server)
    token = exchange(server, code).json()
    assert me(server, token["access_token"]).is_success
    refused(exchange(server, code), "invalid_grant")
    assert me(server, token["access_token"]).json() == {"error": {"status": 401, "message": "Invalid access token"}}
    refused(refreshed(server, token["refresh_token"]), "invalid_grant")


def test_without_a_secret_refresh_tokens_are_replaced_and_an_old_one_ends_all(
    server: Server, ada: Browser, phone: App
) -> None:
    mine: dict[str, str | None] = {"client_id": phone.client_id, "client_secret": None}
    asked = {"client_id": phone.client_id, "redirect_uri": "phone.example:/callback"}
    code = allowed(ada, server, **asked, **PKCE)
    assert ada.sent_to.startswith("phone.example:/callback?code=")
    first = exchange(server, code, **mine, redirect_uri="phone.example:/callback", code_verifier=VERIFIER).json()
    second = refreshed(server, first["refresh_token"], **mine).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert me(server, second["access_token"]).is_success
    answer = refreshed(server, first["refresh_token"], **mine)
    refused(answer, "invalid_grant")
    assert answer.json()["error_description"] == "Refresh token revoked"
    for token in (first, second):
        assert me(server, token["access_token"]).status_code == 401
        refused(refreshed(server, token["refresh_token"], **mine), "invalid_grant")


def test_a_refresh_token_is_bound_to_its_app_and_its_secret(server: Server, ada: Browser, phone: App) -> None:
    token = exchange(server, allowed(ada, server)).json()["refresh_token"]
    refused(refreshed(server, token, client_secret=None), "invalid_client")
    refused(refreshed(server, token, client_secret="0" * 32), "invalid_client")
    refused(refreshed(server, token, client_id=phone.client_id, client_secret=None), "invalid_grant")
    refused(refreshed(server, token, scope="user-read-email"), "invalid_scope")
    refused(refreshed(server, "forged"), "invalid_grant")
    basic = server.web.post(
        "/api/token",
        data={"grant_type": "refresh_token", "refresh_token": token, "scope": "user-top-read"},
        auth=(server.client_id, server.secret),
    )
    assert basic.json()["scope"] == "user-top-read"


def test_an_app_without_a_secret_acts_for_people_alone(server: Server, phone: App) -> None:
    for secret in ({}, {"client_secret": ""}, {"client_secret": "-"}):
        form = {"grant_type": "client_credentials", "client_id": phone.client_id} | secret
        refused(server.web.post("/api/token", data=form), "invalid_client")


def test_a_listener_removes_an_app_and_it_is_out_at_once(server: Server, ada: Browser) -> None:
    token = exchange(server, allowed(ada, server)).json()
    assert me(server, token["access_token"]).is_success
    page = ada.open("/apps").page.text
    assert "tests" in page
    assert SCOPES["user-top-read"] in page
    answer = ada.web.post("/apps/remove", data={"client_id": server.client_id}, headers={"Origin": server.url})
    assert answer.status_code == 303
    assert me(server, token["access_token"]).status_code == 401
    refused(refreshed(server, token["refresh_token"]), "invalid_grant")
    assert "No app may act for you" in ada.open("/apps").page.text or "tests" not in ada.page.text


def test_an_app_revokes_its_own_tokens_and_no_others(server: Server, ada: Browser, phone: App) -> None:
    token = exchange(server, allowed(ada, server)).json()
    form = {"client_id": server.client_id, "client_secret": server.secret}
    foreign = server.web.post("/api/token/revoke", data={"client_id": phone.client_id, "token": token["refresh_token"]})
    assert foreign.status_code == 200, "nobody is told what is a token"
    assert me(server, token["access_token"]).is_success
    refused(
        server.web.post("/api/token/revoke", data=form | {"client_secret": "0" * 32, "token": "x"}), "invalid_client"
    )
    refused(server.web.post("/api/token/revoke", data=form), "invalid_request")
    hint = {"token_type_hint": "refresh_token"}
    assert server.web.post("/api/token/revoke", data=form | hint | {"token": token["refresh_token"]}).json() == {}
    assert me(server, token["access_token"]).status_code == 401
    own = server.token()
    assert server.web.get("/v1/markets", headers={"Authorization": f"Bearer {own}"}).is_success
    server.web.post("/api/token/revoke", data=form | {"token": own})
    assert server.web.get("/v1/markets", headers={"Authorization": f"Bearer {own}"}).status_code == 401


def test_the_implicit_grant_is_there_only_where_it_is_switched_on(server: Server, ada: Browser) -> None:
    assert ada.open(asking(server, response_type="token")).brought()["error"] == "unsupported_response_type"
    with serving(server.home, ACCORD_IMPLICIT_GRANT="true") as (url, _):
        browser = Browser(url).open(asking(server, response_type="token", state="s")).log_in("Ada", PASSWORD)
        back = browser.submit("allow").brought("fragment")
        assert back.keys() == {"access_token", "token_type", "expires_in", "scope", "state"}
        assert me(server, back["access_token"]).json()["display_name"] == "Ada"


def test_logging_out_ends_the_session(server: Server) -> None:
    browser = Browser(server.url).open("/apps").log_in("Ada", PASSWORD)
    cookie = browser.web.cookies["accord_session"]
    browser.web.post("/logout", headers={"Origin": server.url})
    kept = httpx.get(f"{server.url}/apps", cookies={"accord_session": cookie}, timeout=60)
    assert "Log in" in kept.text
