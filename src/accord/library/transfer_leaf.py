"""Exports and imports in the log, and the entries about one listener with what they commit to."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from accord.library.parts import Parts
from accord.rights.log_entry import LogKind, commitment

_LINES = 10_000
_MARK = b'"commitment":"'


def note(parts: Parts, kind: LogKind, listener_id: str, facts: Mapping[str, str | int]) -> int:
    """Log an export or import, and note it in the listener's journal; return the entry's index."""
    event = {"listener": listener_id, "at": int(time.time()), "what": kind.value, "nonce": secrets.token_hex(16)}
    leaf = parts.log.append(kind, facts, commitment(parts.vault.log_salt(listener_id), event))
    parts.listening.write_decision(listener_id, event | {"leaf": leaf})
    return leaf


def openings(parts: Parts, listener_id: str, decisions: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each entry of the log that is about a listener, with the event that it commits to.

    Parameters
    ----------
    parts : Parts
        The open library.
    listener_id : str
        Who.
    decisions : sequence of mapping
        The listener's journal.

    Yields
    ------
    dict
        ``leaf`` (the index), ``commitment`` and ``event``.
    """
    salt = parts.vault.log_salt(listener_id)
    events = [{name: value for name, value in one.items() if name != "leaf"} for one in decisions]
    for record in parts.consents.records(listener_id):
        for number, event in enumerate(record.events):
            events.append(
                {
                    "listener": listener_id,
                    "record_id": record.id,
                    "state": event.state.value,
                    "at": event.at,
                    "nonce": f"{record.id}/{number}",
                }
            )
    wanted = {commitment(salt, event).hex().encode(): event for event in events if event.get("nonce")}
    for start in range(0, parts.log.size if wanted else 0, _LINES):
        stop = min(start + _LINES, parts.log.size)
        for index, line in enumerate(parts.log.lines(start, stop), start):
            at = line.find(_MARK) + len(_MARK)
            if (found := wanted.get(line[at : at + 64])) is not None:
                yield {"leaf": index, "commitment": line[at : at + 64].decode(), "event": found}
