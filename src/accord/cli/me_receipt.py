"""``accord me receipt``: the receipt of a consent, for a program or for paper."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from accord.cli.me_who import AsOption, opened_as
from accord.domain.errors import NotFound
from accord.library.consents import Consents
from accord.rights.consent_record import ConsentRecord


def receipt(
    which: Annotated[str, typer.Argument(help="A purpose (service among them), or the id of a record.")],
    as_: AsOption = None,
    html: Annotated[bool, typer.Option("--html", help="Print the page that people read.")] = False,
) -> None:
    """Print the receipt of your newest consent to a purpose, as JSON-LD (ISO/IEC TS 27560) or as a page."""
    with opened_as(as_) as (people, listener):
        record = _record(people.consents, listener.id, which)
        if html:
            from accord.server.accord.receipts import receipt_page

            typer.echo(receipt_page(record, people.consents.notices, people.consents.now()))
        else:
            typer.echo(json.dumps(people.consents.receipt(record), indent=2, ensure_ascii=False))


def _record(consents: Consents, listener_id: str, which: str) -> ConsentRecord:
    if len(which) == 36:  # an id; no purpose is called that
        return consents.record(listener_id, which)
    purpose = consents.notices.named(which).purpose
    found = [record for record in consents.records(listener_id) if record.purpose is purpose]
    if not found:
        raise NotFound(f"Nothing was recorded about {which} yet.")
    return found[-1]
