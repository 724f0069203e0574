"""The page ``/me``: a person sees what they consented to, and changes it with one button."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from accord.domain.entities import Listener
from accord.domain.errors import AccordError, InvalidParameter, ListenerError, NotFound
from accord.library.people import People
from accord.library.unlearned import Unlearned
from accord.rights.consent import Standing
from accord.rights.consent_record import Method, controller_of
from accord.rights.consent_states import ConsentState, Entity
from accord.rights.receipt import time_of
from accord.server.accord import sheet
from accord.server.accord.access import COOKIE, page_listener, require_own_page
from accord.server.accord.forms import read_form
from accord.server.accord.unlearned import LeavingHere
from accord.server.accord.unlearned_page import card, refresh
from accord.server.state import PeopleHere, links

router = APIRouter(prefix="/me", include_in_schema=False)

FormHere = Annotated[dict[str, str], Depends(read_form)]


@router.get("")
def show(request: Request, people: PeopleHere, unlearned: str | None = None) -> HTMLResponse:
    """Show the person's page, or ask for their token; after a withdrawal with the second receipt of that."""
    token = request.cookies.get(COOKIE)
    if not token:
        return _answer(_entrance())
    try:
        listener = people.listeners.by_token(token)
    except ListenerError as error:
        return _answer(_entrance(error), error.http_status)
    if unlearned is None:
        return _answer(_page(listener, people))
    try:
        receipt = people.models.unlearned.find(unlearned)
    except NotFound as error:
        return _answer(_page(listener, people, error), error.http_status)
    answer = _answer(_page(listener, people, receipt=receipt))
    answer.headers.update(refresh(receipt, people.now()))
    return answer


@router.post("/enter")
def enter(request: Request, people: PeopleHere, form: FormHere) -> Response:
    """Remember a token in a cookie for as long as the browser runs."""
    try:
        require_own_page(request)
        token = form.get("token", "").strip()
        people.listeners.by_token(token)
    except ListenerError as error:
        return _answer(_entrance(error), error.http_status)
    answer = _back()
    secure = links(request).base.startswith("https:")
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
    return answer


@router.post("/leave")
def leave(request: Request) -> Response:
    """Forget the token in this browser."""
    require_own_page(request)
    answer = _back()
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.post("/consents/{name}/{answer}")
def decide(
    name: str, answer: str, request: Request, people: PeopleHere, form: FormHere, leaving: LeavingHere
) -> Response:
    """Take a person's yes or no."""
    consents = people.consents
    try:
        listener = page_listener(request, people)
    except ListenerError as error:
        return _answer(_entrance(error), error.http_status)
    try:
        purpose = consents.notices.named(name).purpose
        if answer == "give":
            consents.give(listener.id, purpose, Entity.SUBJECT, Method.PAGE, form.get("notice"))
        elif answer == "refuse":
            consents.refuse(listener.id, purpose, Entity.SUBJECT, Method.PAGE)
        elif answer == "withdraw":
            consents.withdraw(listener.id, purpose, Entity.SUBJECT, Method.PAGE)
        else:
            raise InvalidParameter(f"{answer!r} is no answer: give, refuse and withdraw are.")
    except AccordError as error:
        return _answer(_page(listener, people, error), error.http_status)
    left = leaving.receipt_of(listener.id)
    return _back(f"#{quote(name)}" if left is None else f"?unlearned={left}")


def _entrance(error: AccordError | None = None) -> str:
    return sheet.page(
        "Your page",
        f'<p class="kicker">Accord</p><h1>Your page</h1>{_wrong(error)}'
        '<div class="card"><form method="post" action="/me/enter">'
        '<label for="token">Your listener token</label>'
        '<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>'
        "<button>Enter</button></form></div>"
        '<p class="small">Whoever runs this Accord gave it to you; <code>accord listener token NAME</code> makes a new '
        "one. It stays in this browser until you close it or leave.</p>",
    )


INTRODUCTION = (
    "This is what your listening is used for here. Every yes is yours to give and to take back, one by one; a no costs "
    "you nothing, and holds from the moment you press the button."
)


def _page(
    listener: Listener, people: People, error: AccordError | None = None, receipt: Unlearned | None = None
) -> str:
    left = "" if receipt is None else card(receipt)
    cards = "".join(_card(standing) for standing in people.consents.offer(listener.id))
    return sheet.page(
        f"{listener.name}: your page",
        f'<p class="kicker">Accord</p><h1>{escape(listener.name)}</h1>{_wrong(error)}{left}<p>{INTRODUCTION}</p>{cards}'
        f"{_data(listener)}{_account(listener, people)}"
        '<p class="screen"><a href="/apps">The apps that may act for you</a></p>'
        '<form class="screen" method="post" action="/me/leave"><button>Leave this browser</button></form>',
    )


def _data(listener: Listener) -> str:
    return (
        '<h2>Your data</h2><div class="card"><p><a href="/accord/v1/me/export">Take a copy of everything</a> that is '
        "kept about you, in open formats. Another Accord can read it.</p>"
        '<details class="screen"><summary>Erase my account</summary><p>Everything goes at once: your listening, its '
        "key, your consents and all that was made for you. Nobody can bring it back, not even from a backup.</p>"
        '<form method="post" action="/me/erase"><label for="name">To be sure, type your name here: '
        f'<b>{escape(listener.name)}</b></label><input id="name" name="confirmation" required autocomplete="off">'
        "<button>Erase everything about me</button></form></details></div>"
    )


def _account(listener: Listener, people: People) -> str:
    controller = controller_of(people.consents.controller)
    contact = "; ".join(dict.fromkeys([controller.name, controller.address, controller.contact]))
    return (
        f'<p class="small">{escape(contact)} answers for your data. Your account is '
        f'<span class="long">{escape(listener.id)}</span>, made on {time_of(listener.created_at)[:10]}. '
        '<a class="screen" href="/accord/v1/sources">What everybody is told</a></p>'
    )


def _card(standing: Standing) -> str:
    notice, record = standing.notice, standing.record
    receipt = f'<a href="/accord/v1/me/consents/{record.id}/receipt">Receipt</a>' if record else ""
    return (
        f'<section class="card" id="{escape(notice.name)}"><div class="top"><h2>{escape(notice.title)}</h2>'
        f"{sheet.badge(standing.state, notice)}</div><p>{escape(notice.text)}</p>"
        f"<details><summary>What, who, where, how long</summary>{sheet.notice_facts(notice)}</details>"
        f'<div class="acts">{_buttons(standing)}{_more(standing)}{receipt}</div>'
        "</section>"
    )


def _more(standing: Standing) -> str:
    """Return what is to be known beyond the badge."""
    record = standing.record
    if standing.valid and record and record.expires_at is not None:
        words = f"Until {time_of(record.expires_at)[:10]}."
    else:
        words = sheet.more(standing.state)
    return f'<span class="small">{escape(words)}</span>' if words else ""


def _buttons(standing: Standing) -> str:
    if not standing.notice.optional:
        return ""
    if standing.valid:
        return _button(standing, "withdraw", "Withdraw")
    said_no = standing.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN)
    return _button(standing, "give", "Yes, do that") + ("" if said_no else _button(standing, "refuse", "No"))


def _button(standing: Standing, answer: str, words: str) -> str:
    read = f'<input type="hidden" name="notice" value="{standing.notice.hash}">' if answer == "give" else ""
    action = f"/me/consents/{escape(standing.notice.name)}/{answer}"
    return f'<form class="screen" method="post" action="{action}">{read}<button>{words}</button></form>'


def _wrong(error: AccordError | None) -> str:
    return f'<p class="wrong" role="alert">{escape(str(error))} {escape(error.remedy)}</p>' if error else ""


def _answer(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, headers=sheet.HEADERS)


def _back(place: str = "") -> Response:
    return RedirectResponse(f"/me{place}", 303, headers=sheet.HEADERS)
