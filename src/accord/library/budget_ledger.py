"""What was spent on shared sums: kept in the folder of keys, which is in no backup, and in the log.

A release counts if either of the two knows of it. So neither an old backup of the data folder nor an old copy of the
folder of keys gives back what was spent; only both together would.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import Any

from accord.domain.errors import StoreError
from accord.library.durable import append, locked, make_folder, named_failures, sync_folder
from accord.library.log import Log
from accord.rights.log_entry import LogKind, entry_of
from accord.rights.privacy_budget import Cost, require_affordable, total

_MARK = b'"rho":'
_LINES = 10_000


class BudgetLedger:
    """The ledger of one Accord. Nothing is touched before it is needed.

    Parameters
    ----------
    folder : Path
        The folder of keys.
    log : Log
        Gets an entry for each release.
    """

    def __init__(self, folder: Path, log: Log) -> None:
        self._path = folder / "community-budget.jsonl"
        self._log = log

    def releases(self) -> dict[str, Cost]:
        """Return what each release cost, by its id.

        Raises
        ------
        StoreError
            If the ledger cannot be read or a line of it is damaged: what was spent is then not known.
        LogBroken
            If the log is not what was logged.
        """
        return {**dict(self._logged()), **dict(self._written())}

    def spend(self, release_id: str, cost: Cost, facts: Mapping[str, str | int]) -> int:
        """Spend on a release before anything is read for it; on return that is on the disk, and in the log.

        Whatever becomes of the release, what was spent on it is not given back.

        Parameters
        ----------
        release_id : str
            Names the release.
        cost : Cost
            What it costs.
        facts : mapping
            What else the log says of it.

        Returns
        -------
        int
            The index of the log's entry.

        Raises
        ------
        BudgetSpent
            If there is not enough left. Nothing is spent then.
        StoreError
            If the ledger cannot be read or written.
        """
        spent = {"rho": str(cost.rho), "delta": str(cost.delta)}
        with named_failures(self._path):
            make_folder(self._path.parent)
            with locked(self._path) as descriptor:
                require_affordable(cost, total(self.releases().values()))
                # A line without an end was being written when the power went: nothing was read for that release.
                whole = len(_whole_lines(self._path.read_bytes()))
                os.ftruncate(descriptor, whole)
                os.lseek(descriptor, whole, os.SEEK_SET)
                append(descriptor, json.dumps({"release": release_id, **spent}).encode() + b"\n")
                sync_folder(self._path.parent)
                return self._log.append(LogKind.EXPORT, {**facts, "derived": release_id, **spent})

    def _written(self) -> Iterator[tuple[str, Cost]]:
        written = b""
        with named_failures(self._path), suppress(FileNotFoundError):
            written = self._path.read_bytes()
        for number, line in enumerate(_whole_lines(written).splitlines(), 1):
            try:
                record = json.loads(line)
                yield str(record["release"]), _cost(record)
            except (ValueError, TypeError, KeyError, DecimalException) as error:
                raise StoreError(f"Line {number} of {self._path} is damaged.") from error

    def _logged(self) -> Iterator[tuple[str, Cost]]:
        size = self._log.size
        for start in range(0, size, _LINES):
            for line in self._log.lines(start, min(start + _LINES, size)):
                if _MARK in line and (entry := entry_of(line)).kind is LogKind.EXPORT:
                    yield str(entry.facts["derived"]), _cost(entry.facts)


def _cost(record: Mapping[str, Any]) -> Cost:
    return Cost(Decimal(record["rho"]), Decimal(record["delta"]))


def _whole_lines(written: bytes) -> bytes:
    return written[: written.rfind(b"\n") + 1]
