"""A chain written as PROV-JSON (W3C Member Submission, 24 April 2013), with PROV's terms as they stand.

No listener is named in it: of people it says how many a thing is about.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from accord.domain.labels import Label
from accord.rights.lineage import Activity, Thing, walk

PREFIXES = {
    "accord": "https://accord.invalid/ns#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dpv": "https://w3id.org/dpv#",
    "dcterms": "http://purl.org/dc/terms/",
}
"""``prov`` and ``xsd`` are understood without being declared. ``accord`` is a name, not an address."""

Records = dict[str, dict[str, dict[str, Any]]]


def prov_document(thing: Thing) -> dict[str, Any]:
    """Return a thing and the whole chain below it as a PROV-JSON document.

    Parameters
    ----------
    thing : Thing
        The top of the chain.

    Returns
    -------
    dict
        ``entity``, ``activity`` and ``agent`` by name, and the relations between them; ready for JSON.
    """
    records: Records = defaultdict(dict)
    for one in walk(thing):
        records["entity"][_name(one)] = _entity(one)
        for origin in one.origins:
            _relate(records, "wasDerivedFrom", generatedEntity=_name(one), usedEntity=_name(origin))
        for member in one.members:
            _relate(records, "hadMember", collection=_name(one), entity=_name(member))
        if one.activity:
            _record_activity(records, one, one.activity)
        if one.invalidated_at is not None:
            _record_invalidation(records, one, one.invalidated_at)
    return {"prefix": PREFIXES, **records}


def _record_activity(records: Records, thing: Thing, activity: Activity) -> None:
    made, agent = f"accord:activity/{thing.kind}/{thing.id}", f"accord:agent/{activity.agent.replace(' ', '-')}"
    about: dict[str, Any] = {"prov:label": activity.name}
    if activity.at is not None:
        about["prov:endTime"] = _time(activity.at)
    if activity.purpose:
        about["odrl:purpose"] = _term(activity.purpose)
    records["activity"][made] = about
    records["agent"][agent] = {"prov:type": _term("prov:SoftwareAgent"), "prov:label": activity.agent}
    for origin in thing.origins:
        _relate(records, "used", activity=made, entity=_name(origin))
    _relate(records, "wasGeneratedBy", entity=_name(thing), activity=made)
    _relate(records, "wasAssociatedWith", activity=made, agent=agent)
    _relate(records, "wasAttributedTo", entity=_name(thing), agent=agent)


def _record_invalidation(records: Records, thing: Thing, at: int) -> None:
    ended = f"accord:activity/invalidation/{thing.id}"
    records["activity"][ended] = {"prov:label": "withdrawal", "prov:endTime": _time(at)}
    _relate(records, "wasInvalidatedBy", entity=_name(thing), activity=ended, time=_time(at))
    records["entity"][_name(thing)]["prov:invalidatedAtTime"] = {"$": _time(at), "type": "xsd:dateTime"}


def _relate(records: Records, relation: str, **ends: str) -> None:
    about = {f"prov:{role}": end for role, end in ends.items()}
    if about not in records[relation].values():
        records[relation][f"_:{relation}{len(records[relation]) + 1}"] = about


def _entity(thing: Thing) -> dict[str, Any]:
    types = [_term(f"accord:{thing.kind}")]
    if thing.members:
        types.append(_term("prov:Collection"))
    about: dict[str, Any] = {"prov:type": types, "prov:label": thing.name, **_label(thing.label)}
    if thing.rows is not None:
        about["accord:rows"] = thing.rows
    if thing.digest:
        about["accord:sha256"] = thing.digest
    if thing.licence:
        about["dcterms:license"] = thing.licence
    if record := thing.source:
        about["dcterms:license"] = record.licence
        about["accord:clause"] = record.clause
        about["accord:where"] = record.where
        about["accord:read"] = {"$": record.read.isoformat(), "type": "xsd:date"}
    return about


def _label(label: Label) -> dict[str, Any]:
    return {
        "odrl:purpose": [_term(purpose) for purpose in sorted(label.purposes)],
        "odrl:duty": [_term(duty) for duty in sorted(label.obligations)],
        "accord:source": [_term(f"accord:source/{source}") for source in sorted(label.sources)],
        "accord:subjects": len(label.subjects),
    }


def _name(thing: Thing) -> str:
    return f"accord:{thing.kind}/{thing.id}"


def _term(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
