"""The notices: what people are told about a purpose before they decide, in versions that are never changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose

CONSENT, CONTRACT = "dpv:Consent", "dpv:Contract"
"""What a use may rest on (GDPR, article 6(1)(a) and (b)): the person's consent, or what they asked for."""


@dataclass(frozen=True)
class Notice:
    """What people are told about one purpose, in one version (GDPR, articles 13 and 14)."""

    purpose: Purpose
    name: str
    """As commands and URLs spell the purpose."""
    title: str
    version: int
    language: str
    """BCP 47."""
    basis: str
    """``dpv:Consent``, or ``dpv:Contract`` for what an account is."""
    text: str
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    """Who gets any of it; empty for nobody."""
    storage: str
    retention: str
    withdrawal: str
    jurisdiction: str
    authority: str
    """Where a person can complain."""
    months: int | None = None
    """How long a consent lasts; ``None`` for as long as the account."""

    @property
    def optional(self) -> bool:
        """Whether a person may say no and keep the account."""
        return self.basis == CONSENT

    @cached_property
    def hash(self) -> str:
        """SHA-256, hexadecimal, of all that the notice says: JSON with sorted keys and no spaces, in UTF-8."""
        said = json.dumps(dataclasses.asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def covers(self, newer: Notice) -> bool:
        """Return whether somebody who agreed to this one has agreed to all that ``newer`` says.

        Consent is to one text. A contract also holds where only its words changed: the newer notice takes no more data,
        names no other recipient, and keeps nothing elsewhere or for longer.
        """
        if self.hash == newer.hash:
            return True
        return (
            self.basis == newer.basis == CONTRACT
            and self.purpose == newer.purpose
            and set(newer.data) <= set(self.data)
            and set(newer.recipients) <= set(self.recipients)
            and (newer.storage, newer.retention, newer.jurisdiction)
            == (self.storage, self.retention, self.jurisdiction)
        )


class Notices:
    """All notices that were ever published.

    Parameters
    ----------
    every : iterable of Notice
        In the order in which people are shown them.
    """

    def __init__(self, every: Iterable[Notice]) -> None:
        self.every = tuple(every)
        self._current: dict[Purpose, Notice] = {}
        for notice in self.every:
            known = self._current.get(notice.purpose)
            if known is None or known.version < notice.version:
                self._current[notice.purpose] = notice
        self._by_hash = {notice.hash: notice for notice in self.every}
        self._accepted = {
            purpose: tuple(old.hash for old in self.every if old.covers(current))
            for purpose, current in self._current.items()
        }

    @property
    def current(self) -> tuple[Notice, ...]:
        """The notice of each purpose that people are asked about now."""
        return tuple(self._current.values())

    def of(self, purpose: Purpose) -> Notice:
        """Return the current notice of a purpose.

        Raises
        ------
        InvalidParameter
            If people are not asked about the purpose.
        """
        try:
            return self._current[purpose]
        except KeyError:
            raise InvalidParameter(f"Nobody here is asked about {purpose}; {self._choice()}.") from None

    def named(self, name: str) -> Notice:
        """Return the current notice of the purpose that commands and URLs call ``name``.

        Raises
        ------
        InvalidParameter
            If none is called that.
        """
        for notice in self.current:
            if notice.name == name:
                return notice
        raise InvalidParameter(f"{name!r} is no purpose that people are asked about; {self._choice()}.")

    def with_hash(self, hash_: str) -> Notice | None:
        """Return the notice with a hash; ``None`` if it was never published."""
        return self._by_hash.get(hash_)

    def accepted(self, purpose: Purpose) -> tuple[str, ...]:
        """Return the hashes of the notices on which a use for this purpose may rest now; empty if there is none."""
        return self._accepted.get(purpose, ())

    def _choice(self) -> str:
        return f"they are asked about {', '.join(notice.name for notice in self.current if notice.optional)}"


@cache
def published() -> Notices:
    """Return the notices of this Accord, as ``notices.toml`` has them."""
    read = tomllib.loads(resources.files("accord.rights").joinpath("notices.toml").read_text(encoding="utf-8"))
    said = {name: read[name] for name in ("jurisdiction", "authority")}
    return Notices(notice_of(record | said) for record in read["notice"])


def notice_of(record: Mapping[str, Any]) -> Notice:
    """Return the notice that a record describes; line breaks at the ends of its texts do not count."""
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in record.items()
    }
    lists: dict[str, Any] = {name: tuple(record[name]) for name in ("data", "recipients")}
    return Notice(**values | lists | {"purpose": Purpose[record["purpose"]]})
