"""The types of rights: purposes, obligations, and the label that everything stored carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from accord.domain.errors import NoLabel


class Purpose(StrEnum):
    """What data may be used for. The values are terms of the W3C Data Privacy Vocabulary (DPV 2.3)."""

    SERVICE = "dpv:ServiceProvision"
    PERSONALISATION = "dpv:ProvidePersonalisedRecommendations"
    NON_COMMERCIAL_RESEARCH = "dpv:NonCommercialResearch"
    COMMERCIAL = "dpv:CommercialPurpose"


class Obligation(StrEnum):
    """What a use owes. The values are actions of ODRL 2.2."""

    ATTRIBUTE = "odrl:attribute"
    SHARE_ALIKE = "odrl:shareAlike"
    DELETE_ON_WITHDRAWAL = "odrl:delete"


@dataclass(frozen=True, slots=True)
class Label:
    """What may be done with something, what that owes, where it came from and whom it is about.

    Attributes
    ----------
    purposes : frozenset of Purpose
        The uses that are allowed. Empty allows nothing.
    obligations : frozenset of Obligation
        The duties that every use carries.
    sources : frozenset of str
        Ids of the sources that went into it; never empty.
    subjects : frozenset of str
        Ids of the people whom it is about; empty for data about nobody.

    Raises
    ------
    NoLabel
        If no source is named: what comes from nowhere may be used for nothing.
    """

    purposes: frozenset[Purpose]
    obligations: frozenset[Obligation]
    sources: frozenset[str]
    subjects: frozenset[str]

    def __post_init__(self) -> None:
        if not self.sources:
            raise NoLabel("A label must name at least one source.")


@dataclass(frozen=True, slots=True)
class Source:
    """Where data comes from, with the label of all that comes from it."""

    id: str
    name: str
    label: Label


OWN_AUDIO = Source(
    id="own-audio",
    name="Audio files that the operator owns",
    label=Label(
        purposes=frozenset({Purpose.SERVICE, Purpose.PERSONALISATION}),
        obligations=frozenset(),
        sources=frozenset({"own-audio"}),
        subjects=frozenset(),
    ),
)

DEMO_LIBRARY = Source(
    id="accord-demo",
    name="The demo library that Accord composes (CC0-1.0)",
    label=Label(
        purposes=frozenset(Purpose),
        obligations=frozenset(),
        sources=frozenset({"accord-demo"}),
        subjects=frozenset(),
    ),
)

OPERATOR = Source(
    id="operator",
    name="What the operator of this Accord entered: registered apps and the tokens given to them",
    label=Label(
        purposes=frozenset({Purpose.SERVICE}),
        obligations=frozenset(),
        sources=frozenset({"operator"}),
        subjects=frozenset(),
    ),
)

SOURCES: tuple[Source, ...] = (OWN_AUDIO, DEMO_LIBRARY, OPERATOR)
"""Every source that data may come from. A row of any other source cannot be inserted."""
