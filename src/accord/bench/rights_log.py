"""The log at its size: how long it takes to check all of it, and to prove one entry."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accord.domain.labels import Purpose
from accord.library.log import Log
from accord.library.vault import Vault
from accord.rights.log_entry import LogKind

AT_ONCE = 100
"""Entries under one checkpoint, as when many requests come together."""
PROOFS = 200
SEED = 1
COMMITMENT = b"\x5a" * 32


@dataclass(frozen=True, slots=True)
class LogTimes:
    """What was measured."""

    entries: int
    checkpoints: int
    added: float
    """Seconds in which all were added."""
    verified: float
    """Seconds in which all were verified."""
    proof: float
    """Seconds for one proof of inclusion, median."""
    slowest_proof: float


def log_times(folder: Path, entries: int, say: Callable[[str], None]) -> LogTimes:
    """Fill a log, verify it as the auditor does, and prove some of its entries.

    Parameters
    ----------
    folder : Path
        An empty folder.
    entries : int
        How many to add.
    say : callable
        Is told each step in a few words.
    """
    log = Log(folder / "log", Vault(folder / "keys").signing_key, folder / "keys" / "log-head")
    wanted = (LogKind.USE, {"purpose": str(Purpose.SERVICE), "what": "listens"}, COMMITMENT)
    began = time.perf_counter()
    for start in range(0, entries, AT_ONCE):
        if start % (100 * AT_ONCE) == 0:
            say(f"adding entry {start:,} of {entries:,} to a log")
        log.append_all([wanted] * min(AT_ONCE, entries - start))
    added = time.perf_counter() - began
    say(f"verifying {entries:,} entries")
    began = time.perf_counter()
    verified = log.verify()
    took = time.perf_counter() - began
    chance, proofs = random.Random(SEED), []
    for _ in range(PROOFS):
        index = chance.randrange(entries)
        began = time.perf_counter()
        log.prove(index)
        proofs.append(time.perf_counter() - began)
    return LogTimes(verified.size, verified.checkpoints, added, took, statistics.median(proofs), max(proofs))
