"""Making a model from counts, and changing it when rows come or go: to the last bit as if it were made anew."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Counts, Interactions, Ints
from accord.recommend.model.model import Model, Neighbours, Parameters, Weights
from accord.recommend.model.neighbours import empty, nearest, overtaken
from accord.recommend.model.ridge import rounded, solve

Vectors = NDArray[np.float32]
MANY = 0.25
"""Share of the items above which looking for the neighbours of all of them takes no longer than for these alone."""


def train(gram: Gram, parameters: Parameters, content: Vectors | None = None, threads: int | None = None) -> Model:
    """Return the model of some counts.

    Parameters
    ----------
    gram : Gram
        The counts.
    parameters : Parameters
        Chosen beforehand.
    content : ndarray, shape (items, d), or None
        For each item of the vocabulary a vector of length 1 at most, whose products are likeness; zeros for none.
    threads : int or None
        How many threads; by default as many as there are processors. The model is the same, to the last bit.

    Returns
    -------
    Model
    """
    chosen = parameters
    neighbours = nearest(gram, chosen.k, chosen.damping, chosen.least, threads=threads)
    shape = (gram.n_items, chosen.k)
    heard = np.zeros(shape, dtype=np.float32)
    sounds = None if content is None else np.zeros(shape, dtype=np.float32)
    _solve(gram, parameters, neighbours, np.arange(gram.n_items), content, (heard, sounds), threads)
    return _model(gram, parameters, neighbours, content, heard, sounds)


def forget(
    model: Model, gram: Gram, rows: Interactions, content: Vectors | None = None, threads: int | None = None
) -> Model:
    """Return the model that training without some rows returns, to the last bit; take them out of the counts too.

    Only some items are solved again: those whose neighbours are others now, those among whose neighbours are two of
    one row, and those with a neighbour whose ``rounded`` count changed. Of all others, nothing has changed from which
    their weights follow.

    Parameters
    ----------
    model : Model
        What was trained on the counts.
    gram : Gram
        The counts, with the rows; on return, without them.
    rows : Interactions
        The rows of whoever is to be forgotten.
    content : ndarray, shape (items, d), or None
        As in training.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        The rows were not all counted, or the model was not made of these counts; nothing has changed then.
    """
    place = _places(model, gram.ids, gram.totals, content)
    gram.subtract(rows)
    return _without(model, place, gram, rows, content, threads)


def follow(
    model: Model, gram: Gram, rows: Interactions, content: Vectors | None = None, threads: int | None = None
) -> Model:
    """Return what ``forget`` returns, where the rows are out of the counts already.

    Parameters
    ----------
    model : Model
        What was trained on the counts before.
    gram : Gram
        The counts without the rows, over the vocabulary of before.
    rows : Interactions
        The rows that were taken out.
    content : ndarray, shape (items, d), or None
        As in training.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    Model

    Raises
    ------
    ValueError
        The model was not made of the counts with the rows.
    """
    place = _places(model, gram.ids, _with(gram.totals, rows.over(gram.ids)), content)
    return _without(model, place, gram, rows, content, threads)


def _with(totals: Counts, rows: Interactions) -> Counts:
    """Return in how many rows each item is, if some are added."""
    return totals + np.bincount(rows.items, minlength=len(totals)).astype(np.int32)


def _without(
    model: Model, place: Ints, gram: Gram, rows: Interactions, content: Vectors | None, threads: int | None
) -> Model:
    """Return a model of counts from which rows were just taken."""
    rows = rows.over(gram.ids)
    rarer = np.unique(rows.items).astype(np.int64)
    if len(rarer) > MANY * gram.n_items:
        return train(gram, model.parameters, content, threads)
    old, chosen = _spread(model, place, gram.n_items), model.parameters
    sought = np.union1d(rarer, overtaken(gram, old, rarer, chosen.damping, chosen.least, threads))
    before = rounded(_with(gram.totals, rows))
    stale = _Stale(sought, np.flatnonzero(rounded(gram.totals) != before), rows)
    return _renewed(model, place, old, gram, stale, content, threads)


def learn(
    model: Model, gram: Gram, rows: Interactions, content: Vectors | None = None, threads: int | None = None
) -> tuple[Model, Gram]:
    """Return the model that training with more rows returns, to the last bit, and the counts with them.

    Parameters
    ----------
    model : Model
        What was trained on the counts.
    gram : Gram
        The counts, without the rows.
    rows : Interactions
        The rows that come; they may hold new items.
    content : ndarray, shape (items, d), or None
        As in training, for each item of the two vocabularies together.
    threads : int or None
        How many threads; by default as many as there are processors.

    Returns
    -------
    model : Model
    gram : Gram

    Raises
    ------
    ValueError
        The model was not made of these counts.
    """
    before, gram = gram, gram.plus(rows)
    place, rows = _where(before.ids, gram.ids), rows.over(gram.ids)
    totals = np.zeros_like(gram.totals)
    totals[place] = before.totals
    place = place[_places(model, before.ids, before.totals, None if content is None else content[place])]
    old = _spread(model, place, gram.n_items)
    commoner = np.unique(rows.items).astype(np.int64)
    sought = np.union1d(commoner, np.flatnonzero(_with_any(old, commoner)))
    if len(sought) > MANY * gram.n_items:
        return train(gram, model.parameters, content, threads), gram
    stale = _Stale(sought, np.flatnonzero(rounded(gram.totals) != rounded(totals)), rows)
    return _renewed(model, place, old, gram, stale, content, threads), gram


class _Stale(NamedTuple):
    """What may differ after rows came or went."""

    sought: Ints
    """Items whose neighbours have to be looked for."""
    diagonal: Ints
    """Items whose rounded count differs."""
    rows: Interactions
    """The rows: every pair in one of them has another count."""


def _renewed(
    model: Model, place: Ints, old: Neighbours, gram: Gram, stale: _Stale, content: Vectors | None, threads: int | None
) -> Model:
    """Return a model of which only what is stale is made anew."""
    chosen, sought = model.parameters, stale.sought
    found = nearest(gram, chosen.k, chosen.damping, chosen.least, sought, threads)
    changed = (found.items != old.items[sought]).any(axis=1) | (found.support != old.support[sought]).any(axis=1)
    for before, now in zip(old, found, strict=True):
        before[sought] = now
    again = _with_any(old, stale.diagonal) | _with_pair(old, stale.rows)
    again[sought] |= changed
    heard = np.zeros(old.items.shape, dtype=np.float32)
    heard[place] = model.heard
    sounds = None if model.sounds is None else np.zeros_like(heard)
    if sounds is not None:
        sounds[place] = model.sounds
    _solve(gram, chosen, old, np.flatnonzero(again), content, (heard, sounds), threads)
    return _model(gram, chosen, old, content, heard, sounds)


def _solve(
    gram: Gram,
    parameters: Parameters,
    neighbours: Neighbours,
    which: Ints,
    content: Vectors | None,
    weights: tuple[Weights, Weights | None],
    threads: int | None,
) -> None:
    """Solve some items and write their weights."""
    solved = solve(gram, neighbours, which, parameters.penalty, content, threads)
    for target, now in zip(weights, solved, strict=True):
        if target is not None and now is not None:
            target[which] = now


def _model(
    gram: Gram,
    parameters: Parameters,
    neighbours: Neighbours,
    content: Vectors | None,
    heard: Weights,
    sounds: Weights | None,
) -> Model:
    """Return a model of the items that are left in the counts."""
    left = np.flatnonzero(gram.totals)
    digest = _digest(content, left)
    if len(left) == gram.n_items:
        return Model(gram.ids, parameters, digest, gram.totals.copy(), neighbours, heard, sounds)
    ids = tuple(gram.ids[item] for item in left)
    position = np.full(gram.n_items + 1, -1, dtype=np.int32)
    position[left] = np.arange(len(left), dtype=np.int32)
    kept = Neighbours(position[neighbours.items[left]], neighbours.support[left], neighbours.sizes[left])
    heard, sounds = heard[left], None if sounds is None else sounds[left]
    return Model(ids, parameters, digest, gram.totals[left], kept, heard, sounds)


def _places(model: Model, ids: tuple[str, ...], totals: Counts, content: Vectors | None) -> Ints:
    """Return where the items of a model stand among those of the counts that it was made of."""
    left = np.flatnonzero(totals)
    if not np.array_equal(totals[left], model.totals) or [ids[item] for item in left] != list(model.ids):
        raise ValueError("the model was not made of these counts")
    if _digest(content, left) != model.content:
        raise ValueError("the model was not made with this content")
    return left


def _where(ids: tuple[str, ...], among: tuple[str, ...]) -> Ints:
    place = {id_: position for position, id_ in enumerate(among)}
    return np.array([place[id_] for id_ in ids], dtype=np.int64)


def _spread(model: Model, place: Ints, n: int) -> Neighbours:
    """Return a copy of a model's neighbours, over a vocabulary of n items in which its own stand at ``place``."""
    wide = empty(n, model.parameters.k)
    to = np.append(place, -1).astype(np.int32)
    wide.items[place] = to[model.neighbours.items]
    wide.support[place] = model.neighbours.support
    wide.sizes[place] = model.neighbours.sizes
    return wide


def _with_any(neighbours: Neighbours, some: Ints) -> NDArray[np.bool_]:
    """Tell for each item whether one of some is among its neighbours."""
    among = np.zeros(len(neighbours.sizes) + 1, dtype=np.bool_)  # the last one answers for unused places, -1
    among[some] = True
    return np.asarray(among[neighbours.items].any(axis=1))


def _with_pair(neighbours: Neighbours, rows: Interactions) -> NDArray[np.bool_]:
    """Tell for each item whether two of its neighbours are in one of some rows."""
    found = np.zeros(len(neighbours.sizes), dtype=np.bool_)
    for start in range(0, len(rows), 64):
        some = rows.select(np.arange(start, min(start + 64, len(rows))))
        bit = np.uint64(1) << np.repeat(np.arange(len(some), dtype=np.uint64), np.diff(some.indptr))
        marks = np.zeros(rows.n_items, dtype=np.uint64)
        np.bitwise_or.at(marks, some.items, bit)
        _mark_pairs(neighbours.items, neighbours.sizes, marks, found)
    return found


@njit(cache=True, nogil=True)
def _mark_pairs(items, sizes, marks, found):  # type: ignore[no-untyped-def]
    for item in range(len(sizes)):
        once = twice = np.uint64(0)
        for place in range(0 if found[item] else sizes[item]):
            mark = marks[items[item, place]]
            twice |= once & mark
            once |= mark
        found[item] |= twice != 0


def _digest(content: Vectors | None, left: Ints) -> str:
    """Return the SHA-256 of the vectors of the items that are left."""
    if content is None:
        return ""
    return hashlib.sha256(np.ascontiguousarray(content[left], "<f4").data).hexdigest()
