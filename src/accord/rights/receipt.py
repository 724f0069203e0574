"""Consent records and receipts as JSON-LD: ISO/IEC TS 27560:2023 in terms of the Data Privacy Vocabulary.

The profiles are ``record-eu-gdpr`` and ``receipt-eu-gdpr`` of https://w3id.org/dpv/schema/dpv-27560. Which field
becomes which term is said by the guide for ISO/IEC TS 27560:2023 of the W3C Data Privacy Vocabularies and Controls
Community Group (2026). A receipt wraps the whole record, as the guide recommends.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from accord.rights.consent import state_at
from accord.rights.consent_record import ConsentRecord, controller_of
from accord.rights.consent_states import ConsentState, Entity, allows
from accord.rights.notices import CONSENT, Notice, Notices

RECEIPT_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"

_REFERENCES = (
    "dct:conformsTo dpv:hasApplicableLaw dpv:hasConsentStatus dpv:hasDataSource dpv:hasJurisdiction dpv:hasLegalBasis "
    "dpv:hasProcessing dpv:hasPurpose dpv:hasRight dpv:isIndicatedBy"
)
CONTEXT: dict[str, Any] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{term: {"@type": "@id"} for term in _REFERENCES.split()},
    **{term: {"@type": "xsd:dateTime"} for term in ("dct:created", "dct:valid", "dpv:isIndicatedAtTime")},
}
"""Prefixes, and which terms hold references or times."""

RIGHTS = {
    "eu-gdpr:A7-3": "Withdraw consent at any time",
    "eu-gdpr:A15": "See what is kept, and on what it rests",
    "eu-gdpr:A16": "Have it corrected",
    "eu-gdpr:A17": "Have it erased",
    "eu-gdpr:A18": "Have its use restricted",
    "eu-gdpr:A20": "Take it elsewhere",
    "eu-gdpr:A21": "Object",
    "eu-gdpr:A77": "Complain to an authority",
}
"""What a person may do (GDPR)."""

OPEN = {"dpv:hasDuration": {"@type": "dpv:EndlessDuration", "dct:title": "Until the person decides otherwise"}}
"""How long a no holds, and an account."""

_METHODS = {"command": "a command on the server's machine", "api": "a request of a program", "page": "the page /me"}


def consent_record(record: ConsentRecord, notices: Notices, now: float) -> dict[str, Any]:
    """Return a record as JSON-LD.

    Parameters
    ----------
    record : ConsentRecord
        With its events.
    notices : Notices
        All that were published; the one that the person read is among them.
    now : float
        Seconds since 1970, UTC: the state is that of this time.

    Returns
    -------
    dict
        Header, processing, parties and events of ISO/IEC TS 27560, in this order.
    """
    return {"@context": CONTEXT} | _record(record, notices, now)


def receipt(record: ConsentRecord, notices: Notices, now: float) -> dict[str, Any]:
    """Return the receipt of a record as JSON-LD: what the person keeps.

    The same state of a record has the same receipt, whenever it is asked for.
    """
    state = state_at(record, notices, now)
    id_ = str(uuid.uuid5(uuid.UUID(record.id), f"{len(record.events)} {state}"))
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{id_}",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": id_,
        "dct:conformsTo": RECEIPT_SCHEMA,
        "dct:created": time_of(now),
        "dct:publisher": controller_of(record.controller).name,
        "dpv:hasRecordOfActivity": _record(record, notices, now),
    }


def time_of(at: float) -> str:
    """Return a time as RFC 3339 writes it, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(record: ConsentRecord, notices: Notices, now: float) -> dict[str, Any]:
    notice = notices.with_hash(record.notice_hash)
    return {
        **_header(record),
        **_processing(record, notice),
        **_parties(record),
        **_events(record, notice, state_at(record, notices, now)),
    }


def _header(record: ConsentRecord) -> dict[str, Any]:
    return {
        "@id": f"urn:uuid:{record.id}",
        "@type": "dpv:ConsentRecord",
        "dct:identifier": record.id,
        "dct:conformsTo": record.schema_version,
        "dct:created": time_of(record.created_at),
        "dpv:hasDataSubject": {
            "@id": f"urn:uuid:{record.listener_id}",
            "@type": "dpv:DataSubject",
            "dct:identifier": record.listener_id,
        },
    }


def _processing(record: ConsentRecord, notice: Notice | None) -> dict[str, Any]:
    read = {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": f"{record.purpose} {record.notice_version}",
        "dct:language": record.language,
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": record.notice_hash},
    }
    said = {
        "dpv:hasJurisdiction": f"loc:{record.jurisdiction}",
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dct:language": record.language,
        "dpv:hasNotice": read,
    }
    if notice is None:  # one that another Accord published, and this one never did
        return said | {"dpv:hasProcess": {"@type": "dpv:Process", "dpv:hasPurpose": record.purpose.value}}
    return said | {
        "dpv:hasNotice": read | {"dct:title": notice.title, "dct:description": notice.text},
        "dpv:hasProcess": {
            "@type": "dpv:Process",
            "dpv:hasPurpose": record.purpose.value,
            "dpv:hasLegalBasis": notice.basis,
            "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use"],
            "dpv:hasDataSource": "dpv:DataSubjectDataSource",
            "dpv:hasPersonalData": [{"@type": "dpv:PersonalData", "dct:title": category} for category in notice.data],
            "dpv:hasRecipient": [{"@type": "dpv:Recipient", "dpv:hasName": name} for name in notice.recipients]
            or [{"@type": "dpv:DataSubject", "dpv:hasName": "Nobody but the person"}],
            "dpv:hasStorageCondition": [
                {"@type": "dpv:StorageLocation", "dpv:hasLocation": notice.storage},
                {"@type": "dpv:StorageDuration", "dpv:hasDuration": notice.retention},
            ],
        },
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dct:description": notice.withdrawal},
        "dpv:hasRight": [{"@type": ["dpv:DataSubjectRight", term], "dct:title": RIGHTS[term]} for term in RIGHTS],
        "dpv:hasAuthority": {"@type": "dpv:Authority", "dct:description": notice.authority},
    }


def _parties(record: ConsentRecord) -> dict[str, Any]:
    controller = controller_of(record.controller)
    id_ = str(uuid.uuid5(uuid.NAMESPACE_OID, record.controller))
    return {
        "dpv:hasDataController": {
            "@id": f"urn:uuid:{id_}",
            "@type": "dpv:DataController",
            "dct:identifier": id_,
            "dpv:hasName": controller.name,
            "dpv:hasAddress": controller.address,
            "dpv:hasContact": controller.contact,
        }
    }


def _events(record: ConsentRecord, notice: Notice | None, now: ConsentState) -> dict[str, Any]:
    kind = "dpv:ExpressedConsent" if notice is None or notice.basis == CONSENT else notice.basis
    valid: dict[str, Any] = {"dct:valid": time_of(record.expires_at)} if record.expires_at is not None else OPEN
    return {
        "dpv:hasConsentStatus": [
            {
                "@type": [event.state.value, kind],
                "dpv:isIndicatedBy": _entity(event.entity),
                "dpv:hasIndicationMethod": _METHODS[event.method],
                "dpv:isIndicatedAtTime": time_of(event.at),
                **(valid if allows(event.state) else OPEN),
            }
            for event in record.events
        ],
        "dpv:hasStatus": {"@type": "dpv:ConsentStatus", "@id": now.value},
    }


def _entity(entity: Entity) -> str:
    return "dpv:DataSubject" if entity is Entity.SUBJECT else "dpv:DataController"
