"""Real clients go all the way: they send a person to the server, take the code, and refresh."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import spotipy
import tekore
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyOauthError

from tests.server.acting import Redirected
from tests.server.browser import Browser
from tests.server.conftest import PASSWORD, REDIRECT_URIS, Server

PLACE = REDIRECT_URIS[0]
SCOPE = "user-read-private user-top-read"


def _directed(auth: Any, server: Server) -> Any:
    auth.OAUTH_TOKEN_URL = f"{server.url}/api/token"
    auth.OAUTH_AUTHORIZE_URL = f"{server.url}/authorize"
    return auth


def _sent_back(server: Server, address: str) -> str:
    """Where a person is sent who opens an address, logs in and allows what is asked."""
    parts = urlsplit(address)
    assert parts.path == "/authorize"
    browser = Browser(server.url).open(f"/authorize?{parts.query}").log_in("Ada", PASSWORD)
    return browser.submit("allow").sent_to


def _expire(cache: MemoryCacheHandler) -> str:
    token: dict[str, Any] = cache.get_cached_token()
    cache.save_token_to_cache(token | {"expires_at": 0})
    return str(token["access_token"])


def test_spotipy_by_code_and_refresh(server: Server) -> None:
    cache = MemoryCacheHandler()
    auth = _directed(
        spotipy.SpotifyOAuth(server.client_id, server.secret, PLACE, state="s", scope=SCOPE, cache_handler=cache),
        server,
    )
    state, code = auth.parse_auth_response_url(_sent_back(server, auth.get_authorize_url()))
    assert state == "s"
    auth.get_access_token(code, as_dict=False, check_cache=False)
    client = spotipy.Spotify(auth_manager=auth, retries=0, requests_timeout=60)
    client.prefix = f"{server.url}/v1/"
    assert client.me()["display_name"] == "Ada"
    before = _expire(cache)
    assert client.current_user()["product"] == "premium"
    assert cache.get_cached_token()["access_token"] != before
    assert client.user(client.me()["id"])["type"] == "user"
    with pytest.raises(SpotifyOauthError, match="invalid_grant"):
        auth.get_access_token(code, as_dict=False, check_cache=False)


def test_spotipy_by_pkce_and_a_refresh_token_that_rotates(server: Server) -> None:
    cache = MemoryCacheHandler()
    auth = _directed(spotipy.SpotifyPKCE(server.client_id, PLACE, scope=SCOPE, cache_handler=cache), server)
    code = auth.parse_response_code(_sent_back(server, auth.get_authorize_url()))
    auth.get_access_token(code, check_cache=False)
    client = spotipy.Spotify(auth_manager=auth, retries=0, requests_timeout=60)
    client.prefix = f"{server.url}/v1/"
    for _ in range(2):
        before = cache.get_cached_token()["refresh_token"]
        _expire(cache)
        assert client.me()["display_name"] == "Ada"
        assert cache.get_cached_token()["refresh_token"] != before
    other = _directed(
        spotipy.SpotifyPKCE(server.client_id, PLACE, scope=SCOPE, cache_handler=MemoryCacheHandler()), server
    )
    code = other.parse_response_code(_sent_back(server, other.get_authorize_url()))
    other.code_verifier = "x" * 64
    with pytest.raises(SpotifyOauthError, match="invalid_grant"):
        other.get_access_token(code, check_cache=False)


def test_tekore_by_code_and_refresh(server: Server) -> None:
    sender = Redirected(server.url)
    credentials = tekore.Credentials(server.client_id, server.secret, PLACE, sender=sender)
    auth = tekore.UserAuth(credentials, SCOPE)
    token = auth.request_token(url=_sent_back(server, auth.url))
    assert set(token.scope) == set(SCOPE.split())
    client = tekore.Spotify(token, sender=sender)
    user = client.current_user()
    assert (user.display_name, user.product) == ("Ada", "premium")
    assert client.user(user.id).display_name == "Ada"
    again = credentials.refresh_user_token(token.refresh_token)
    with client.token_as(again):
        assert client.current_user().id == user.id
    client.close()


def test_tekore_by_pkce_and_a_refresh_token_that_rotates(server: Server) -> None:
    sender = Redirected(server.url)
    credentials = tekore.Credentials(server.client_id, redirect_uri=PLACE, sender=sender)
    url, verifier = credentials.pkce_user_authorisation(SCOPE, "state")
    code = tekore.parse_code_from_url(_sent_back(server, url))
    token = credentials.request_pkce_token(code, verifier)
    first = credentials.refresh_pkce_token(token.refresh_token)
    assert first.refresh_token != token.refresh_token
    assert tekore.Spotify(first, sender=sender).current_user().display_name == "Ada"
    with pytest.raises(tekore.BadRequest, match="invalid_grant"):
        credentials.refresh_pkce_token(token.refresh_token)
    with pytest.raises(tekore.Unauthorised):
        tekore.Spotify(first, sender=sender).current_user()
