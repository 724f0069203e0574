"""The authorization endpoint (RFC 6749, section 3.1): an app asks, the person answers, and is sent back with a code."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2 import OAuth2Error
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from accord.domain.entities import App, Listener
from accord.domain.errors import AccountsError, InvalidClient, InvalidTokenRequest, ListenerError
from accord.domain.scopes import SCOPES
from accord.library.apps import Apps
from accord.library.redirects import is_registered
from accord.server.accord.access import require_own_page
from accord.server.accord.forms import read_form
from accord.server.accounts import page
from accord.server.accounts.login import AUTHORIZE, login_page
from accord.server.accounts.oauth import OAuth, OAuthHere, translated
from accord.server.accounts.oauth_terms import Asked
from accord.server.accounts.session import logged_in
from accord.server.state import AccountsHere, AppsHere

router = APIRouter(include_in_schema=False)

FormHere = Annotated[dict[str, str], Depends(read_form)]
TITLE = "An app asks"


@router.get(AUTHORIZE)
def ask(request: Request, apps: AppsHere, accounts: AccountsHere, oauth: OAuthHere) -> Response:
    """Show a person what an app asks for; where they allowed as much before, send them back at once."""
    try:
        asked, app = _asked(request, apps)
        grant = _grant(asked, oauth)
    except AccountsError as error:
        return page.refusal(TITLE, error)
    except OAuth2Error as error:
        return _sent_back(oauth, asked, error)
    listener = logged_in(request)
    if listener is None:
        return login_page(f"{AUTHORIZE}?{request.url.query}", apps)
    # A program on one's own machine cannot be told from another that uses its id (RFC 8252, section 8.6): ask again.
    known = grant.redirect_uri.startswith("https:") and grant.GRANT_TYPE == "authorization_code"
    again = asked.form.get("show_dialog", "").lower() == "true"
    if known and not again and accounts.grants.allows(app.client_id, listener.id, asked.scope):
        return _finished(oauth, asked, grant, listener)
    return _question(request, app, listener, asked)


@router.post(AUTHORIZE)
def decide(request: Request, form: FormHere, apps: AppsHere, oauth: OAuthHere) -> Response:
    """Take the person's answer, and send them back to the app with it."""
    try:
        require_own_page(request)
        asked, app = _asked(request, apps)
        grant = _grant(asked, oauth)
    except (AccountsError, ListenerError) as error:
        return page.refusal(TITLE, error)
    except OAuth2Error as error:
        return _sent_back(oauth, asked, error)
    listener = logged_in(request)
    if listener is None:
        return login_page(f"{AUTHORIZE}?{request.url.query}", apps)
    if form.get("listener") != listener.id or form.get("answer") not in ("allow", "refuse"):
        return _question(request, app, listener, asked)  # somebody else has logged in meanwhile
    return _finished(oauth, asked, grant, listener if form["answer"] == "allow" else None)


def _asked(request: Request, apps: Apps) -> tuple[Asked, App]:
    """Return what is asked, by which app.

    Raises
    ------
    InvalidClient
        If there is no such app.
    InvalidTokenRequest
        If it may not have people sent where it says. They are then sent nowhere: it could be anywhere.
    """
    try:
        asked = Asked("GET", parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise InvalidTokenRequest("The address is not one that an app would send you to.") from error
    app = apps.app(asked.form.get("client_id", ""))
    if app is None:
        raise InvalidClient("The app that sent you here is not known to this Accord.")
    uri = asked.form.get("redirect_uri", "")
    if not is_registered(uri, app.redirect_uris):
        raise InvalidTokenRequest(f"{app.name} wants you sent back to {uri or 'nowhere'}, which it did not register.")
    return asked, app


def _grant(asked: Asked, oauth: OAuth) -> Any:
    try:
        return oauth.get_consent_grant(asked)
    except OAuth2Error as error:
        if error.redirect_uri:
            raise
        raise translated(error) from error


def _sent_back(oauth: OAuth, asked: Asked, error: OAuth2Error) -> Response:
    return oauth.handle_error_response(asked, error)


def _finished(oauth: OAuth, asked: Asked, grant: Any, listener: Listener | None) -> Response:
    answer: Response = oauth.create_authorization_response(asked, listener.id if listener else None, grant)
    return answer


def _question(request: Request, app: App, listener: Listener, asked: Asked) -> HTMLResponse:
    names = asked.scope.split()
    listed = "".join(f"<li>{escape(words)}</li>" for name, words in SCOPES.items() if name in names)
    uri = asked.form["redirect_uri"]
    place = urlsplit(uri).netloc or f"{urlsplit(uri).scheme}:"
    query = escape(request.url.query)
    again = page.hidden(next=f"{AUTHORIZE}?{request.url.query}")
    body = (
        f"<h1>{escape(app.name)} asks to act for you</h1>"
        f'<div class="card"><p>You are <b>{escape(listener.name)}</b> here. If you allow it, the app may:</p>'
        f"<ul><li>Know your name here, and use the music library</li>{listed}</ul>"
        f'<form class="acts" method="post" action="{AUTHORIZE}?{query}">{page.hidden(listener=listener.id)}'
        '<button class="yes" name="answer" value="allow">Allow</button> '
        '<button name="answer" value="refuse">Refuse</button></form></div>'
        f'<p class="small">Either way you are sent back to <span class="long">{escape(place)}</span>. '
        'What you allow you can end at any time, on <a href="/apps">the page of your apps</a>.</p>'
        f'<form class="small" method="post" action="/logout">{again}Not {escape(listener.name)}? '
        "<button>Log in as somebody else</button></form>"
    )
    return page.answer(f"{app.name} asks to act for you", body, then=uri)
