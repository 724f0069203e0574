"""``/accord/v1/sources``: who answers for personal data here, and what it is used for (GDPR, articles 13 and 14)."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from accord.rights.consent_record import controller_of
from accord.rights.receipt import RIGHTS
from accord.rights.registry import sources
from accord.server.accord.consents import NoticeObject, notice_object
from accord.server.state import PeopleHere

router = APIRouter(prefix="/accord/v1", tags=["rights"])


class ControllerObject(BaseModel):
    """Who answers for the personal data."""

    name: str
    address: str
    contact: str


class PurposeObject(BaseModel):
    """A purpose that people are asked about."""

    name: str
    """As URLs spell it."""
    purpose: str
    """Term of the Data Privacy Vocabulary."""
    optional: bool
    notice: NoticeObject


class SourceObject(BaseModel):
    """A source of data that may be here."""

    id: str
    name: str
    licence: str
    people: str
    """Whom it is about, in words."""
    purposes: list[str]
    obligations: list[str]
    where: str
    """Where its terms stand."""


class SourcesObject(BaseModel):
    """What this Accord tells everybody before they hand anything over."""

    controller: ControllerObject
    jurisdiction: str
    authority: str
    """Where a person can complain."""
    rights: dict[str, str]
    """What a person may do: article of the GDPR -> a few words."""
    purposes: list[PurposeObject]
    sources: list[SourceObject]


@router.get("/sources")
def tell_sources(people: PeopleHere) -> SourcesObject:
    """Answer the controller, the purposes with recipients and retention, and the sources of data."""
    controller = controller_of(people.consents.controller)
    current = people.consents.notices.current
    return SourcesObject(
        controller=ControllerObject(name=controller.name, address=controller.address, contact=controller.contact),
        jurisdiction=current[0].jurisdiction,
        authority=current[0].authority,
        rights=dict(RIGHTS),
        purposes=[
            PurposeObject(
                name=notice.name, purpose=notice.purpose.value, optional=notice.optional, notice=notice_object(notice)
            )
            for notice in current
        ],
        sources=[
            SourceObject(
                id=source.id,
                name=source.name,
                licence=source.licence,
                people=source.people,
                purposes=sorted(source.label.purposes),
                obligations=sorted(source.label.obligations),
                where=source.where,
            )
            for source in sources().values()
            if source.stored
        ],
    )
