"""``accord bench answer``: how long a whole recommendation takes, stage by stage, over a large library."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accord.bench.big_library import kept_library
from accord.bench.document import table
from accord.bench.machine import machine_line
from accord.bench.program import Program, start

WHOLE = Program("a whole recommendation", "from a history to sentences", "whole_recommendation.py", None)
SEED = 1
"""Of the library: the one that the Web API is measured on."""
TIMES = 200
"""People who ask, once each."""
PEOPLE = 100_000
"""Rows that the model of people is learnt from."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was measured."""

    tracks: int
    plays: int
    items: float
    """Tracks in an answer, on average."""
    reasons: float
    """Sentences for a track, on average."""
    whole: NDArray[np.float64]
    """Shape (answers, 2): wall and CPU seconds."""
    stages: Mapping[str, NDArray[np.float64]]
    """By name of the stage, shape (answers,): CPU seconds."""


def answer_times(
    tracks: int, plays: int, say: Callable[[str], None], times: int = TIMES, people: int = PEOPLE
) -> Answers:
    """Measure whole recommendations.

    Parameters
    ----------
    tracks : int
        Of the library; it is made once and kept in the cache folder.
    plays : int
        In each history.
    say : callable
        Is told each step in a few words.
    times : int
        How many recommendations, each to somebody else.
    people : int
        Rows that the model of people is learnt from.

    Returns
    -------
    Answers

    Raises
    ------
    PeerFailed
        If the process fails.
    """
    home = kept_library(tracks, SEED, say)
    say(f"recommending to {times} people")
    with tempfile.TemporaryDirectory() as folder, start(WHOLE) as running:
        task = Path(folder) / "task.json"
        task.write_text(json.dumps({"home": str(home), "plays": plays, "times": times, "people": people}))
        found = running.ask("answering", task).result
    done = found["answers"]
    return Answers(
        found["tracks"],
        plays,
        float(np.mean([one["items"] for one in done])),
        sum(one["reasons"] for one in done) / sum(one["items"] for one in done),
        np.array([one["whole"] for one in done]),
        {name: np.array([one["stages"][name][1] for one in done]) for name in done[0]["stages"]},
    )


def answers_report(answers: Answers) -> str:
    """Return what ``accord bench answer`` prints and writes."""
    what = (
        f"A library of {answers.tracks:,} invented tracks, and models of {PEOPLE:,} invented people, of its albums, "
        f"and of each person's own sittings. {len(answers.whole)} people ask once each, with {answers.plays} plays of "
        "a year, likes, skips, something hidden, something they want less of, and a target. Each answer has "
        f"{answers.items:.0f} tracks, each with {answers.reasons:.1f} sentences that add up to its score and name what "
        "they speak of. Everything is measured that lies between the wish and the answer, in a process of its own with "
        "one thread; HTTP is not, nor is opening somebody's kept listening."
    )
    measured = f"Measured {machine_line()} Repeat with `accord bench answer --update`."
    return "\n\n".join(["## A whole recommendation", measured, what, whole_table(answers), stages_table(answers)])


def whole_table(answers: Answers) -> str:
    """Return how long the whole took, beside what is wanted."""
    rows = []
    for column, name, wanted in ((0, "time", "< 10 ms"), (1, "CPU time", "")):
        half, nearly = 1000 * np.quantile(answers.whole[:, column], [0.5, 0.99])
        rows.append([name, f"{half:.2f} ms", f"{nearly:.2f} ms", wanted])
    return table(["a recommendation with all its reasons", "median", "99th percentile", "wanted"], rows)


def stages_table(answers: Answers) -> str:
    """Return what each stage had of the CPU time."""
    whole = float(answers.whole[:, 1].mean())
    means = {name: float(values.mean()) for name, values in answers.stages.items()}
    means["the rest"] = whole - sum(means.values())
    rows = [[name, f"{1000 * mean:.2f} ms", f"{mean / whole:.0%}"] for name, mean in means.items()]
    return table(["stage", "CPU time, mean", "share"], rows)
