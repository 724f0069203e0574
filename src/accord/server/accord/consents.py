"""``/accord/v1/me``: who one is here, and what one consented to. Giving and withdrawing are one request each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict

from accord.rights.consent import Standing
from accord.rights.consent_record import Method
from accord.rights.consent_states import Entity
from accord.rights.notices import Notice
from accord.rights.receipt import time_of
from accord.server.accord.access import ListenerHere
from accord.server.accord.unlearned import LeavingHere, second_receipt
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1/me", tags=["me"])

NO_STORE = {"Cache-Control": "no-store"}


class NoticeObject(BaseModel):
    """What people are told about a purpose."""

    version: int
    hash: str
    """SHA-256 of all that the notice says, hexadecimal."""
    language: str
    title: str
    text: str
    basis: str
    data: list[str]
    recipients: list[str]
    storage: str
    retention: str
    withdrawal: str
    months: int | None
    """How long a consent lasts; null for as long as the account."""


class ConsentObject(BaseModel):
    """How things stand between a listener and a purpose."""

    name: str
    """As URLs spell the purpose."""
    purpose: str
    """Term of the Data Privacy Vocabulary."""
    optional: bool
    state: str
    """Term of the Data Privacy Vocabulary."""
    valid: bool
    """Whether data may be used for the purpose now."""
    reason: str
    record_id: str | None
    expires_at: str | None
    notice: NoticeObject
    """The current one."""
    unlearned: str | None = None
    """Where a second receipt is answered, once what was learned from the listener is worked out again without them."""


class RecordObject(BaseModel):
    """A consent record, in short; its receipt says all."""

    record_id: str
    purpose: str
    notice_version: int
    state: str
    created_at: str
    expires_at: str | None


class ConsentsObject(BaseModel):
    """All of a listener's consents."""

    consents: list[ConsentObject]
    """One for each purpose that people are asked about."""
    records: list[RecordObject]
    """Everything that was ever recorded, oldest first."""


class MeObject(BaseModel):
    """A listener."""

    id: str
    name: str
    created_at: str


class Giving(BaseModel):
    """What a program may say when a person consents."""

    model_config = ConfigDict(extra="forbid")

    notice_hash: str | None = None
    """Hash of the notice that the person read; one that is no longer current is refused."""


@router.get("")
def me(listener: ListenerHere, response: Response) -> MeObject:
    """Say whose token this is."""
    response.headers.update(NO_STORE)
    return MeObject(id=listener.id, name=listener.name, created_at=time_of(listener.created_at))


@router.get("/consents")
def consents(listener: ListenerHere, people: PeopleHere, response: Response) -> ConsentsObject:
    """Answer how things stand with each purpose, with the notice that is asked about."""
    response.headers.update(NO_STORE)
    records = [
        RecordObject(
            record_id=record.id,
            purpose=record.purpose.value,
            notice_version=record.notice_version,
            state=people.consents.state(record).value,
            created_at=time_of(record.created_at),
            expires_at=_time(record.expires_at),
        )
        for record in people.consents.records(listener.id)
    ]
    return ConsentsObject(consents=[consent_object(one) for one in people.consents.offer(listener.id)], records=records)


@router.put("/consents/{purpose}")
def give(
    purpose: str, listener: ListenerHere, people: PeopleHere, giving: Annotated[Giving | None, Body()] = None
) -> ConsentObject:
    """Consent to a purpose, or say again that one does."""
    notice = people.consents.notices.named(purpose)
    hash_ = giving.notice_hash if giving else None
    return consent_object(people.consents.give(listener.id, notice.purpose, Entity.SUBJECT, Method.API, hash_))


@router.delete("/consents/{purpose}")
def withdraw(purpose: str, listener: ListenerHere, people: PeopleHere, leaving: LeavingHere) -> ConsentObject:
    """Withdraw; when the answer arrives, nothing is used for the purpose any more."""
    notice = people.consents.notices.named(purpose)
    standing = people.consents.withdraw(listener.id, notice.purpose, Entity.SUBJECT, Method.API)
    return consent_object(standing, second_receipt(leaving, listener.id))


@router.post("/consents/{purpose}/refuse")
def refuse(purpose: str, listener: ListenerHere, people: PeopleHere, leaving: LeavingHere) -> ConsentObject:
    """Say no, so that nobody asks again."""
    notice = people.consents.notices.named(purpose)
    standing = people.consents.refuse(listener.id, notice.purpose, Entity.SUBJECT, Method.API)
    return consent_object(standing, second_receipt(leaving, listener.id))


def consent_object(standing: Standing, unlearned: str | None = None) -> ConsentObject:
    """Return how things stand, as the API says it."""
    record = standing.record
    return ConsentObject(
        name=standing.notice.name,
        purpose=standing.purpose.value,
        optional=standing.notice.optional,
        state=standing.state.value,
        valid=standing.valid,
        reason=standing.reason,
        record_id=record.id if record else None,
        expires_at=_time(record.expires_at) if record else None,
        notice=notice_object(standing.notice),
        unlearned=unlearned,
    )


def notice_object(notice: Notice) -> NoticeObject:
    """Return a notice, as the API says it."""
    return NoticeObject(
        version=notice.version,
        hash=notice.hash,
        language=notice.language,
        title=notice.title,
        text=notice.text,
        basis=notice.basis,
        data=list(notice.data),
        recipients=list(notice.recipients),
        storage=notice.storage,
        retention=notice.retention,
        withdrawal=notice.withdrawal,
        months=notice.months,
    )


def _time(at: int | None) -> str | None:
    return None if at is None else time_of(at)
