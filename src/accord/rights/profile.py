"""What an Accord is run for, and what that demands of everything it uses."""

from __future__ import annotations

from collections.abc import Mapping

from accord.domain.labels import Profile, Purpose

DEMANDS: Mapping[Profile, frozenset[Purpose]] = {
    Profile.PERSONAL: frozenset({Purpose.SERVICE}),
    Profile.RESEARCH: frozenset({Purpose.SERVICE, Purpose.NON_COMMERCIAL_RESEARCH}),
    Profile.COMMERCIAL: frozenset({Purpose.SERVICE, Purpose.COMMERCIAL}),
}
"""The purposes for which data and weights must be usable, for a server of that profile to use them at all."""


def purposes_of(profile: Profile) -> frozenset[Purpose]:
    """Return what everything that an Accord of this profile uses must be allowed for."""
    return DEMANDS[profile]


DEMANDS_OF_MODELS: Mapping[Profile, frozenset[Purpose]] = {
    Profile.PERSONAL: frozenset({Purpose.SERVICE, Purpose.PERSONALISATION}),
    Profile.RESEARCH: frozenset({Purpose.NON_COMMERCIAL_RESEARCH}),
    Profile.COMMERCIAL: frozenset({Purpose.SERVICE, Purpose.PERSONALISATION, Purpose.COMMERCIAL}),
}
"""The purposes for which a trained model must be usable, for an Accord of that profile to train it or to answer by it.

Where all that is done is research, recommending is research too: what may be used for nothing else, may be used there.
"""
