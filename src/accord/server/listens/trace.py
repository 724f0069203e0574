"""What is left of a change to someone's listening: a leaf in the log that names nobody, and its meaning for them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping

from accord.domain.entities import Listener
from accord.library.people import People
from accord.rights.log_entry import LogKind, commitment


def leave_trace(people: People, listener: Listener, kind: LogKind, facts: Mapping[str, str | int]) -> None:
    """Append a leaf to the log, and to the listener's journal what it commits to.

    Parameters
    ----------
    people : People
        Keeps both.
    listener : Listener
        Whose listening it is about.
    kind : LogKind
        What was done.
    facts : mapping
        What anyone may know of it.
    """
    about = {"listener": listener.id, "at": int(time.time()), "done": str(kind), "nonce": secrets.token_hex(16)}
    event = {**facts, **about}
    leaf = people.log.append(kind, facts, commitment(people.vault.log_salt(listener.id), event))
    people.listening.write_decision(listener.id, event | {"leaf": leaf})
