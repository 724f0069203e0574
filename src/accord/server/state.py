"""What a request handler may ask for: the library, the registered apps, and links on the server's own URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from accord.library.accounts import Accounts
from accord.library.apps import Apps
from accord.library.catalogue import Library
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend.learnt import Learnt, Shelf
from accord.recommend.loading import Stock
from accord.server.limits import Limits
from accord.server.links import Links, base_url
from accord.server.previews import Previews


@dataclass(frozen=True, slots=True)
class State:
    """All that the server holds while it runs."""

    library: Library
    apps: Apps
    accounts: Accounts
    limits: Limits
    people: People
    stock: Stock
    shelf: Shelf
    matching: Matching
    previews: Previews
    base_url: str | None
    """The public URL where one is set; else each request's own host names it."""


def state(request: Request) -> State:
    """Return the state of the server that answers this request."""
    return cast(State, request.app.state.accord)


def links(request: Request) -> Links:
    """Return links on the URL under which this client reaches the server."""
    here = state(request)
    return Links(here.base_url or base_url(request), here.previews.pass_to)


async def _library(request: Request) -> Library:
    return state(request).library


async def _apps(request: Request) -> Apps:
    return state(request).apps


async def _accounts(request: Request) -> Accounts:
    return state(request).accounts


async def _matching(request: Request) -> Matching:
    return state(request).matching


async def _people(request: Request) -> People:
    return state(request).people


async def _stock(request: Request) -> Stock:
    return state(request).stock


def _learnt(request: Request) -> tuple[Learnt, ...]:
    return tuple(state(request).shelf.learnt(None))


async def _links(request: Request) -> Links:
    return links(request)


LibraryHere = Annotated[Library, Depends(_library)]
AppsHere = Annotated[Apps, Depends(_apps)]
AccountsHere = Annotated[Accounts, Depends(_accounts)]
PeopleHere = Annotated[People, Depends(_people)]
StockHere = Annotated[Stock, Depends(_stock)]
LearntHere = Annotated[tuple[Learnt, ...], Depends(_learnt)]
"""The models of what is heard together that serve everybody."""
MatchingHere = Annotated[Matching, Depends(_matching)]
LinksHere = Annotated[Links, Depends(_links)]
