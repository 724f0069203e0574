"""Records and receipts have every field that ISO/IEC TS 27560:2023 asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accord.domain.labels import Purpose
from accord.rights.consent_states import ConsentState
from accord.rights.notices import Notice, Notices, published
from accord.rights.receipt import CONTEXT, RECEIPT_SCHEMA, consent_record, receipt
from tests.rights.test_consent import NOW, record_on

MANDATORY = {
    "schema version": "dct:conformsTo",
    "record id": "dct:identifier",
    "pii principal id": "dpv:hasDataSubject dct:identifier",
    "privacy notice": "dpv:hasNotice dct:description",
    "language": "dct:language",
    "purpose": "dpv:hasProcess dpv:hasPurpose",
    "lawful basis": "dpv:hasProcess dpv:hasLegalBasis",
    "pii information": "dpv:hasProcess dpv:hasPersonalData 0 dct:title",
    "pii controllers": "dpv:hasDataController @id",
    "recipients": "dpv:hasProcess dpv:hasRecipient 0 dpv:hasName",
    "storage locations": "dpv:hasProcess dpv:hasStorageCondition 0 dpv:hasLocation",
    "retention period": "dpv:hasProcess dpv:hasStorageCondition 1 dpv:hasDuration",
    "jurisdiction": "dpv:hasJurisdiction",
    "withdrawal method": "dpv:hasConsentControl dct:description",
    "privacy rights": "dpv:hasRight 0 dct:title",
    "authority": "dpv:hasAuthority dct:description",
    "party id": "dpv:hasDataController dct:identifier",
    "party name": "dpv:hasDataController dpv:hasName",
    "party address": "dpv:hasDataController dpv:hasAddress",
    "party contact": "dpv:hasDataController dpv:hasContact",
    "event time": "dpv:hasConsentStatus 0 dpv:isIndicatedAtTime",
    "entity id": "dpv:hasConsentStatus 0 dpv:isIndicatedBy",
    "event state": "dpv:hasConsentStatus 0 @type 0",
    "event type": "dpv:hasConsentStatus 0 @type 1",
}
"""Field of the standard that it or the GDPR makes mandatory -> where it stands in the JSON-LD."""


def at(document: Any, path: str) -> Any:
    for step in path.split():
        document = document[int(step) if isinstance(document, list) else step]
    return document


@pytest.mark.parametrize("notice", published().every, ids=lambda notice: notice.name)
@pytest.mark.parametrize("field", MANDATORY)
def test_every_mandatory_field_is_there(notice: Notice, field: str) -> None:
    found = at(consent_record(record_on(notice, ConsentState.GIVEN), published(), NOW), MANDATORY[field])
    assert isinstance(found, str)
    assert found.strip()


def test_every_event_says_how_long_it_holds() -> None:
    notice = published().of(Purpose.PERSONALISATION)
    states = (ConsentState.REFUSED, ConsentState.GIVEN, ConsentState.WITHDRAWN)
    events = consent_record(record_on(notice, *states, expires_at=NOW), published(), NOW)["dpv:hasConsentStatus"]
    assert [event["@type"][0] for event in events] == [state.value for state in states]
    assert ["dct:valid" in event for event in events] == [False, True, False]
    assert all("dct:valid" in event or "dpv:hasDuration" in event for event in events)


def test_a_receipt_wraps_the_record_and_stays_the_same_for_the_same_state() -> None:
    record = record_on(published().of(Purpose.PERSONALISATION), ConsentState.GIVEN, expires_at=NOW + 10)
    first, again, over = (receipt(record, published(), when) for when in (NOW, NOW + 1, NOW + 10))
    assert first["dct:conformsTo"] == RECEIPT_SCHEMA
    assert first["@type"] == "dpv:ConsentReceipt"
    assert first["dpv:hasRecordOfActivity"]["dct:identifier"] == record.id
    assert first["@id"] == again["@id"] != over["@id"]
    assert over["dpv:hasRecordOfActivity"]["dpv:hasStatus"]["@id"] == "dpv:ConsentExpired"


def test_every_term_has_a_prefix_that_the_context_explains() -> None:
    document = receipt(record_on(published().of(Purpose.SERVICE), ConsentState.GIVEN), published(), NOW)

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*(names(inner) for name, inner in value.items() if name != "@context"))
        return set().union(*(names(inner) for inner in value)) if isinstance(value, list) else set()

    terms = {name for name in names(document) if not name.startswith("@")}
    assert len(terms) > 20
    assert {term.partition(":")[0] for term in terms} <= set(CONTEXT)
    assert json.loads(json.dumps(document)) == document


def test_a_record_on_a_notice_of_another_accord_is_still_told() -> None:
    foreign = record_on(published().of(Purpose.PERSONALISATION), ConsentState.GIVEN)
    told = consent_record(foreign, Notices([published().of(Purpose.SERVICE)]), NOW)
    assert told["dpv:hasStatus"]["@id"] == "dpv:ConsentInvalidated"
    assert told["dpv:hasNotice"]["spdx:checksum"]["spdx:checksumValue"] == foreign.notice_hash
