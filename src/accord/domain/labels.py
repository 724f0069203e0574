"""The types of rights: purposes, obligations, profiles, and the label that everything stored carries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from accord.domain.errors import NoLabel


class Purpose(StrEnum):
    """What data may be used for.

    The values are terms of the W3C Data Privacy Vocabulary (DPV 2.3), and ``accord:`` terms where it has none.
    """

    SERVICE = "dpv:ServiceProvision"
    """Kept, shown and answered to the people of this Accord."""
    PERSONALISATION = "dpv:ProvidePersonalisedRecommendations"
    """Analysed, clustered and learned from, for the person themselves."""
    COMMUNITY_STATISTICS = "dpv:DataAltruism"
    """Counted together with others' into statistics that the community shares."""
    NON_COMMERCIAL_RESEARCH = "dpv:NonCommercialResearch"
    TRAINING = "accord:ModelTraining"
    """Learned from into a model that serves others than the person whose data it is."""
    PUBLICATION = "accord:Publication"
    """Made public, or handed on to others, for free."""
    COMMERCIAL = "dpv:CommercialPurpose"
    """Used in a product or service that earns money."""
    SALE = "dpv:SellDataToThirdParties"
    """The data itself is sold."""


class Obligation(StrEnum):
    """What a use owes. The values are actions of ODRL 2.2."""

    ATTRIBUTE = "odrl:attribute"
    SHARE_ALIKE = "odrl:shareAlike"
    DELETE_ON_WITHDRAWAL = "odrl:delete"
    OBTAIN_CONSENT = "odrl:obtainConsent"


class Profile(StrEnum):
    """What an Accord is run for; a server refuses whatever may not be used for that."""

    PERSONAL = "personal"
    RESEARCH = "research"
    COMMERCIAL = "commercial"


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
        Ids of the listeners whom it is about; empty for data about nobody here.

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

    def about(self, *subjects: str) -> Label:
        """Return this label for data about some listeners."""
        return Label(self.purposes, self.obligations, self.sources, self.subjects.union(subjects))


@dataclass(frozen=True, slots=True)
class Source:
    """Where data comes from, with the label of all that comes from it: one reviewed record of the registry."""

    id: str
    name: str
    kind: str
    """``audio``, ``metadata``, ``listening``, ``features``, ``model`` or ``own``."""
    fields: tuple[str, ...]
    """The fields of the data set that the record speaks of; ``("*",)`` for all."""
    licence: str
    """SPDX expression, or a ``LicenseRef-`` of the registry."""
    label: Label
    stored: bool
    """Whether rows of it may exist in a library at all. False for what Accord refuses to hold."""
    people: str
    """Whom it is about, in words; ``nobody`` for data about nobody."""
    clause: str
    """What its terms say, in a few words of our own."""
    where: str
    """Where the terms stand."""
    read: datetime.date
    """When a person last read them."""
    instead: str
    """What would be lawful where a use is not."""
    words: tuple[str, ...]
    """How people name it in questions, in lower case."""
