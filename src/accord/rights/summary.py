"""A public summary of what something was made from, in the form that article 53(1)(d) of the AI Act gave the word.

The sections follow the European Commission's template for the public summary of training content (24 July 2025):
general information, list of data sources, data processing. That law binds providers of general-purpose models only;
Accord writes the summary for whatever it derives, and from the lineage alone, so that nobody types it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Obligation, Purpose
from accord.rights.lineage import DerivedKind, Thing, source_thing

CATEGORIES: Mapping[str, str] = {
    "own": "other sources of data",
    "audio": "publicly available datasets",
    "metadata": "publicly available datasets",
    "features": "publicly available datasets",
    "model": "publicly available datasets",
    "listening": "user data",
}
"""Kind of a source -> the template's heading for it."""

MODALITIES: Mapping[str, str] = {
    "own": "audio",
    "audio": "audio",
    "metadata": "text",
    "features": "numbers",
    "model": "numbers",
    "listening": "listening events",
}
"""Kind of a source -> what its data is."""

CONSENT = "Consent of each person concerned, one record per purpose, to"
ACCOUNT = "What each person concerned agreed to with their account."

OUTSIDE = "sources that the registry does not know"


def training_summary(thing: Thing, controller: str) -> dict[str, Any]:
    """Return the summary of a derived thing.

    Parameters
    ----------
    thing : Thing
        The top of its chain.
    controller : str
        Who answers for it: a name and a way to reach them.

    Returns
    -------
    dict
        The three sections by name; ready for JSON.

    Raises
    ------
    InvalidParameter
        If it is nothing that was derived here.
    """
    if thing.kind not in get_args(DerivedKind) or thing.activity is None:
        raise InvalidParameter(f"{thing.id} is a {thing.kind}: a summary is made of what was derived here.")
    listed = [_listed(source_id, counts) for source_id, counts in sorted(_rows(thing).items())]
    return {
        "general information": _general(thing, controller, listed),
        "list of data sources": listed,
        "data processing": _processing(thing),
    }


def _rows(thing: Thing) -> dict[str, dict[str, int]]:
    """Return how many rows of what were used, by source; another derived thing is named by its kind and id."""
    assert thing.activity is not None
    kinds = {origin.id: origin.kind for origin in thing.origins}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for used in thing.activity.used:
        what = f"rows of {kinds[used.what]} {used.what}" if used.what in kinds else used.what
        found[used.source_id][what] += used.rows
    return {source_id: dict(counts) for source_id, counts in found.items()}


def _listed(source_id: str, counts: Mapping[str, int]) -> dict[str, Any]:
    end = source_thing(source_id)
    record = end.source
    about: dict[str, Any] = {"id": source_id, "name": end.name, "rows": dict(counts), "total": sum(counts.values())}
    if record is None:
        return {"category": OUTSIDE, **about}
    return {
        "category": CATEGORIES[record.kind],
        **about,
        "modality": MODALITIES[record.kind],
        "licence": record.licence,
        "clause": record.clause,
        "where": record.where,
        "read": record.read.isoformat(),
        "about": record.people,
    }


def _general(thing: Thing, controller: str, listed: list[dict[str, Any]]) -> dict[str, Any]:
    assert thing.activity is not None
    about: dict[str, Any] = {
        "provider": controller,
        "id": thing.id,
        "name": thing.name,
        "kind": thing.kind,
        "sha256": thing.digest,
        "purpose": thing.activity.purpose,
        "modalities": sorted({source["modality"] for source in listed if "modality" in source}),
        "rows": sum(source["total"] for source in listed),
        "sources": len(listed),
        "people": len(thing.label.subjects),
        "allowed uses": sorted(thing.label.purposes),
    }
    if thing.activity.at is not None:
        about["made"] = _time(thing.activity.at)
    if thing.invalidated_at is not None:
        about["withdrawn"] = _time(thing.invalidated_at)
    return about


def _processing(thing: Thing) -> dict[str, Any]:
    assert thing.activity is not None
    duties = thing.label.obligations
    about: dict[str, Any] = {
        "activity": thing.activity.name,
        "made by": thing.activity.agent,
        "obligations": sorted(duties),
        "respect of reservations": "Only sources in the registry of reviewed terms went in; what was scraped, or may "
        "not be held at all, cannot be stored here.",
    }
    if Obligation.OBTAIN_CONSENT in duties:
        service = thing.activity.purpose is Purpose.SERVICE
        about["lawful basis"] = ACCOUNT if service else f"{CONSENT} {thing.activity.purpose}."
    if Obligation.DELETE_ON_WITHDRAWAL in duties:
        about["withdrawal"] = "Whoever withdraws ends this thing, and all that was made from it."
    return about


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
