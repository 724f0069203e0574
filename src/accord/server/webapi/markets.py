"""Markets: music one owns plays everywhere."""

from __future__ import annotations

from typing_extensions import TypedDict

from accord.server.webapi.market import MARKETS
from accord.server.webapi.resource import resource

router = resource("markets")


class Markets(TypedDict):
    """Where music is available."""

    markets: list[str]


@router.get("/markets")
def get_markets() -> Markets:
    """Answer every market: what one owns plays everywhere."""
    return Markets(markets=MARKETS)
