"""What a token opens: for whom it acts, and what they allowed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accord.domain.scopes import SCOPES
from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.people import open_people
from accord.server.app import create_app
from accord.server.webapi.access import UserHere, scoped
from accord.server.webapi.resource import resource
from tests.server import contract
from tests.server.conftest import Server


def ask(server: Server, token: str, path: str = "/v1/me") -> httpx.Response:
    answer = server.web.get(path, headers={"Authorization": f"Bearer {token}"})
    contract.check(str(answer.url), answer.status_code, answer.json())
    return answer


def test_who_the_person_is_and_what_more_each_scope_tells(server: Server) -> None:
    id_ = server.listener.id.replace("-", "")
    bare = ask(server, server.token_for()).json()
    assert bare == {
        "account_id": id_,
        "display_name": "Ada",
        "external_urls": {"spotify": f"{server.url}/user/{id_}"},
        "followers": {"href": None, "total": 0},
        "href": f"{server.url}/v1/users/{id_}",
        "id": id_,
        "images": [],
        "type": "user",
        "uri": f"spotify:user:{id_}",
    }
    private = ask(server, server.token_for("user-read-private")).json()
    assert {name: value for name, value in private.items() if name not in bare} == {
        "country": "US",
        "product": "premium",
        "explicit_content": {"filter_enabled": False, "filter_locked": False},
    }
    email = ask(server, server.token_for("user-read-email")).json()
    assert email.keys() - bare.keys() == {"email"}
    assert "Ada" in server.web.get(bare["external_urls"]["spotify"]).text


def test_what_is_public_about_people(server: Server) -> None:
    id_ = server.listener.id.replace("-", "")
    user = ask(server, server.token(), f"/v1/users/{id_}").json()
    assert user == {
        name: value for name, value in ask(server, server.token_for()).json().items() if name != "account_id"
    }
    for unknown in ("0" * 32, server.listener.id, "%00"):
        assert ask(server, server.token(), f"/v1/users/{unknown}").status_code == 404


def test_an_apps_own_token_is_nobodys(server: Server) -> None:
    answer = ask(server, server.token())
    assert answer.json() == {"error": {"status": 401, "message": "Valid user authentication required"}}
    assert answer.headers["www-authenticate"] == 'Bearer realm="accord"'


def jwt(header: dict[str, str], claims: dict[str, object], key: bytes) -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    signed = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"
    return f"{signed}.{part(hmac.new(key, signed.encode(), hashlib.sha256).digest()) if key else ''}"


@pytest.mark.parametrize(
    "forge",
    [
        lambda claims, secret: jwt({"alg": "none", "typ": "JWT"}, claims, b""),
        lambda claims, secret: jwt({"alg": "NONE"}, claims, b""),
        lambda claims, secret: jwt({"alg": "HS256", "typ": "JWT"}, claims, b"secret"),
        lambda claims, secret: jwt({"alg": "HS256", "typ": "JWT"}, claims, secret),
        lambda claims, secret: secret.decode(),
        lambda claims, secret: claims["sub"],
        lambda claims, secret: "a" * 4000,
        lambda claims, secret: "' OR 1=1 --",
    ],
)
def test_what_a_token_says_of_itself_is_not_believed(
    server: Server, forge: Callable[[dict[str, object], bytes], str]
) -> None:
    claims = {"sub": server.listener.id, "client_id": server.client_id, "exp": time.time() + 60, "scope": "streaming"}
    answer = ask(server, forge(claims, server.secret.encode()))
    assert answer.json() == {"error": {"status": 401, "message": "Invalid access token"}}
    assert answer.headers["www-authenticate"] == 'Bearer realm="accord", error="invalid_token"'


def test_no_other_secret_of_a_person_is_an_access_token(server: Server) -> None:
    with open_people(Settings(home=server.home)) as people:
        token = people.listeners.token(people.listeners.by_name("Ada").id)
    assert ask(server, token).status_code == 401


@pytest.fixture
def guarded(server: Server) -> Iterator[TestClient]:
    """A server with one more endpoint, which takes either of two scopes."""
    settings = Settings(home=server.home)
    with open_people(settings) as people:
        app: FastAPI = create_app(people, Apps(people.library.store, 3600), settings)

        router = resource("guarded")

        @router.get("/guarded", openapi_extra=scoped("user-top-read", "user-library-read"))
        def answer(user: UserHere) -> str:
            return user.name

        app.router.routes.extend(router.routes)
        yield TestClient(app)


def test_any_one_of_the_scopes_will_do(server: Server, guarded: TestClient) -> None:
    def get(token: str) -> httpx.Response:
        answer: httpx.Response = guarded.get("/v1/guarded", headers={"Authorization": f"Bearer {token}"})
        return answer

    for scopes in (["user-top-read"], ["user-library-read", "streaming"]):
        assert get(server.token_for(*scopes)).json() == "Ada"
    for token in (server.token_for(), server.token_for("streaming")):
        refused = get(token)
        assert refused.status_code == 403
        assert refused.json() == {"error": {"status": 403, "message": "Insufficient client scope"}}
        assert refused.headers["www-authenticate"] == 'Bearer realm="accord", error="insufficient_scope"'
    assert get(server.token()).json() == {"error": {"status": 401, "message": "Valid user authentication required"}}
    assert guarded.get("/v1/guarded").json() == {"error": {"status": 401, "message": "No token provided"}}


def test_endpoints_name_scopes_that_there_are() -> None:
    with pytest.raises(AssertionError):
        scoped("user-top-reed")


def test_each_token_acts_for_its_own_person(server: Server) -> None:
    bela = server.add_listener("Bela of the scopes")
    assert ask(server, server.token_for(listener=bela)).json()["display_name"] == bela.name
    assert ask(server, server.token_for()).json()["display_name"] == "Ada"


def test_the_document_says_which_scopes_an_endpoint_takes(guarded: TestClient) -> None:
    document = guarded.get("/openapi.json").json()
    (flows,) = (scheme["flows"] for scheme in document["components"]["securitySchemes"].values() if "flows" in scheme)
    assert flows["authorizationCode"]["scopes"] == dict(SCOPES)
    required = document["paths"]["/v1/guarded"]["get"]["security"]
    assert required == [{"OAuth2": ["user-top-read"]}, {"OAuth2": ["user-library-read"]}]
    assert document["paths"]["/v1/tracks"]["get"]["security"] == [{"OAuth2": []}]


def test_nothing_of_a_person_is_reached_without_them(server: Server) -> None:
    """Every endpoint below /v1/me asks for whom the app acts; which scope each takes, its own tests say."""
    headers, asked = {"Authorization": f"Bearer {server.token()}"}, 0
    for path, operations in server.web.get("/openapi.json", timeout=60).json()["paths"].items():
        for method in operations if path.startswith("/v1/me") else ():
            answer = server.web.request(method, path.replace("{", "").replace("}", ""), headers=headers, json={})
            assert answer.json()["error"]["message"] == "Valid user authentication required", (method, path)
            asked += 1
    assert asked > 10
