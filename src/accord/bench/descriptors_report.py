"""What ``accord bench descriptors`` prints and writes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from accord.bench.descriptors import NAMES, Descriptors, Heard, Judged
from accord.bench.descriptors_changes import CHANGES, SECONDS
from accord.bench.descriptors_music import LONGEST, known
from accord.bench.document import table
from accord.bench.machine import machine_line

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
THRESHOLDS = (
    ("speechiness", 0.66, "only spoken words"),
    ("speechiness", 0.33, "words and music, as in rap"),
    ("liveness", 0.8, "played before an audience"),
    ("instrumentalness", 0.5, "no voice"),
)
"""From which value existing programs take a descriptor to mean what."""
LARGEST = 12
"""Moves that are listed."""


def descriptors_report(found: Descriptors, which: str, command: str) -> str:
    """Return the tables with what they mean."""
    what = (
        f"{len(found.heard)} pieces of the half `{which}`, of each at most {LONGEST:.0f} s from its middle; constants "
        "were chosen with the other half."
    )
    orders = (
        "Every piece of the first kinds against every piece of the second: the share of pairs in which the first has "
        "more, with its 95 % interval over pieces. Speech by telephone is compared with music brought to the same "
        "band. An audience and its hall are added to recordings, speech as loud as they are is mixed into them, and "
        "what is happy or sad is composed: fast in major, slow in minor, by the same instruments."
    )
    quantiles = "How the values lie in each kind: 5 %, 25 %, half, 75 % and 95 % of the pieces have at most this."
    thresholds = "The share of each kind's pieces that is above the values at which programs draw lines."
    parts = [
        f"Measured {machine_line()} Repeat with `{command} --update`.",
        what,
        "## Orders",
        orders,
        _orders(found.judged),
        "## Thresholds",
        thresholds,
        _thresholds(found.heard),
        "## Distributions",
        quantiles,
        *(f"### {name}\n\n{_distribution(found.heard, name)}" for name in NAMES),
    ]
    if found.moved:
        parts += ["## The same piece in another form", _moved_text(found), _moves(found), _largest(found)]
    return "\n\n".join([*parts, "## Sources", _sources(found)])


def _orders(judged: Sequence[Judged]) -> str:
    rows = [
        [
            f"{one.order.descriptor}: {', '.join(one.order.more)} over {', '.join(one.order.less)}",
            f"{one.pairs:,}",
            f"{one.right / one.pairs:.3f}" if one.pairs else "–",
            f"{one.low:.3f} to {one.high:.3f}" if one.pairs else "–",
        ]
        for one in judged
    ]
    return table(["order", "pairs", "right", "interval"], rows)


def _kinds(heard: Sequence[Heard]) -> dict[str, list[Heard]]:
    kinds = dict[str, list[Heard]]()
    for one in heard:
        for kind in one.kinds:
            kinds.setdefault(kind, []).append(one)
    return dict(sorted(kinds.items()))


def _distribution(heard: Sequence[Heard], name: str) -> str:
    form = ".1f" if name == "loudness" else ".2f"
    rows = [
        [
            f"{kind} ({len(several)})",
            *(f"{q:{form}}" for q in np.quantile([one.values[name] for one in several], QUANTILES)),
        ]
        for kind, several in _kinds(heard).items()
    ]
    return table(["kind", *(f"{share:.0%}" for share in QUANTILES)], rows)


def _thresholds(heard: Sequence[Heard]) -> str:
    rows = [
        [kind, *(f"{np.mean([one.values[name] > value for one in several]):.0%}" for name, value, _ in THRESHOLDS)]
        for kind, several in _kinds(heard).items()
    ]
    return table(["kind", *(f"{name} > {value}: {meaning}" for name, value, meaning in THRESHOLDS)], rows)


def _moved_text(found: Descriptors) -> str:
    count = len({one.name for one in found.moved})
    return (
        f"{SECONDS:.0f} s of each of {count} recordings, turned down until nothing clips, against the same in other "
        "forms: the largest change of each value (loudness in LU) and, in brackets, the mean."
    )


def _moves(found: Descriptors) -> str:
    rows = []
    for change in CHANGES:
        some = [one for one in found.moved if one.change == change]
        sizes = [[abs(one.by[name]) for one in some] for name in NAMES]
        rows.append([change, *(f"{max(size):.3f} ({np.mean(size):.3f})" for size in sizes)])
    return table(["form", *NAMES], rows)


def _largest(found: Descriptors) -> str:
    each = [
        (abs(one.by[name]), f"{name} of {one.name}, {one.change}: {one.by[name]:+.3f}")
        for one in found.moved
        for name in NAMES
        if name != "loudness"
    ]
    lines = [f"- {text}" for _, text in sorted(each, reverse=True)[:LARGEST]]
    return "The largest:\n\n" + "\n".join(lines)


def _sources(found: Descriptors) -> str:
    seen = dict.fromkeys((group.source, group.licence, ", ".join(group.kinds)) for group in known().groups)
    lines = [f"- {source} ({licence}): {kinds}" for source, licence, kinds in seen]
    lines += [f"- Not here: {here} of {there} pieces of {source}" for source, (here, there) in found.missing.items()]
    lines += [f"- Left out: {sentence}" for sentence in found.problems]
    intro = (
        "Which file is of which kind is listed in `src/accord/bench/descriptors.toml`. Packages are fetched with "
        "`apt-get download NAME` and unpacked with `dpkg -x`, zip archives in them too; the command fetches nothing."
    )
    return intro + "\n\n" + "\n".join(lines).replace("Not here: ", "Incomplete: ")
