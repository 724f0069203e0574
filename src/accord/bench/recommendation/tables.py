"""The tables of one data set: how good each recommender is, what Accord has ahead of it, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from accord.bench.document import table
from accord.bench.intervals import Interval, difference, interval
from accord.bench.recommendation.cold import Cold
from accord.bench.recommendation.race import Entry, Outcome, said

COMPARED = ("Recall@20", "Recall@50", "NDCG@100")
"""Metrics of which the differences are shown."""


def heading(outcome: Outcome) -> str:
    """Return what was learnt from and judged by, in a few sentences."""
    rows, items = outcome.dataset.matrix.shape
    turns = f" in {outcome.parts} turns, in which every row is judged once" if outcome.parts > 1 else ""
    return (
        f"### {outcome.dataset.name}\n\n"
        f"{rows:,} rows, {items:,} items, {outcome.dataset.matrix.nnz:,} interactions (5-core). Terms: "
        f"{outcome.dataset.terms}. Learnt from {outcome.train:,} rows, settings chosen by {outcome.validation:,}, "
        f"judged by {outcome.test:,}{turns}."
    )


def quality_table(outcome: Outcome) -> str:
    """Return the means of all metrics, with the half width of the intervals of those that are compared."""
    metrics = list(outcome.entries[0].judged)
    rows = [
        [
            entry.name,
            *(_mean(entry, metric) for metric in metrics),
            f"{entry.coverage:.1%}",
            f"{entry.popularity:.2f}",
            _rare(entry),
        ]
        for entry in outcome.entries
    ]
    return table(["recommender", *metrics, "coverage@20", "popularity@20", "Recall@50 of rare"], rows)


def lead_table(outcome: Outcome) -> str:
    """Return how far Accord is ahead of each other recommender on the same rows; bold where zero is outside."""
    ours, *others = outcome.entries
    rows = [
        [entry.name, *(_signed(difference(ours.judged[metric], entry.judged[metric])) for metric in COMPARED)]
        for entry in others
    ]
    return table([f"{ours.name} less", *COMPARED], rows)


def cost_table(outcome: Outcome) -> str:
    """Return what each recommender took, and the settings chosen for it."""
    rows = [
        [
            entry.name,
            f"{entry.cost.learn:.2f} s",
            f"{1000 * entry.cost.rank:.2f} ms",
            f"{entry.cost.peak / 1e6:,.0f} MB",
            _chosen(entry),
        ]
        for entry in outcome.entries
    ]
    return table(["recommender", "CPU to learn", "CPU of a list of 500", "peak memory", "settings"], rows)


def cold_table(cold: Cold) -> str:
    """Return how many of the items that nobody had were found, by content and otherwise."""
    ranked = {k: interval(values) for k, values in cold.found.items()}
    rows = [
        ["Accord, by content", *(f"{one.mean:.4f} ± {one.half:.4f}" for one in ranked.values())],
        ["lists by lot", *(f"{cold.chance[k]:.4f}" for k in ranked)],
        ["popularity, and whatever knows items by their listeners", *("0" for _ in ranked)],
    ]
    return table([f"of {cold.items:,} new items", *(f"Recall@{k}" for k in ranked)], rows)


def _mean(entry: Entry, metric: str) -> str:
    values = entry.judged[metric]
    if metric in COMPARED:
        found = interval(values)
        return f"{found.mean:.4f} ± {found.half:.4f}"
    return f"{values.mean():.4f}"


def _rare(entry: Entry) -> str:
    if not len(entry.rare):
        return ""
    found = interval(entry.rare)
    return f"{found.mean:.4f} ± {found.half:.4f}"


def _signed(lead: Interval) -> str:
    text = f"{lead.mean:+.4f} [{lead.low:+.4f}, {lead.high:+.4f}]"
    return f"**{text}**" if lead.is_clear else text


def _chosen(entry: Entry) -> str:
    counted: Sequence[tuple[str, int]] = Counter(map(said, entry.settings)).most_common()
    most, times = counted[0]
    return most if times == len(entry.settings) else f"{most} ({times} of {len(entry.settings)} turns)"
