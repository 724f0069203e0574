"""What Authlib asks about: requests, apps, and the codes and refresh tokens that they show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, OAuth2Payload, OAuth2Request, TokenMixin

from accord.domain.entities import App
from accord.domain.scopes import parse_scopes
from accord.library.grants import Code, Refresh
from accord.library.redirects import is_registered


class Asked(OAuth2Request):
    """A request to the token or the authorization endpoint.

    Parameters
    ----------
    method : str
    pairs : sequence of (str, str)
        Its parameters.
    credentials : (str, str), optional
        Id and secret of the app, where they are shown.
    """

    def __init__(
        self, method: str, pairs: Sequence[tuple[str, str]], credentials: tuple[str, str] | None = None
    ) -> None:
        # Authlib refuses http beyond the loopback interface; on whose network that is in order, the operator knows.
        super().__init__(method, "https://localhost/")
        self.payload = Payload(pairs)
        self.credentials = credentials

    @property
    def form(self) -> dict[str, str]:
        """The parameters."""
        return self.payload.data

    args = form


class Payload(OAuth2Payload):
    """The parameters of a request."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._data = dict(pairs)
        self._lists: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            self._lists[name].append(value)

    @property
    def data(self) -> dict[str, str]:
        """Name -> value, the last where there are several."""
        return self._data

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        """Name -> all values."""
        return self._lists

    @property
    def response_type(self) -> str:
        """What the app wants sent back: a code, or a token."""
        # Authlib repeats it in a sentence that may hold these characters only.
        return re.sub(r"[^a-z_ ]", "?", self._data.get("response_type", ""))


class Client(ClientMixin):
    """A registered app, as Authlib asks about it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.client_id = app.client_id

    def get_client_id(self) -> str:
        """Return its id."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Return nothing: an app says each time where people are sent back to."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scopes that a request names; ``None`` if one of them is none."""
        known, unknown = parse_scopes(scope or "")
        return None if unknown else " ".join(known)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Return whether the app registered where people are to be sent back to."""
        return is_registered(redirect_uri, self.app.redirect_uris)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Return true: every app may use PKCE, and who has a secret may use that."""
        return True

    def check_response_type(self, response_type: str) -> bool:
        """Return true: what is not offered at all never comes this far."""
        return True

    def check_grant_type(self, grant_type: str) -> bool:
        """Return true, as above."""
        return True


class ShownCode(AuthorizationCodeMixin):
    """A code that an app shows."""

    code_challenge_method = "S256"

    def __init__(self, held: Code) -> None:
        self.held = held
        self.code_challenge = held.code_challenge

    def get_redirect_uri(self) -> str:
        """Return where it was sent."""
        return self.held.redirect_uri

    def get_scope(self) -> str:
        """Return what the listener allowed."""
        return self.held.grant.scope


class ShownRefresh(TokenMixin):
    """A refresh token that an app shows."""

    def __init__(self, held: Refresh) -> None:
        self.held = held

    def check_client(self, client: Client) -> bool:
        """Return true: it was looked up as this app's."""
        return self.held.grant.client_id == client.client_id

    def get_scope(self) -> str:
        """Return what the listener allowed."""
        return self.held.grant.scope
