"""Receipts of consent: for programs as JSON-LD, for people as a page to print."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from accord.rights.consent import state_at
from accord.rights.consent_record import ConsentRecord, controller_of
from accord.rights.consent_states import ConsentState, Entity
from accord.rights.notices import Notice, Notices
from accord.rights.receipt import RIGHTS, receipt, time_of
from accord.server.accord import sheet
from accord.server.accord.access import ListenerHere
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/me", tags=["me"])

HEADERS = {"Cache-Control": "no-store", "Vary": "Accept"}

_BY = {Entity.SUBJECT: "you", Entity.OPERATOR: "whoever runs this Accord", Entity.ACCORD: "the program"}


@router.get(
    "/consents/{record_id}/receipt",
    response_class=JSONResponse,
    responses={200: {"content": {"application/ld+json": {}, "text/html": {}}}},
)
def answer_receipt(record_id: str, request: Request, listener: ListenerHere, people: PeopleHere) -> Response:
    """Answer the receipt of one of one's own consent records: JSON-LD, or a page to print where HTML is preferred."""
    record = people.consents.record(listener.id, record_id)
    accept = request.headers.get("accept", "")
    if "text/html" in accept:
        page = receipt_page(record, people.consents.notices, people.consents.now())
        return HTMLResponse(page, headers=sheet.HEADERS | HEADERS)
    media_type = "application/ld+json" if "application/ld+json" in accept else "application/json"
    return JSONResponse(people.consents.receipt(record), headers=HEADERS, media_type=media_type)


def receipt_page(record: ConsentRecord, notices: Notices, now: float) -> str:
    """Return the receipt of a record as a whole HTML page, without scripts and without anything to load."""
    notice, state = notices.with_hash(record.notice_hash), state_at(record, notices, now)
    whole = receipt(record, notices, now)
    title = notice.title if notice else record.purpose.value
    parts = [
        f'<p class="kicker">Receipt of consent</p><h1>{escape(title)}</h1>',
        f"<p>{sheet.badge(state, notice)} {escape(_state_sentence(record, state, notice))}</p>",
        _history(record),
        _notice(record, notice),
        _parties(record),
        sheet.facts(
            [
                ("Receipt", _code(whole["dct:identifier"])),
                ("Record", _code(record.id)),
                ("Account", _code(record.listener_id)),
                ("Purpose", _code(record.purpose.value)),
                ("State", _code(state.value)),
                ("Form", f'ISO/IEC TS 27560:2023, <span class="long">{escape(record.schema_version)}</span>'),
                ("As of", escape(_day(now))),
            ],
            "Numbers",
        ),
        '<p class="screen"><a href="/me">Back to your page</a></p>',
    ]
    return sheet.page(f"Receipt: {title}", "".join(parts))


def _state_sentence(record: ConsentRecord, state: ConsentState, notice: Notice | None) -> str:
    if notice and not notice.optional:
        return "It ends when you erase your account."
    if record.expires_at is not None and state in (ConsentState.GIVEN, ConsentState.RENEWED):
        return f"It ends on {_day(record.expires_at)}, or when you withdraw."
    return sheet.more(state)


def _history(record: ConsentRecord) -> str:
    rows = "".join(
        f"<tr><td>{escape(_day(event.at))}</td><td>{escape(sheet.WORDS[event.state])}</td>"
        f"<td>by {_BY[event.entity]}</td></tr>"
        for event in record.events
    )
    return f"<h2>What happened</h2><table>{rows}</table>"


def _notice(record: ConsentRecord, notice: Notice | None) -> str:
    if notice is None:
        return "<h2>What you were told</h2><p>A notice of another Accord, which is not known here.</p>"
    said = sheet.notice(notice)
    return (
        f'<h2>What you were told</h2>{said}<p class="small">Notice version {record.notice_version}, '
        f"SHA-256 {_code(record.notice_hash)}</p>"
    )


def _parties(record: ConsentRecord) -> str:
    controller = controller_of(record.controller)
    lines = dict.fromkeys([controller.name, controller.address, controller.contact])
    rights = "; ".join(f"{words} ({term.removeprefix('eu-gdpr:A')})" for term, words in RIGHTS.items())
    return sheet.facts(
        [
            ("Controller", "<br>".join(escape(line) for line in lines)),
            ("Your rights", escape(rights) + " (articles of the GDPR)"),
        ],
        "Who answers for it",
    )


def _code(text: str) -> str:
    return f'<span class="long">{escape(text)}</span>'


def _day(at: float) -> str:
    return time_of(at).replace("T", " ").replace("Z", " UTC")
