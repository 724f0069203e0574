"""The page ``/apps``: which apps may act for a person, and one button for each that ends it."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from accord.domain.errors import ListenerError
from accord.domain.scopes import SCOPES
from accord.library.grants import Connected
from accord.server.accord import sheet
from accord.server.accord.access import require_own_page
from accord.server.accord.forms import read_form
from accord.server.accounts import page
from accord.server.accounts.login import CONNECTED, login_page
from accord.server.accounts.session import logged_in
from accord.server.state import AccountsHere, AppsHere

router = APIRouter(prefix=CONNECTED, include_in_schema=False)

FormHere = Annotated[dict[str, str], Depends(read_form)]


@router.get("")
def show(request: Request, accounts: AccountsHere, apps: AppsHere) -> Response:
    """List the apps that may act for the person who is logged in."""
    listener = logged_in(request)
    if listener is None:
        return login_page(CONNECTED, apps)
    connected = accounts.grants.connected(listener.id)
    cards = "".join(_card(one) for one in connected) or '<div class="card"><p>No app may act for you.</p></div>'
    return page.answer(
        f"{listener.name}: your apps",
        f"<h1>{escape(listener.name)}: your apps</h1><p>These programs may act for you. When you remove one, its "
        f"tokens end at once; it can ask you again.</p>{cards}"
        '<p class="small"><a href="/me">Your consents and your data</a></p>'
        '<form method="post" action="/logout"><button>Log out</button></form>',
    )


@router.post("/remove")
def remove(request: Request, form: FormHere, accounts: AccountsHere, apps: AppsHere) -> Response:
    """End all that an app may do for the person who is logged in."""
    try:
        require_own_page(request)
    except ListenerError as error:
        return page.refusal("Your apps", error)
    listener = logged_in(request)
    if listener is None:
        return login_page(CONNECTED, apps)
    accounts.grants.disconnect(listener.id, form.get("client_id", ""))
    return RedirectResponse(CONNECTED, 303, headers=sheet.HEADERS)


def _card(one: Connected) -> str:
    listed = "".join(f"<li>{escape(words)}</li>" for name, words in SCOPES.items() if name in one.scopes)
    since = datetime.fromtimestamp(one.since, UTC).strftime("%Y-%m-%d")
    return (
        f'<section class="card"><h2>{escape(one.name)}</h2><p class="small">since {since}</p>'
        f"<ul><li>Know your name here, and use the music library</li>{listed}</ul>"
        f'<form method="post" action="{CONNECTED}/remove">{page.hidden(client_id=one.client_id)}'
        "<button>Remove</button></form></section>"
    )
