"""Every recommender on the same split, each setting in a process of its own; what peers gave is kept between runs."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from accord.bench.cache import cache_dir, content_hash, write_whole
from accord.bench.environment import Environment, pinned
from accord.bench.program import start
from accord.bench.recommendation.cold import Cold, cold_start
from accord.bench.recommendation.content import Content
from accord.bench.recommendation.contestants import Contestant, Settings
from accord.bench.recommendation.dataset import Dataset
from accord.bench.recommendation.scores import LENGTH, Numbers, coverage, judged, popularity_lift, rare_recall
from accord.bench.recommendation.split import Split, splits
from accord.domain.errors import PeerFailed

CHOSEN_BY = "NDCG@100"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    learn: float
    """CPU seconds."""
    rank: float
    """CPU seconds for a list."""
    peak: int
    """Most bytes of memory that the process held."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recommender's result on one data set, each part under the settings chosen for it."""

    name: str
    settings: tuple[Settings, ...]
    """One a part."""
    judged: dict[str, Numbers]
    """By metric, one number a test row."""
    coverage: float
    popularity: float
    rare: Numbers
    """Of Recall@50 on items with few listeners, one number a test row that has such items."""
    cost: Cost
    """Of a part, on average; of memory the most."""


@dataclass(slots=True)
class Outcome:
    """All results on one data set."""

    dataset: Dataset
    train: int
    """Rows that were learnt from at a time."""
    validation: int
    test: int
    """Rows that were judged by, all parts together."""
    parts: int
    cold: Cold | None = None
    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def race(
    dataset: Dataset,
    contestants: Sequence[Contestant],
    environment: Environment,
    seed: int,
    progress: Callable[[str], None],
) -> Outcome:
    """Measure recommenders on one data set.

    Parameters
    ----------
    dataset : Dataset
        Its core, of which each row has enough to hide something.
    contestants : sequence of Contestant
        In the order of the table.
    environment : Environment
        Of those that come from the package index; who is not available there is left out.
    seed : int
        Of the split.
    progress : callable
        Is told each step in a few words.

    Returns
    -------
    Outcome
        A setting that fails is named among the problems; a recommender that has none for a part has no entry.

    Raises
    ------
    PeerFailed
        If Accord itself fails.
    """
    parts = splits(dataset, seed)
    first, test = parts[0], sum(part.test.targets.shape[0] for part in parts)
    cold = cold_start(dataset, seed)
    outcome = Outcome(dataset, first.train.shape[0], first.validation.targets.shape[0], test, len(parts), cold)
    taking_part = [
        each
        for each in contestants
        if each.program.requirement not in environment.unavailable
        and not (each.takes_content and dataset.content is None)
    ]
    results: dict[str, list[Entry]] = {each.name: [] for each in taking_part}
    for turn, part in enumerate(parts):
        with tempfile.TemporaryDirectory(dir=cache_dir("recommend")) as folder:
            bench = _Bench(part, Path(folder), environment)
            if dataset.content is not None:
                bench.add_content(dataset.content)
            for each in taking_part:
                step = f"{dataset.name}, part {turn + 1} of {len(parts)}"
                results[each.name] += _best(bench, each, step, outcome.problems, progress)
    outcome.entries += [_together(each) for each in results.values() if len(each) == len(parts)]
    return outcome


def _together(entries: Sequence[Entry]) -> Entry:
    """Return one entry for all parts of a set."""
    costs = [entry.cost for entry in entries]
    return Entry(
        entries[0].name,
        tuple(settings for entry in entries for settings in entry.settings),
        {metric: np.concatenate([entry.judged[metric] for entry in entries]) for metric in entries[0].judged},
        fmean(entry.coverage for entry in entries),
        fmean(entry.popularity for entry in entries),
        np.concatenate([entry.rare for entry in entries]),
        Cost(fmean(c.learn for c in costs), fmean(c.rank for c in costs), max(c.peak for c in costs)),
    )


class _Bench:
    """A split on disk, where processes find it."""

    def __init__(self, parts: Split, folder: Path, environment: Environment) -> None:
        self.parts = parts
        self._folder = folder
        self._python = environment.python
        prompts = sp.vstack([parts.validation.prompts, parts.test.prompts], format="csr")
        self._rows = prompts.shape[0]
        for name, matrix in (("train", parts.train), ("prompts", prompts)):
            sp.save_npz(folder / f"{name}.npz", matrix, compressed=False)

    def add_content(self, content: Content) -> None:
        """Put what is known of the items there too, without what anybody said who is held out."""
        np.save(self._folder / "content.npy", content.vectors(self.parts.learnt))

    def run(self, contestant: Contestant, settings: Settings) -> tuple[NDArray[np.int32], Cost]:
        """Return the lists of validation and test rows and their cost, kept ones where there are any."""
        kept = cache_dir("recommend") / self._key(contestant, settings)
        lists, cost = kept.with_suffix(".npy"), kept.with_suffix(".json")
        if not contestant.is_ours and cost.exists():
            return np.load(lists), Cost(**json.loads(cost.read_bytes()))
        made, spent = self._measured(contestant, settings)
        if not contestant.is_ours:
            write_whole(lists, made.read_bytes())
            write_whole(cost, json.dumps(asdict(spent)).encode())
        return np.load(made), spent

    def _measured(self, contestant: Contestant, settings: Settings) -> tuple[Path, Cost]:
        lists, task = self._folder / "lists.npy", self._folder / "task.json"
        files = {name: str(self._folder / f"{name}.npz") for name in ("train", "prompts")}
        if contestant.takes_content:
            files["content"] = str(self._folder / "content.npy")
        task.write_text(json.dumps({**files, "lists": str(lists), "length": LENGTH, "settings": dict(settings)}))
        python = self._python if contestant.program.requirement else None
        with start(contestant.program, python) as running:
            answer = running.ask("rank", task)
        return lists, Cost(answer.result["learn_cpu"], answer.result["rank_cpu"] / self._rows, answer.peak)

    def _key(self, contestant: Contestant, settings: Settings) -> str:
        program = contestant.program
        version = pinned(program.requirement) if program.requirement else np.__version__
        parts: list[Any] = [self.parts.key, LENGTH, version, content_hash(program.path), dict(settings)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _best(
    bench: _Bench, contestant: Contestant, step: str, problems: list[str], progress: Callable[[str], None]
) -> Iterator[Entry]:
    """Run every setting, choose by the validation rows and judge by the test rows; nothing where none works."""
    validation, test, train = bench.parts.validation, bench.parts.test, bench.parts.train
    many = validation.targets.shape[0]
    best: tuple[float, Settings, NDArray[np.int32], Cost] | None = None
    grid = contestant.settings(train.shape[1])
    for place, settings in enumerate(grid):
        progress(f"{step}, {contestant.name}, setting {place + 1} of {len(grid)}")
        try:
            lists, cost = bench.run(contestant, settings)
        except PeerFailed as failure:
            if contestant.is_ours:
                raise
            problems.append(f"{failure} Set to {said(settings)}.")
            continue
        mean = float(judged(lists[:many], validation.targets)[CHOSEN_BY].mean())
        if best is None or mean > best[0]:
            best = (mean, settings, lists[many:], cost)
    if best is not None:
        _, settings, lists, cost = best
        popularity = np.bincount(train.indices, minlength=train.shape[1]).astype(np.float64)
        yield Entry(
            contestant.name,
            (settings,),
            judged(lists, test.targets),
            coverage(lists, train.shape[1]),
            popularity_lift(lists, test.targets, popularity),
            rare_recall(lists, test.targets, popularity),
            cost,
        )


def said(settings: Settings) -> str:
    """Return settings in a few words."""
    return ", ".join(f"{name} {value:g}" for name, value in settings.items() if not isinstance(value, str))
