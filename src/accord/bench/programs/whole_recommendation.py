"""What a whole recommendation costs: what was heard and said, looked up, scored by all terms, ordered and explained."""

import dataclasses
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import accord
from accord.bench.recommendation.synthetic import power_law
from accord.domain.settings import load_settings
from accord.features.space import PARTS
from accord.library.catalogue import open_library
from accord.library.feedback import Kind
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend import answer, recommend
from accord.recommend.answer import Answering
from accord.recommend.learning.keeping import OF_LISTS, OF_PEOPLE
from accord.recommend.learnt import Learnt
from accord.recommend.loading import Current, Stock
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model, Parameters
from accord.recommend.model.training import train
from accord.recommend.pool import Pool
from accord.recommend.scorer import Scorer
from accord.recommend.wish import Heard, Named, Wish

NOW = 1_790_000_000
YEAR = 365 * 86_400
SITTING = 12
"""Plays without a pause."""
WARM = 5
"""Recommendations that are made before any is measured."""
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("what was heard", answer, "history"),
    ("candidates, and what models say of all tracks", recommend, "candidates"),
    ("scores of the candidates", Scorer, "totals"),
    ("order", recommend, "rank"),
    ("reasons", Scorer, "parts"),
    ("names", answer, "names"),
    ("sentences", answer, "explain"),
    ("what the answer says of itself", answer, "statement"),
)
"""What is called by what name, where."""


def version() -> str:
    """Return Accord's version."""
    return accord.__version__


def answering(path: str) -> dict[str, Any]:
    """Answer wishes of several people; return the seconds of each and of each stage, wall and CPU."""
    task = json.loads(Path(path).read_bytes())
    settings = load_settings(home=Path(task["home"]))
    with open_library(settings, create=False) as library:
        current = _spread(Stock(library).current())
        pool = current.pool
        wishes = _wishes(pool, task["plays"], task["times"] + WARM)
        shared = [
            Learnt("people", "people", "0" * 64, (), _of_people(pool, task["people"])),
            Learnt("lists", "lists", "1" * 64, (), _trained(_albums(pool), OF_LISTS)),
        ]
        shelf = _Shelf()
        asked = Answering(People(library, settings), _Stock(current), Matching(library), shelf)  # type: ignore[arg-type]
        watched = _watch()
        done = []
        for number, wish in enumerate(wishes):
            own = Learnt("sessions", str(number), "2" * 64, (), _trained(_sittings(pool, wish), OF_LISTS))
            own.items(pool)  # as a model is that was used before
            shelf.models = [*shared, own]
            watched.clear()
            began, before = time.perf_counter(), time.process_time()
            found = asked.answer(wish)
            spent = (time.perf_counter() - began, time.process_time() - before)
            reasons = sum(len(item.because) for item in found.items)
            done.append({"whole": spent, "stages": dict(watched), "items": len(found.items), "reasons": reasons})
        return {"tracks": len(pool), "answers": done[WARM:]}


class _Stock:
    def __init__(self, current: Current) -> None:
        self._current = current

    def current(self) -> Current:
        return self._current


class _Shelf:
    models: Sequence[Learnt] = ()

    def learnt(self, listener_id: str | None) -> Sequence[Learnt]:
        return self.models


def _spread(current: Current) -> Current:
    """Let every track sound a bit otherwise: the library's sound like a few pieces, to the last digit.

    Tracks of the same piece come to lie half as far apart, squared, as any two.
    """
    rng, pool = np.random.default_rng(1), current.pool
    noise = np.empty(pool.embedding.shape, dtype=np.float32)
    for part in PARTS.values():
        size = part.stop - part.start
        noise[:, part] = rng.normal(0.0, np.sqrt(0.5 / size), (len(pool), size))
    return current._replace(pool=dataclasses.replace(pool, embedding=pool.embedding + noise))


def _wishes(pool: Pool, plays: int, times: int) -> list[Wish]:
    """Return what people of about the same tastes as those of the model want."""
    keys, rows = sorted(set(pool.keys)), power_law(times, len(set(pool.keys)), float(plays)).matrix
    genres, artists, albums = sorted(pool.by_genre), sorted(pool.by_artist), sorted(pool.by_album)
    wishes = []
    for number in range(times):
        rng = np.random.default_rng(number)
        items = rng.choice(rows.indices[rows.indptr[number] : rows.indptr[number + 1]], plays)
        heard = [pool.ids[pool.row_of_key[keys[item]]] for item in items.tolist()]
        moments = np.sort(NOW - rng.integers(0, YEAR, plays)).tolist()
        likes = [(Kind.TRACK, heard[0]), (Kind.ALBUM, albums[int(rng.integers(len(albums)))])]
        likes += [(Kind.ARTIST, artists[int(rng.integers(len(artists)))])]
        likes += [(Kind.GENRE, genres[int(rng.integers(len(genres)))])] if genres else []
        wishes.append(
            Wish(
                history=tuple(Heard(id_, at=at) for id_, at in zip(heard, moments, strict=True)),
                likes=tuple(Named(*one) for one in likes),
                less=(Named(Kind.ARTIST, artists[int(rng.integers(len(artists)))]),),
                hide=(Named(Kind.TRACK, heard[-1]),),
                skips=dict.fromkeys(heard[1:20], 1),
                tuning={"target_energy": 0.6},
                weights={"popularity": 0.1},
                now=float(NOW),
            )
        )
    return wishes


def _of_people(pool: Pool, people: int) -> Model:
    keys = tuple(sorted(set(pool.keys)))
    matrix = power_law(people, len(keys), 29.3).matrix
    rows = Interactions(keys, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32))
    return train(Gram.of(rows), OF_PEOPLE)


def _albums(pool: Pool) -> list[list[str]]:
    return [[pool.keys[row] for row in rows.tolist()] for rows in pool.by_album.values()]


def _sittings(pool: Pool, wish: Wish) -> list[list[str]]:
    keys = [pool.keys[pool.row_of[one.track_id]] for one in wish.history if one.track_id]
    return [keys[first : first + SITTING] for first in range(0, len(keys), SITTING)]


def _trained(rows: list[list[str]], parameters: Parameters) -> Model:
    return train(Gram.of(Interactions.of_rows(rows)), parameters, threads=1)


def _watch() -> dict[str, tuple[float, float]]:
    """Have the stages watched; return where their wall and CPU seconds add up."""
    spent: dict[str, tuple[float, float]] = {}
    for name, owner, attribute in STAGES:
        setattr(owner, attribute, _watched(getattr(owner, attribute), name, spent))
    return spent


def _watched(stage: Callable[..., Any], name: str, spent: dict[str, tuple[float, float]]) -> Callable[..., Any]:
    def watched(*arguments: Any, **named: Any) -> Any:
        began, before = time.perf_counter(), time.process_time()
        result = stage(*arguments, **named)
        wall, cpu = spent.get(name, (0.0, 0.0))
        spent[name] = (wall + time.perf_counter() - began, cpu + time.process_time() - before)
        return result

    return watched
