"""The truth table: what may be done with what comes from each source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accord.domain.labels import Purpose, Source
from accord.rights.decision import decide
from accord.rights.registry import sources


@dataclass(frozen=True, slots=True)
class Row:
    """One source, and the decision for every purpose."""

    source: Source
    allowed: dict[Purpose, bool]


def table(of: Iterable[Source] | None = None) -> list[Row]:
    """Return the decision for every source and purpose, made by ``decide`` like every other.

    Parameters
    ----------
    of : iterable of Source, optional
        The sources; all of the registry, in its order, where left out.

    Returns
    -------
    list of Row
    """
    listed = sources().values() if of is None else of
    return [Row(source, {purpose: decide(purpose, source.label).allowed for purpose in Purpose}) for source in listed]
