"""The index of fingerprints: copies among many strangers, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.dsp.fingerprint import RATE, Fingerprint, fingerprint
from accord.dsp.fingerprint_index import LEAST, NEIGHBOURS, Index, groups
from tests.dsp.test_fingerprint import cut, shaken, sounds


def made(keys: list[int], places: list[int]) -> Fingerprint:
    """A fingerprint of which only keys are known."""
    nothing = np.zeros(0, dtype=np.uint32)
    return Fingerprint(nothing, nothing.astype(bool), np.array(keys, np.uint32), np.array(places, np.int32))


def indexed(*several: Fingerprint) -> list[tuple[int, int]]:
    index = Index()
    for one in several:
        index.add(one)
    return index.candidates()


def test_copies_are_found_among_strangers() -> None:
    strangers = [fingerprint(*sounds(seed)) for seed in range(60)]
    whole = sounds(7)
    copies = [fingerprint(*shaken(cut(whole, 3.44, 57.0), 0.02)), fingerprint(*shaken(whole, 0.03))]
    assert set(indexed(*strangers, *copies)) == {(7, 60), (7, 61), (60, 61)}


def test_words_must_be_shared_in_step() -> None:
    second = int(RATE)
    first = made([1, 2, 3, 4], [0, 4 * second, 9 * second, 12 * second])
    assert indexed(first, made([1, 2, 4], [second, 5 * second, 13 * second])) == [(0, 1)]
    assert indexed(first, made([1, 2, 4], [second, 5 * second, 15 * second])) == []
    assert indexed(first, made([1, 2], [0, 4 * second])) == [], f"{LEAST} keys are needed"


def test_an_offset_near_a_whole_second_counts_with_its_neighbour() -> None:
    second = int(RATE)
    first = made([1, 2, 3], [second - 1, 9 * second, 12 * second])
    assert indexed(first, made([1, 2, 3], [0, 8 * second, 11 * second])) == [(0, 1)]


def test_a_recording_is_no_copy_of_itself() -> None:
    assert indexed(made([5, 5, 5, 6, 6], [0, 8, 16, 24, 32])) == []


def test_a_word_that_many_have_makes_a_chain() -> None:
    count = 3 * NEIGHBOURS
    found = indexed(*(made([1, 2, 3], [0, 8, 16]) for _ in range(count)))
    assert len(found) <= count * NEIGHBOURS
    assert groups(found) == [list(range(count))]


def test_nothing_has_no_copies() -> None:
    assert indexed() == indexed(made([], [])) == indexed(made([1], [0])) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_groups_are_what_pairs_hold_together(pairs: list[tuple[int, int]]) -> None:
    found = groups(pairs)
    place = {one: number for number, group in enumerate(found) for one in group}
    assert all(place[one] == place[other] for one, other in pairs)
    assert sorted(one for group in found for one in group) == sorted({one for pair in pairs for one in pair})
    reached = {frozenset(group) for group in found}
    for group in found:  # nothing is together that pairs do not lead from one to the other
        seen, new = set[int](), {group[0]}
        while new:
            seen |= new
            new = {b for pair in pairs for a, b in (pair, pair[::-1]) if a in new} - seen
        assert frozenset(seen) in reached
