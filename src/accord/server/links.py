"""Absolute URLs on the server's own address. Clients follow them as given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from accord.domain.errors import InvalidParameter, InvalidSetting

_HOST = re.compile(r"(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_BASE_URL = re.compile(rf"https?://{_HOST.pattern}(?:/[A-Za-z0-9_.~/-]*)?")


@dataclass(frozen=True, slots=True)
class Links:
    """Builds URLs below ``base``, which has no trailing slash."""

    base: str
    pass_to: Callable[[str], str | None]
    """Gives a pass to the preview of a track, or ``None`` where there is none to hear."""

    def href(self, kind: str, id_: str) -> str:
        """Return the API's URL of a track, artist or album."""
        return f"{self.base}/v1/{kind}s/{id_}"

    def page(self, kind: str, id_: str) -> str:
        """Return the URL of the page about a track, artist or album that people can open."""
        return f"{self.base}/{kind}/{id_}"

    def preview(self, track_id: str) -> str | None:
        """Return the URL of a track's preview, which opens it to whoever has it; ``None`` where none can be made."""
        given = self.pass_to(track_id)
        return f"{self.base}/previews/{given}/{track_id}.mp3" if given else None

    def query(self, path: str, parameters: Mapping[str, str | int]) -> str:
        """Return the URL of ``path`` with these query parameters."""
        return f"{self.base}{path}?{urlencode(parameters)}"


def base_url(request: Request) -> str:
    """Return the URL under which this client reaches the server, from its Host header.

    Raises
    ------
    InvalidParameter
        If the header is not ``host`` or ``host:port``. Whatever it holds would be repeated in every link, so nothing
        else is let through.
    """
    host = request.headers.get("host")
    if host is None:  # HTTP/1.0
        host = "{}:{}".format(*(request.scope["server"] or ("localhost", 80)))
    if not _HOST.fullmatch(host):
        raise InvalidParameter("Invalid Host header")
    return f"{request.scope['scheme']}://{host}"


def require_base_url(url: str) -> str:
    """Return the setting ``base_url`` without a trailing slash.

    Raises
    ------
    InvalidSetting
        If it is no plain ``http`` or ``https`` URL.
    """
    if not _BASE_URL.fullmatch(url):
        raise InvalidSetting(f"Setting base_url must look like https://music.example.org, got {url!r}.")
    return url.rstrip("/")
