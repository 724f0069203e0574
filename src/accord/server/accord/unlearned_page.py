"""The second receipt of somebody who left a model, as people read it; it names nobody, so it asks for no token."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from accord.domain.errors import NotFound
from accord.library.unlearned import Unlearned
from accord.rights.receipt import time_of
from accord.server.accord import sheet
from accord.server.state import PeopleHere

AGAIN = 2
"""Seconds after which a page looks again, while the model is worked out."""
PATIENCE = 600
"""Seconds after which it leaves looking again to whoever reads it."""

router = APIRouter(prefix="/me/unlearned", include_in_schema=False)


@router.get("/{id}")
def show(id: str, people: PeopleHere) -> HTMLResponse:
    """Show a receipt."""
    try:
        found = people.models.unlearned.find(id)
    except NotFound as error:
        body = f"<h1>No receipt</h1><p>{escape(str(error))}</p>"
        return HTMLResponse(sheet.page("No receipt", body), error.http_status, sheet.HEADERS)
    page = sheet.page("Your second receipt", card(found))
    return HTMLResponse(page, headers={**sheet.HEADERS, **refresh(found, people.now())})


def card(receipt: Unlearned) -> str:
    """Return a receipt as a part of a page."""
    rows = [("Left", time_of(receipt.left_at))]
    if receipt.solved_at is None:
        words = "You are out of the counts already, and the old model no longer answers. A new one is worked out now."
    elif receipt.new_digest is None:
        words = "Nobody is left whose listening could be learned from: there is no model any more."
    else:
        words = "The model was worked out again. It is the one that learning without you makes, to the last bit."
    if receipt.solved_at is not None:
        rows.append(("Done", time_of(receipt.solved_at)))
    digests = (("The model with you", receipt.old_digest), ("The model without you", receipt.new_digest))
    rows += [(name, f'<span class="long">{digest}</span>') for name, digest in digests if digest]
    address = f"/accord/v1/unlearned/{receipt.id}"
    return (
        '<section class="card" id="unlearned" role="status"><div class="top"><h2>What was learned from you</h2>'
        f'<span class="badge{"" if receipt.solved_at is None else " yes"}">'
        f"{'Being worked out' if receipt.solved_at is None else 'Unlearned'}</span></div>"
        f"<p>{words}</p>{sheet.facts(rows)}"
        f'<p class="small">This receipt names nobody and is not kept with your account. '
        f'<a href="/me/unlearned/{receipt.id}">Keep its address</a>, or <a href="{address}">take it as JSON</a>.</p>'
        "</section>"
    )


def refresh(receipt: Unlearned, now: float) -> dict[str, str]:
    """Return the header by which a browser looks again, as long as there is something to wait for."""
    waiting = receipt.solved_at is None and now - receipt.left_at < PATIENCE
    return {"Refresh": str(AGAIN)} if waiting else {}
