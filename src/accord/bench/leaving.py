"""``accord bench leaving``: how soon a withdrawal is answered, and how soon no model knows the person any more."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.bench.document import table
from accord.bench.machine import machine_line
from accord.bench.recommendation.synthetic import power_law
from accord.domain.entities import Listen, ScannedFile, Tags
from accord.domain.ids import track_id
from accord.domain.labels import Purpose
from accord.domain.settings import load_settings
from accord.library.people import People, open_people
from accord.recommend.learning.keeping import OF_PEOPLE, keep
from accord.recommend.learning.leaving import Leaving
from accord.recommend.learning.people_model import inputs_of
from accord.recommend.learning.trainer import Trainer
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model
from accord.recommend.model.training import train
from accord.rights.registry import OWN_AUDIO, OWN_LISTENING

MEAN = 100.0
"""Draws of a listener, without repeats fewer."""
AT_ONCE = 2_000
BEGAN, APART = 1_700_000_000, 300
PERCENTILES = {"median": 50, "90th percentile": 90}
EACH = 3
"""Listeners of each length who leave."""


class Spent(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Left:
    """One listener who withdrew."""

    whose: str
    """How much they had heard, among all."""
    recordings: int
    first: Spent
    """Until the first receipt: out of the counts, and the old model ended."""
    whole: Spent
    """Until the second: the new model is kept."""
    anew: Spent
    """Counting the rows of all others, which are in memory, training, and keeping that model."""
    same: bool
    """Whether the two models are the same, by SHA-256."""


@dataclass(frozen=True, slots=True)
class LeavingTimes:
    """What was measured."""

    listeners: int
    items: int
    interactions: int
    left: tuple[Left, ...]
    retraining: Spent
    """``accord train`` where nothing is kept: everybody's listening is read again."""


def leaving_times(listeners: int, items: int, say: Callable[[str], None]) -> LeavingTimes:
    """Let listeners leave the model of a library, and train it without them.

    Parameters
    ----------
    listeners, items : int
        How many people share what they heard of how many recordings.
    say : callable
        Is told each step in a few words.
    """
    heard = power_law(listeners, items, MEAN, seed=3).matrix
    rows = [heard.indices[heard.indptr[n] : heard.indptr[n + 1]] for n in range(listeners)]
    with tempfile.TemporaryDirectory() as folder, open_people(load_settings(home=Path(folder) / "home")) as people:
        say(f"storing {items:,} tracks")
        _stock(people, items)
        ids = [_join(people, number, row, say) for number, row in enumerate(rows)]
        say("training")
        Trainer(people).people()
        leaving = Leaving(people)
        _, *left = [_leave(people, leaving, whose, id_, say) for whose, id_ in _chosen(ids, rows)]  # the first warms up
        say("training anew")
        people.models.counts.drop()
        retraining = _timed(lambda: Trainer(people).people())
    return LeavingTimes(listeners, items, int(heard.nnz), tuple(left), retraining)


def leaving_report(times: LeavingTimes) -> str:
    """Return what ``accord bench leaving`` prints and writes."""
    command = f"accord bench leaving --listeners {times.listeners} --tracks {times.items}"
    what = (
        f"{times.listeners:,} listeners of invented taste who share {times.interactions:,} recordings that they heard, "
        f"out of {times.items:,}, in a library of their own. {EACH} of each length withdraw, one by one. Until "
        "the first receipt they are taken out of the counts and the old model ends; until the second the new one is "
        "worked out and kept. Medians; CPU time of all cores, and beside it the time by the clock, in which the disk "
        "and whatever else the machine does have a part. Training from rows in memory counts, solves and keeps, but "
        "reads nothing; what Accord would have to do is in the line below, for rows are made of listening."
    )
    return "\n\n".join(
        ["## How soon", f"Measured {machine_line()} Repeat with `{command} --update`.", what, _table(times)]
    )


def _table(times: LeavingTimes) -> str:
    rows = []
    for name in dict.fromkeys(one.whose for one in times.left):
        some = [one for one in times.left if one.whose == name]
        rows += [
            [f"**withdrawing, {name} ({some[0].recordings} recordings)**", "", "", ""],
            ["until the first receipt", *_median([one.first for one in some]), ""],
            ["until the second receipt", *_median([one.whole for one in some]), ""],
            ["training without them, from rows in memory", *_median([one.anew for one in some]), ""],
            ["times as fast", f"{_median_cpu(some, 'anew') / _median_cpu(some, 'whole'):.1f}", "", "never slower"],
        ]
    slowest = max(one.whole.cpu for one in times.left)
    again = times.retraining
    same = sum(one.same for one in times.left)
    rows += [
        ["**`accord train` anew, all listening read again**", f"{again.cpu:.2f} s", f"{again.wall:.2f} s", ""],
        ["times as fast, at least", f"{again.cpu / slowest:.1f}", "", ">= 3"],
        ["the same model as without them, by SHA-256", f"{same} of {len(times.left)}", "", "all"],
    ]
    return table(["what", "CPU time", "by the clock", "wanted"], rows)


def _median(spent: list[Spent]) -> list[str]:
    return [f"{np.median([one.cpu for one in spent]):.2f} s", f"{np.median([one.wall for one in spent]):.2f} s"]


def _median_cpu(some: list[Left], what: str) -> float:
    return float(np.median([getattr(one, what).cpu for one in some]))


def _stock(people: People, items: int) -> None:
    for first in range(0, items, AT_ONCE):
        files = [(_file(number), None) for number in range(first, min(items, first + AT_ONCE))]
        people.library.record_files(files, OWN_AUDIO.id)


def _file(number: int) -> ScannedFile:
    artist = f"Artist {number // 10}"
    return ScannedFile(
        path=Path(f"/nowhere/{number // 10}/{number}.ogg"),
        size=1,
        mtime_ns=1,
        span=None,
        track_id=track_id(hashlib.sha256(str(number).encode()).digest()),
        duration=200.0,
        container="ogg",
        codec="vorbis",
        sr=44_100,
        channels=2,
        tags=Tags(title=f"Track {number}", artists=(artist,), album=f"Album {number // 10}"),
    )


def _join(people: People, number: int, row: NDArray[np.int32], say: Callable[[str], None]) -> str:
    if number % 100 == 0:
        say(f"listener {number:,}")
    listener, _ = people.listeners.add(f"Listener {number}")
    people.listening.add(listener.id, list(_listens(row)))
    people.consents.give(listener.id, Purpose.TRAINING)
    return listener.id


def _listens(row: NDArray[np.int32]) -> Iterator[Listen]:
    for place, number in enumerate(row.tolist()):
        at = BEGAN + APART * place
        yield Listen(at, f"Artist {number // 10}", f"Track {number}", None, OWN_LISTENING.id, at)


def _chosen(ids: list[str], rows: list[NDArray[np.int32]]) -> Iterator[tuple[str, str]]:
    """Yield the one who heard least, and some listeners of each length that is measured."""
    order = np.argsort([len(row) for row in rows], kind="stable")
    yield "least", ids[order[0]]
    for name, percentile in PERCENTILES.items():
        place = len(order) * percentile // 100
        for number in order[place : place + EACH].tolist():
            yield name, ids[number]


def _leave(people: People, leaving: Leaving, whose: str, listener_id: str, say: Callable[[str], None]) -> Left:
    say(f"withdrawing: {whose}")
    counts = people.models.counts
    rows = {id_: counts.row(id_) or [] for id_ in counts.members()}
    length = len(rows.pop(listener_id))
    first = _timed(lambda: people.consents.withdraw(listener_id, Purpose.TRAINING))
    second = _timed(leaving.finish)
    inputs, kept = inputs_of(counts.members()), []

    def anew() -> None:
        model = train(Gram.of(Interactions.of_rows(rows.values())).tight(), OF_PEOPLE)
        kept.append(keep(people.models, "bench", model, inputs, Purpose.TRAINING))

    trained = _timed(anew)
    digests = [Model.from_bytes(people.models.read(id_)).digest() for id_ in (counts.solved() or "", kept[0].id)]
    people.lineage.retire([kept[0].id])
    whole = Spent(first.wall + second.wall, first.cpu + second.cpu)
    return Left(whose, length, first, whole, trained, digests[0] == digests[1])


def _timed(act: Callable[[], object]) -> Spent:
    began, before = time.perf_counter(), time.process_time()
    act()
    return Spent(time.perf_counter() - began, time.process_time() - before)
