"""``DELETE /accord/v1/me``, and the button of the page: everything about a listener goes before the answer."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from accord.domain.errors import AccordError, InvalidParameter
from accord.library.erasure import Erased, erase
from accord.library.people import People
from accord.rights.consent_states import Entity
from accord.rights.receipt import time_of
from accord.server.accord import sheet
from accord.server.accord.access import COOKIE, ListenerHere, page_listener
from accord.server.accord.forms import read_form
from accord.server.accord.unlearned import second_receipt
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/me", tags=["me"])
page = APIRouter(prefix="/me", include_in_schema=False)

FormHere = Annotated[dict[str, str], Depends(read_form)]


class ErasureReceipt(BaseModel):
    """What was erased, and what proves it: the only thing that is left, and only with whoever keeps it."""

    erased_at: str
    removed: dict[str, int]
    """What was removed, and how many of it."""
    leaf: int
    """Index of the entry in the log."""
    checkpoint: str
    """The log's signed checkpoint that covers it."""
    opening: dict[str, Any]
    """Salt and event of the entry's commitment; who has them can show whose erasure the entry is."""
    unlearned: str | None = None
    """Where a second receipt is answered, once what was learned from the listener is worked out again without them."""


@router.delete("")
def erase_me(listener: ListenerHere, people: PeopleHere, request: Request) -> ErasureReceipt:
    """Erase the listener: key, listening, account, consents, and all that was made of their data."""
    return _erase(listener.id, people, request)


@page.post("/erase")
def erase_from_page(request: Request, people: PeopleHere, form: FormHere) -> HTMLResponse:
    """Erase the person whose page it is, once they typed their name."""
    try:
        listener = page_listener(request, people)
        if form.get("confirmation", "").strip() != listener.name:
            raise InvalidParameter("Nothing was erased: what was typed is not your name.")
        said = _erase(listener.id, people, request)
    except AccordError as error:
        back = '<p><a href="/me">Back to your page</a></p>'
        return HTMLResponse(
            sheet.page("Not erased", f"<h1>Not erased</h1><p>{escape(str(error))}</p>{back}"),
            error.http_status,
            sheet.HEADERS,
        )
    answer = HTMLResponse(_goodbye(said), headers=sheet.HEADERS)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def receipt(erased: Erased, unlearned: str | None = None) -> ErasureReceipt:
    """Return the receipt of an erasure, as the API and the command say it."""
    return ErasureReceipt(
        erased_at=time_of(erased.erased_at),
        removed=dict(erased.removed),
        leaf=erased.leaf,
        checkpoint=erased.checkpoint,
        opening=dict(erased.opening),
        unlearned=unlearned,
    )


def _erase(listener_id: str, people: People, request: Request) -> ErasureReceipt:
    request.app.state.playing.forget(listener_id)
    erased = erase(people, listener_id, Entity.SUBJECT)
    request.app.state.playing.forget(listener_id)  # a player may have spoken meanwhile
    return receipt(erased, second_receipt(request.app.state.leaving, listener_id))


def _goodbye(receipt: ErasureReceipt) -> str:
    left = ""
    if receipt.unlearned is not None:
        address = f"/me/unlearned/{receipt.unlearned.rpartition('/')[2]}"
        left = (
            f'<p>What was learned from you is worked out again without you: <a href="{address}">second receipt</a>.</p>'
        )
    return sheet.page(
        "Erased",
        f"<h1>Erased</h1><p>Nothing about you is left here. Keep this receipt if you want to be able to show it: it is "
        f"kept nowhere else.</p>{left}<pre>{escape(receipt.model_dump_json(indent=2))}</pre>",
    )
