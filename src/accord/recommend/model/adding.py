"""The loops behind a model's scores, compiled. Apart, so that whoever only reads models need not load a compiler."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def turned(neighbours, sizes, weights):  # type: ignore[no-untyped-def]
    """Return for each item whose neighbour it is and with what weight: where each begins, whose, the weights."""
    n = len(sizes)
    begin = np.zeros(n + 1, dtype=np.int64)
    for item in range(n):
        for place in range(sizes[item]):
            begin[neighbours[item, place] + 1] += 1
    for item in range(n):
        begin[item + 1] += begin[item]
    followers, there = np.empty(begin[n], dtype=np.int32), np.empty(begin[n])
    fill = begin[:-1].copy()
    for item in range(n):
        for place in range(sizes[item]):
            at = fill[neighbours[item, place]]
            followers[at], there[at] = item, weights[item, place]
            fill[neighbours[item, place]] = at + 1
    return begin, followers, there


@njit(cache=True, nogil=True)
def add(begin, followers, weights, history, scores):  # type: ignore[no-untyped-def]
    """Add to the scores what each item of a history gives to those whose neighbour it is."""
    for item in history:
        for at in range(begin[item], begin[item + 1]):
            scores[followers[at]] += weights[at]


@njit(cache=True, nogil=True)
def shared(neighbours, size, history):  # type: ignore[no-untyped-def]
    """Return at which places of a list something of a history stands; both ascend."""
    places, found, at = np.empty(min(size, len(history)), dtype=np.int64), 0, 0
    for place in range(size):
        while at < len(history) and history[at] < neighbours[place]:
            at += 1
        if at < len(history) and history[at] == neighbours[place]:
            places[found] = place
            found += 1
    return places[:found]
