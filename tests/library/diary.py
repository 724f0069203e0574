"""A log with known content, for tests to read, damage and check."""

from __future__ import annotations

import itertools
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accord.library.log import Log
from accord.rights.log_entry import LogKind

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

BATCHES = (1, 2, 1, 5, 3, 1)
"""Entries under each checkpoint of the log that ``written`` makes."""


def log_in(home: Path) -> Log:
    """Return the log of a folder; its clock goes on one second an entry."""
    seconds = itertools.count(1_700_000_000)
    return Log(home / "log", lambda: KEY, home / "keys" / "log-head", lambda: next(seconds))


def written(home: Path) -> Log:
    """Return a log of some entries under several checkpoints."""
    log = log_in(home)
    for batch in BATCHES:
        kinds = list(itertools.islice(itertools.cycle([LogKind.GRANT, LogKind.WITHDRAWAL]), batch))
        log.append_all([(kind, {"purpose": "dpv:DataAltruism", "version": batch}, bytes(32)) for kind in kinds])
    return log
