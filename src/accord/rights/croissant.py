"""A data set described in Croissant 1.1 (MLCommons, 2026-01-29), with its licence, what it may be used for, its origin.

Uses are an ``odrl:Offer`` in ``usageInfo`` (W3C ODRL 2.2): it permits what the label allows, with its duties, and
prohibits each purpose that the label does not name. Provenance is in terms of PROV-O; the ``rai:`` properties are those
of Croissant's vocabulary for responsible AI, version 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from accord.domain.labels import Label, Purpose
from accord.rights.registry import source

CONFORMS_TO = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")

_VOCABULARIES = {
    "@language": "en",
    "@vocab": "http://schema.org/",
    "sc": "http://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "prov": "http://www.w3.org/ns/prov#",
    "accord": "urn:accord:",
}
_TERMS = ("extract", "field", "fileObject", "jsonPath", "key", "readLines", "recordSet", "references", "source")
CONTEXT: Mapping[str, Any] = {
    **_VOCABULARIES,
    **{term: f"cr:{term}" for term in _TERMS},
    "conformsTo": "dct:conformsTo",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}
"""The part of the standard's context that these descriptions use, and the vocabularies beside it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a data set."""

    name: str
    """Its path in the data set."""
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""
    description: str
    records: int | None = None
    """Its lines, where each is a record."""
    fields: Mapping[str, str] | None = None
    """Name -> data type (``sc:Text`` ...) of what each record holds."""


def describe(
    *,
    name: str,
    description: str,
    label: Label,
    files: Sequence[File],
    made_at: int,
    agent: str,
    activity: str,
    responsible: Mapping[str, str],
) -> dict[str, Any]:
    """Return the description of a data set: JSON-LD.

    Parameters
    ----------
    name : str
        What it is called.
    description : str
        What it holds.
    label : Label
        What may be done with it; its sources must be in the registry.
    files : sequence of File
        All of them; those with fields are record sets.
    made_at : int
        Seconds since 1970, UTC.
    agent : str
        The program that made it, with its version.
    activity : str
        What made it, in a few words.
    responsible : mapping
        Properties of the RAI vocabulary, without prefix, and their text.

    Returns
    -------
    dict

    Raises
    ------
    UnknownSource
        If a source of the label is not in the registry.
    """
    at = datetime.fromtimestamp(made_at, UTC).isoformat().replace("+00:00", "Z")
    origins = [source(id_) for id_ in sorted(label.sources)]
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": name,
        "description": description,
        "datePublished": at,
        "license": sorted({licence_url(origin.licence) for origin in origins}),
        "usageInfo": offer(label),
        "prov:wasDerivedFrom": [{"@id": f"accord:source:{origin.id}", "prov:label": origin.name} for origin in origins],
        "prov:wasGeneratedBy": {"@type": "prov:Activity", "prov:label": activity, "prov:endedAtTime": at},
        "prov:wasAttributedTo": {"@type": "prov:SoftwareAgent", "prov:label": agent},
        **{f"rai:{term}": text for term, text in responsible.items()},
        "distribution": [_file_object(file) for file in files],
        "recordSet": [_record_set(file) for file in files if file.fields],
    }


def offer(label: Label) -> dict[str, Any]:
    """Return what a label allows, owes and forbids as an ``odrl:Offer``."""
    duties = [{"odrl:action": {"@id": str(duty)}} for duty in sorted(label.obligations)]
    allowed = [_rule("odrl:Permission", purpose) for purpose in sorted(label.purposes)]
    for permission in allowed if duties else ():
        permission["odrl:duty"] = duties
    return {
        "@type": ["CreativeWork", "odrl:Offer"],
        "name": "Uses",
        "odrl:conflict": {"@id": "odrl:prohibit"},
        "odrl:permission": allowed,
        "odrl:prohibition": [_rule("odrl:Prohibition", purpose) for purpose in sorted(set(Purpose) - label.purposes)],
    }


def licence_url(licence: str) -> str:
    """Return the URL of an SPDX licence; an expression, or a licence of the registry's own, stands for itself."""
    plain = " " not in licence and not licence.startswith("LicenseRef-")
    return f"https://spdx.org/licenses/{licence}" if plain else licence


def _rule(kind: str, purpose: Purpose) -> dict[str, Any]:
    constraint = {
        "@type": "odrl:Constraint",
        "odrl:leftOperand": {"@id": "odrl:purpose"},
        "odrl:operator": {"@id": "odrl:eq"},
        "odrl:rightOperand": {"@id": str(purpose)},
    }
    return {"@type": kind, "odrl:action": {"@id": "odrl:use"}, "odrl:constraint": [constraint]}


def _file_object(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": file.description,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


def _record_set(file: File) -> dict[str, Any]:
    name = file.name.removesuffix(".jsonl")
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{name}/{field}",
            "name": field,
            "dataType": kind,
            "source": {
                "fileObject": {"@id": file.name},
                "readLines": True,
                "extract": {"jsonPath": f"$.{field}"},
            },
        }
        for field, kind in (file.fields or {}).items()
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{file.description} {file.records} records.",
        "accord:records": file.records,
        "field": fields,
    }
