"""Labels: nothing comes from nowhere, and nothing is widened afterwards."""

from __future__ import annotations

import dataclasses

import pytest

from accord.domain.errors import NoLabel
from accord.domain.labels import Label, Profile, Purpose


def test_a_label_without_a_source_cannot_be() -> None:
    with pytest.raises(NoLabel, match="at least one source"):
        Label(frozenset(Purpose), frozenset(), frozenset(), frozenset())


def test_a_label_cannot_be_widened_afterwards() -> None:
    label = Label(frozenset(), frozenset(), frozenset({"own-audio"}), frozenset())
    with pytest.raises(dataclasses.FrozenInstanceError):
        label.purposes = frozenset(Purpose)  # type: ignore[misc]


def test_data_about_someone_keeps_whom_it_was_about_before() -> None:
    label = Label(frozenset(), frozenset(), frozenset({"own-listening"}), frozenset({"a"}))
    assert label.about("b").subjects == {"a", "b"}
    assert label.about("b").purposes == label.purposes


def test_golden_terms() -> None:
    # Stored in every library: a term that is renamed here needs a migration.
    assert {purpose.name: purpose.value for purpose in Purpose} == {
        "SERVICE": "dpv:ServiceProvision",
        "PERSONALISATION": "dpv:ProvidePersonalisedRecommendations",
        "COMMUNITY_STATISTICS": "dpv:DataAltruism",
        "NON_COMMERCIAL_RESEARCH": "dpv:NonCommercialResearch",
        "TRAINING": "accord:ModelTraining",
        "PUBLICATION": "accord:Publication",
        "COMMERCIAL": "dpv:CommercialPurpose",
        "SALE": "dpv:SellDataToThirdParties",
    }
    assert list(Profile) == ["personal", "research", "commercial"]
