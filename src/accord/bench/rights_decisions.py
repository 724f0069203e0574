"""Decisions a second: the purposes against every source of the registry and what is derived from several of them."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from accord.domain.labels import Label, Purpose
from accord.rights.algebra import meet
from accord.rights.decision import NOBODY, ConsentRef, Consents, decide
from accord.rights.registry import OWN_LISTENING, sources

SEED = 1
DERIVED = 500
"""Labels of things that were derived from two sources."""
PEOPLE = 8
"""Listeners; the one of even number consented to everything."""


class Case(NamedTuple):
    """One question."""

    purpose: Purpose
    label: Label
    consents: Consents


def cases() -> list[Case]:
    """Return every purpose against every kind of label: of one source, of two, about nobody, one person and several."""
    chance = random.Random(SEED)
    labels = [source.label for source in sources().values()]
    pairs = list(combinations(labels, 2))
    derived = [meet(*pair) for pair in chance.sample(pairs, min(DERIVED, len(pairs)))]
    people = [f"{number:08}-0000-4000-8000-000000000000" for number in range(PEOPLE)]
    consents = {
        (listener, purpose): ConsentRef(f"record of {listener} for {purpose}", "0" * 64)
        for listener in people[::2]
        for purpose in Purpose
    }
    personal = [OWN_LISTENING.label.about(*people[:count]) for count in range(1, PEOPLE + 1)]
    personal += [OWN_LISTENING.label.about(listener) for listener in people]
    personal += [meet(OWN_LISTENING.label.about(people[0]), label) for label in labels]
    found = [Case(purpose, label, NOBODY) for label in labels + derived for purpose in Purpose]
    found += [Case(purpose, label, consents) for label in personal for purpose in Purpose]
    chance.shuffle(found)
    return found


def decisions_per_second(asked: Sequence[Case], repeat: int) -> float:
    """Return how many of the questions one core answers in a second of its time, in the best of several rounds."""
    best = float("inf")
    for _ in range(repeat):
        began = time.process_time()
        for purpose, label, consents in asked:
            decide(purpose, label, consents)
        best = min(best, time.process_time() - began)
    return len(asked) / best
