"""What a check of ``accord doctor`` found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    subject: str
    says: str
    remedy: str | None = None
    """What to do; ``None`` where all is well."""
    broken: bool = False
    """True where Accord cannot work like that."""
