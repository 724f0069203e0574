"""Labels: nothing comes from nowhere, and every registered source is whole."""

from __future__ import annotations

import dataclasses

import pytest

from accord.domain.errors import NoLabel
from accord.domain.labels import DEMO_LIBRARY, OPERATOR, OWN_AUDIO, SOURCES, Label, Purpose, Source


def test_a_label_without_a_source_cannot_be() -> None:
    with pytest.raises(NoLabel, match="at least one source"):
        Label(frozenset(Purpose), frozenset(), frozenset(), frozenset())


def test_a_label_cannot_be_widened_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        OWN_AUDIO.label.purposes = frozenset(Purpose)  # type: ignore[misc]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_labels_what_comes_from_it(source: Source) -> None:
    assert source.name
    assert source.label.sources == {source.id}
    assert source.label.purposes, "a source that allows nothing need not be read"


def test_ids_of_sources_differ() -> None:
    assert len({source.id for source in SOURCES}) == len(SOURCES)


def test_owned_audio_is_for_its_owner_and_the_demo_for_everything() -> None:
    assert OWN_AUDIO.label.purposes == {Purpose.SERVICE, Purpose.PERSONALISATION}
    assert Purpose.COMMERCIAL not in OPERATOR.label.purposes
    assert DEMO_LIBRARY.label.purposes == set(Purpose)


def test_golden_terms() -> None:
    # Stored in every library: a term that is renamed here needs a migration.
    assert {purpose.name: purpose.value for purpose in Purpose} == {
        "SERVICE": "dpv:ServiceProvision",
        "PERSONALISATION": "dpv:ProvidePersonalisedRecommendations",
        "NON_COMMERCIAL_RESEARCH": "dpv:NonCommercialResearch",
        "COMMERCIAL": "dpv:CommercialPurpose",
    }
