"""The form in which one listener's data travels: the members of the archive, and the lines of each.

=============================  ==================================================================================
``profile.json``               who it is, of which form and version, and what opens the entries of the log
``listens.jsonl``              what was heard, field by field, oldest first
``listenbrainz/listens.jsonl`` the same in the form that ListenBrainz takes and gives
``tables/NAME.jsonl``          every row about the listener, table by table, as it is kept
``consents.jsonld``            the consent records in terms of ISO/IEC TS 27560 and DPV
``decisions.jsonl``            what was decided about the listener, and on which consent
``log.jsonl``                  the entries of the log that are about the listener, with what they commit to
``derived/...``                files that were made from their data alone
``README.md``                  what all of this is
``manifest.json``              the description in Croissant, with size and SHA-256 of every member
=============================  ==================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from accord.domain.entities import Listen

FORMAT = "accord-listener"
VERSION = 1
"""Version of the form; a change that an older Accord would misread raises it."""

PROFILE = "profile.json"
LISTENS = "listens.jsonl"
LISTENBRAINZ = "listenbrainz/listens.jsonl"
CONSENTS = "consents.jsonld"
DECISIONS = "decisions.jsonl"
OPENINGS = "log.jsonl"
README = "README.md"
MANIFEST = "manifest.json"
DERIVED = "derived/"

LISTEN_FIELDS: Mapping[str, str] = {
    "listened_at": "sc:Integer",
    "artist_name": "sc:Text",
    "track_name": "sc:Text",
    "release_name": "sc:Text",
    "source_id": "sc:Text",
    "inserted_at": "sc:Integer",
    "recording_mbid": "sc:Text",
    "isrc": "sc:Text",
    "duration": "sc:Float",
}
"""Fields of a line of ``listens.jsonl`` beside ``additional_info``, with their types."""

ABOUT = """\
This archive holds all that an Accord kept about one listener. `manifest.json` describes it (Croissant 1.1, JSON-LD):
what may be done with it, where it comes from, and the SHA-256 of every file.

- `listens.jsonl`: what was heard, one JSON object a line, times in seconds since 1970 (UTC).
- `listenbrainz/listens.jsonl`: the same, as ListenBrainz imports it.
- `consents.jsonld`: consent records, ISO/IEC TS 27560 in terms of the W3C Data Privacy Vocabulary.
- `decisions.jsonl`, `log.jsonl`: each use of the data, and the entries of the public log that speak of it. An entry has
  a commitment, the HMAC-SHA256 of the event as canonical JSON under the salt in `profile.json`. Keep the salt to
  yourself: who has it can tell which entries are about you.
- `tables/`: the rows themselves, `derived/`: what was made from them.

Another Accord takes all of it in: `accord me import FILE --as NAME`.
"""


def table_member(table: str) -> str:
    """Return the member that holds the rows of a table."""
    return f"tables/{table}.jsonl"


def line_of(listen: Listen) -> dict[str, Any]:
    """Return a listen as a line of ``listens.jsonl``."""
    line: dict[str, Any] = {field.name: getattr(listen, field.name) for field in fields(Listen)}
    return line | {"additional_info": dict(listen.additional_info)}
