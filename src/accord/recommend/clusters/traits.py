"""What sets a group of tracks apart, in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.recommend.pool import Floats, Pool, Rows
from accord.recommend.tunables import COLUMNS

Mask = NDArray[np.bool_]

CLEAR = 0.5
"""Standard deviations from which a difference is worth a word: J. Cohen, Statistical Power Analysis for the Behavioral
Sciences, 1988, calls it medium, "visible to the naked eye"."""
NAMING = 0.25
"""Share of a group's tracks that must name a genre for it to stand for the group."""
MORE = 1.3
"""Times by which a genre must be more frequent in the group than in all, to tell it from the rest."""
WORDS_IN_NAME = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """The words for the two ends of an attribute."""

    high: str | None
    low: str | None
    middle: float
    """The high word is true only above, the low word only below, however the rest is."""
    like: str | None = None
    """An attribute that says almost the same: where it has a word, this one is not in the name."""


SCALES: Mapping[str, Scale] = {
    "acousticness": Scale("acoustic", "electric", 0.5),
    "danceability": Scale("danceable", "flowing", 0.5),
    "duration_ms": Scale("long", "short", 240_000.0),
    "energy": Scale("energetic", "calm", 0.5),
    "instrumentalness": Scale("instrumental", "vocal", 0.5, like="speechiness"),
    "liveness": Scale("live", None, 0.6),
    "loudness": Scale("loud", "quiet", -14.0, like="energy"),
    "mode": Scale("major", "minor", 0.5),
    "speechiness": Scale("spoken", None, 0.33),
    "tempo": Scale("fast", "slow", 110.0),
    "valence": Scale("bright", "dark", 0.5),
}
"""Attribute -> its words."""


@dataclass(frozen=True, slots=True)
class Trait:
    """An attribute in which a group differs from the rest."""

    word: str
    attribute: str
    mean: float
    """Of the group."""
    rest: float
    """The mean of all others."""
    effect: float
    """Their difference in standard deviations of all."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A genre that a group's tracks name more often than all do."""

    genre: str
    """Normalised."""
    share: float
    """Of the group, 0 to 1."""
    of_all: float
    """Of all, 0 to 1."""


def traits(pool: Pool, rows: Rows, weights: Floats, inside: Mask) -> list[Trait]:
    """Return in what a group differs clearly from the rest, what differs most first.

    Parameters
    ----------
    pool : Pool
        All tracks.
    rows : ndarray of int, shape (n,)
        The tracks that were divided.
    weights : ndarray, shape (n,)
        What each counts.
    inside : ndarray of bool, shape (n,)
        Which are in the group.

    Returns
    -------
    list of Trait
        Empty where there is no rest.
    """
    found = []
    for name, scale in SCALES.items():
        values = pool.attributes[rows, COLUMNS[name]]
        known = ~np.isnan(values) & (weights > 0.0)
        here, there = known & inside, known & ~inside
        if not here.any() or not there.any():
            continue
        mean = float(np.average(values[here], weights=weights[here]))
        rest = float(np.average(values[there], weights=weights[there]))
        centre = np.average(values[known], weights=weights[known])
        deviation = float(np.sqrt(np.average(np.square(values[known] - centre), weights=weights[known])))
        effect = (mean - rest) / deviation if deviation > 0.0 else 0.0
        word = scale.high if effect > 0.0 else scale.low
        if word and abs(effect) >= CLEAR and (mean > scale.middle if effect > 0.0 else mean < scale.middle):
            found.append(Trait(word, name, mean, rest, effect))
    return sorted(found, key=lambda trait: (-abs(trait.effect), trait.attribute))


def tags(pool: Pool, rows: Rows, weights: Floats, inside: Mask) -> list[Tag]:
    """Return the genres that a group's tracks name more often than all do, the most telling first.

    The order is by what each adds to the divergence of the group from all (S. Kullback, R. A. Leibler, On Information
    and Sufficiency, 1951): ``share * log(share / of_all)``.

    Parameters
    ----------
    pool : Pool
        All tracks.
    rows : ndarray of int, shape (n,)
        The tracks that were divided.
    weights : ndarray, shape (n,)
        What each counts.
    inside : ndarray of bool, shape (n,)
        Which are in the group.

    Returns
    -------
    list of Tag
    """
    counted = np.zeros(len(pool))
    counted[rows] = weights
    everywhere = _named(pool, counted)
    counted[rows[~inside]] = 0.0
    here, group = _named(pool, counted), float(weights[inside].sum())
    whole = float(weights.sum())
    found = [
        Tag(genre, float(here[number]) / group, float(everywhere[number]) / whole)
        for genre, number in pool.tags.number.items()
        if here[number] > 0.0
    ]
    telling = [tag for tag in found if tag.share >= NAMING and tag.share >= MORE * tag.of_all]
    return sorted(telling, key=lambda tag: (-tag.share * np.log(tag.share / tag.of_all), tag.genre))


def _named(pool: Pool, counted: Floats) -> Floats:
    """Return how much of what is counted names each genre, in the order of their numbers."""
    tagged = pool.tags
    of_sort = np.bincount(tagged.sort, counted, len(tagged.begins) - 1)
    sums = np.bincount(tagged.numbers, np.repeat(of_sort, np.diff(tagged.begins)), len(tagged.number))
    return sums.astype(np.float64)


def names(groups: Sequence[tuple[Sequence[Trait], Sequence[Tag]]], genres: Mapping[str, str]) -> list[str]:
    """Return a name for each group: its words, then the genre that stands for it; no two are the same.

    Parameters
    ----------
    groups : sequence
        The traits and tags of each group.
    genres : mapping
        Normalised genre to its name.

    Returns
    -------
    list of str
        A group that differs in nothing is called ``mixed``, and ``everything`` where it is the only one. Where two
        would be called the same, the later one has more words, and a number where that is not enough.
    """
    named: list[str] = []
    for traits_, tags_ in groups:
        words, count = _words(traits_), WORDS_IN_NAME
        name = _name(words[:count], tags_, genres) or ("mixed" if len(groups) > 1 else "everything")
        while name in named and count < len(words):
            count += 1
            name = _name(words[:count], tags_, genres)
        again, number = name, 1
        while name in named:
            number += 1
            name = f"{again} {number}"
        named.append(name)
    return named


def _words(traits_: Sequence[Trait]) -> list[str]:
    there = {trait.attribute for trait in traits_}
    return [trait.word for trait in traits_ if SCALES[trait.attribute].like not in there]


def _name(words: Sequence[str], tags_: Sequence[Tag], genres: Mapping[str, str]) -> str:
    genre = [genres.get(tags_[0].genre, tags_[0].genre)] if tags_ else []
    return " ".join([*([", ".join(words)] if words else []), *genre])
