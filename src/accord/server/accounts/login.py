"""The login page: a name and a password begin a session in the browser."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from accord.domain.errors import AccordError, ListenerError, TooManyRequests
from accord.library.apps import Apps
from accord.library.redirects import is_registered
from accord.server.accord import sheet
from accord.server.accord.access import require_own_page
from accord.server.accord.forms import read_form
from accord.server.accounts import page
from accord.server.accounts.session import log_in, log_out
from accord.server.state import AccountsHere, AppsHere

AUTHORIZE, CONNECTED = "/authorize", "/apps"
"""Where a login may lead: back to what an app asks, or to the list of apps."""

router = APIRouter(include_in_schema=False)

FormHere = Annotated[dict[str, str], Depends(read_form)]


@router.get("/login")
def show(apps: AppsHere) -> HTMLResponse:
    """Show the login page."""
    return login_page(CONNECTED, apps)


@router.post("/login")
def enter(request: Request, form: FormHere, accounts: AccountsHere, apps: AppsHere) -> Response:
    """Log a person in, and lead them on."""
    after = form.get("next", "")
    if not after.startswith(f"{AUTHORIZE}?"):
        after = CONNECTED
    address = request.client.host if request.client else ""
    try:
        require_own_page(request)
        listener = accounts.passwords.check(form.get("name", ""), form.get("password", ""), address)
    except (ListenerError, TooManyRequests) as error:
        return login_page(after, apps, error, form.get("name", ""))
    answer = RedirectResponse(after, 303, headers=sheet.HEADERS)
    log_in(request, answer, listener)
    return answer


@router.post("/logout")
def leave(request: Request, form: FormHere) -> Response:
    """Log a browser out."""
    try:
        require_own_page(request)
    except ListenerError as error:
        return page.refusal("Log out", error)
    after = form.get("next", "")
    answer = RedirectResponse(after if after.startswith(f"{AUTHORIZE}?") else CONNECTED, 303, headers=sheet.HEADERS)
    log_out(request, answer)
    return answer


def login_page(after: str, apps: Apps, error: AccordError | None = None, name: str = "") -> HTMLResponse:
    """Return the login page.

    Parameters
    ----------
    after : str
        Path and query to which the login leads.
    apps : Apps
        Know where an app that asks may have the person sent back to.
    error : AccordError, optional
        What was wrong with the last attempt.
    name : str
        The name that was given then.

    Returns
    -------
    HTMLResponse
    """
    focus = ("", " autofocus") if name else (" autofocus", "")
    body = (
        f"<h1>Log in</h1>{page.wrong(error)}"
        f'<div class="card"><form method="post" action="/login">{page.hidden(next=after)}'
        f'<label for="name">Your name here</label><input id="name" name="name" value="{escape(name)}" required '
        f'autocomplete="username" autocapitalize="none" spellcheck="false"{focus[0]}>'
        '<label for="password">Password</label><input id="password" name="password" type="password" required '
        f'autocomplete="current-password"{focus[1]}><button>Log in</button></form></div>'
        '<p class="small">Whoever runs this Accord makes accounts, and sets passwords with '
        "<code>accord listener password NAME</code>.</p>"
    )
    answer = page.answer("Log in", body, error.http_status if error else 200, then=_redirect_uri(after, apps))
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _redirect_uri(after: str, apps: Apps) -> str | None:
    """Return where what an app asks would lead, if it may."""
    asked = parse_qs(urlsplit(after).query)
    app = apps.app(asked.get("client_id", [""])[0])
    uri = asked.get("redirect_uri", [""])[0]
    return uri if app and is_registered(uri, app.redirect_uris) else None
