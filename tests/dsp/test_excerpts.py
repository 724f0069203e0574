"""Excerpts: the whole of what is short, even stretches of what is long, the same whatever the blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from accord.dsp.excerpts import COUNT, Excerpts
from tests.sounds import Sound

LENGTH = 10


def excerpts_of(samples: int, sizes: list[int]) -> Sound:
    """The excerpts of 0, 1, 2 ... in blocks of the sizes given, the rest in one."""
    y, excerpts, first = np.arange(samples, dtype=np.float32), Excerpts(LENGTH), 0
    for size in sizes:
        excerpts.add(y[first : first + size])
        first += size
    excerpts.add(y[first:])
    return excerpts.joined()


def test_nothing_gives_nothing() -> None:
    assert excerpts_of(0, []).shape == (0,)


def test_a_short_stream_is_kept_whole() -> None:
    for samples in (1, LENGTH, LENGTH + 3, COUNT * LENGTH):
        np.testing.assert_array_equal(excerpts_of(samples, []), np.arange(samples))


@given(st.integers(2 * COUNT, 100 * COUNT))
def test_stretches_of_a_long_stream_are_spread_over_it(stretches: int) -> None:
    starts = excerpts_of(stretches * LENGTH, []).reshape(COUNT, LENGTH)[:, 0] / LENGTH
    wanted = (np.arange(COUNT) + 0.5) * stretches / COUNT
    assert np.abs(starts - wanted).max() <= 2.0 * stretches / COUNT
    assert (np.diff(starts) >= 1.0).all()
    assert np.diff(starts).max() <= 4.0 * stretches / COUNT


@given(st.integers(0, 2000), st.lists(st.integers(0, 300), max_size=9))
def test_blocks_do_not_matter(samples: int, sizes: list[int]) -> None:
    np.testing.assert_array_equal(excerpts_of(samples, sizes), excerpts_of(samples, []))


def test_what_was_kept_is_not_changed_by_whoever_uses_the_block_again() -> None:
    excerpts, block = Excerpts(LENGTH), np.ones(LENGTH, dtype=np.float32)
    excerpts.add(block)
    block[:] = 0.0
    assert excerpts.joined().sum() == LENGTH
