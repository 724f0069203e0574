"""From scores to lists, and the form in which a model's task comes to its process and goes back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

BLOCK = 256
"""Rows that are scored at once."""

Scores = Callable[[sp.csr_matrix], NDArray[Any]]
"""Prompts [shape=(rows, items)] -> scores of the same shape, dense."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one process is asked: learn from these rows, then make a list for each of those."""

    train: sp.csr_matrix
    prompts: sp.csr_matrix
    lists: Path
    """Where the lists go, as a ``.npy``."""
    length: int
    settings: dict[str, Any]
    content: NDArray[np.float32] | None = None
    """A vector an item [shape=(items, d)], for whoever takes one."""


def read_task(path: str) -> Task:
    """Read a task from its file of JSON, which names the files of the matrices."""
    written = json.loads(Path(path).read_bytes())
    train, prompts = (sp.csr_matrix(sp.load_npz(written[part])) for part in ("train", "prompts"))
    content = np.load(written["content"]) if "content" in written else None
    return Task(train, prompts, Path(written["lists"]), written["length"], written["settings"], content)


def learn_and_rank(task: Task, learn: Callable[[Task], Scores]) -> dict[str, float]:
    """Learn, write the lists, and return the CPU seconds of both."""
    before = time.process_time()
    scores = learn(task)
    learnt = time.process_time()
    np.save(task.lists, top_lists(scores, task.prompts, task.length))
    return {"learn_cpu": learnt - before, "rank_cpu": time.process_time() - learnt}


def top_lists(scores: Scores, prompts: sp.csr_matrix, length: int) -> NDArray[np.int32]:
    """Return the best items of each row that are not in its prompt, best first.

    Equal scores stand by number.

    Returns
    -------
    ndarray of int32 [shape=(rows, length)]
        -1 after the last where there are fewer items.
    """
    rows, items = prompts.shape
    lists = np.full((rows, length), -1, dtype=np.int32)
    for first in range(0, rows, BLOCK):
        block = prompts[first : first + BLOCK]
        scored = np.asarray(scores(block), dtype=np.float64)
        scored[block.nonzero()] = -np.inf
        kept = min(length, items)
        best = np.sort(np.argpartition(-scored, kept - 1, axis=1)[:, :kept], axis=1)
        values = np.take_along_axis(scored, best, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        ranked = np.take_along_axis(best, order, axis=1)
        ranked[np.isneginf(np.take_along_axis(values, order, axis=1))] = -1
        lists[first : first + BLOCK, :kept] = ranked
    return lists
