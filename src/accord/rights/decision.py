"""May this be used for that? The one function that answers, and the one that lets a use pass or stops it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from accord.domain.errors import ConsentMissing, PurposeDenied
from accord.domain.labels import Label, Obligation, Purpose


class ConsentRef(NamedTuple):
    """The record on which a use of personal data rests."""

    record_id: str
    notice_hash: str
    """SHA-256 of the notice that the person read, hexadecimal."""


Consents = Mapping[tuple[str, Purpose], ConsentRef]
"""(listener, purpose) -> the record that is valid now; what is not valid is not in it."""

NOBODY: Consents = {}


class Decision(NamedTuple):
    """An answer with its reason."""

    allowed: bool
    purpose: Purpose
    reason: str
    """One sentence."""
    label: Label
    consents: tuple[ConsentRef, ...] = ()
    """The records on which it rests, one a subject; empty for data about nobody."""
    unasked: tuple[str, ...] = ()
    """Subjects without a valid record, where that is why it is denied."""

    @property
    def obligations(self) -> frozenset[Obligation]:
        """What the use owes."""
        return self.label.obligations


def decide(purpose: Purpose, label: Label, consents: Consents = NOBODY) -> Decision:
    """Say whether something with this label may be used for a purpose.

    Both must hold: the label allows the purpose, and every subject has a valid consent record for it. Whatever is
    missing or unknown is a no.

    Parameters
    ----------
    purpose : Purpose
        What it is to be used for.
    label : Label
        The label of what is to be used.
    consents : mapping
        The valid records by (listener, purpose).

    Returns
    -------
    Decision
    """
    if purpose not in label.purposes:
        return Decision(False, purpose, f"{_from(label.sources)} may not be used for {purpose}.", label)
    if not label.subjects:
        return Decision(True, purpose, f"{_from(label.sources)} may be used for {purpose}.", label)
    found = [consents.get((subject, purpose)) for subject in sorted(label.subjects)]
    unasked = tuple(subject for subject, ref in zip(sorted(label.subjects), found, strict=True) if ref is None)
    if unasked:
        reason = f"{len(unasked)} of the {len(found)} people concerned gave no valid consent to {purpose}."
        return Decision(False, purpose, reason, label, unasked=unasked)
    given = tuple(ref for ref in found if ref is not None)
    return Decision(True, purpose, f"All {len(given)} people concerned consented to {purpose}.", label, given)


def require(purpose: Purpose, label: Label, consents: Consents = NOBODY) -> Decision:
    """Return the decision if it allows the use.

    Raises
    ------
    PurposeDenied
        If the label does not allow the purpose.
    ConsentMissing
        If someone whom it is about has no valid consent record for the purpose.
    """
    decision = decide(purpose, label, consents)
    if not decision.allowed:
        raise (ConsentMissing if decision.unasked else PurposeDenied)(decision.reason)
    return decision


@lru_cache(1_024)
def _from(sources: frozenset[str]) -> str:
    return "What comes from " + " and ".join(sorted(sources))
