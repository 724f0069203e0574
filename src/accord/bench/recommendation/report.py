"""What ``accord bench recommend`` prints and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accord.bench.machine import machine_line
from accord.bench.recommendation.contestants import Contestant
from accord.bench.recommendation.race import Outcome
from accord.bench.recommendation.tables import cold_table, cost_table, heading, lead_table, quality_table

YARDSTICK = (
    "Rows are held out whole: a model sees 80 % of the items of somebody whom it never met and is asked for the rest, "
    "as a list of 500. Peers may choose their settings by other rows that are held out (NDCG@100); Accord keeps "
    "the settings that it ships with, the same everywhere, which were chosen once with the public sets in view; a row "
    "of its own shows it tuned as the peers are. After ± stands half the 95 % interval (bootstrap over rows); "
    "differences are paired, bold where zero is outside their interval. R-precision, NDCG@500 and clicks are those of "
    "the RecSys Challenge 2018, on items alone; fewer clicks are better. Coverage: items that come among "
    "anybody's first 20. Popularity: how many times as popular the first 20 are as what people chose; 1 is unbiased. "
    "Rare: what fewer than 10 of the rows to learn from have; of the rows that chose such items. "
    "Each setting runs in its own process with one thread; CPU to learn and memory are those of the setting that was "
    "chosen, without the search for it."
)


def recommend_report(
    outcomes: Sequence[Outcome], contestants: Sequence[Contestant], unavailable: Mapping[str, str], command: str
) -> str:
    """Return the report.

    Parameters
    ----------
    outcomes : sequence of Outcome
        One a data set, each with at least one entry; the first is Accord's.
    contestants : sequence of Contestant
        Who took part.
    unavailable : mapping of str to str
        What could not be installed, and why.
    command : str
        What gives it again, without ``--update``.

    Returns
    -------
    str
        Markdown.
    """
    parts = ["## Quality", f"Measured {machine_line()} Repeat with `{command} --update`.", YARDSTICK]
    parts.append("\n".join(f"- {each.name}: {each.program.what}." for each in contestants))
    parts.append(_listed("Not available here", [f"{name}: {reason}" for name, reason in unavailable.items()]))
    for outcome in outcomes:
        parts += [heading(outcome), quality_table(outcome)]
        parts += [lead_table(outcome)] if len(outcome.entries) > 1 else []
        parts += [cost_table(outcome), *_cold(outcome), _listed("Failed", outcome.problems)]
    return "\n\n".join(part for part in parts if part)


def _cold(outcome: Outcome) -> list[str]:
    if outcome.cold is None or outcome.dataset.content is None:
        return []
    rows = outcome.cold.rows
    return [
        f"Cold start: new items by {outcome.dataset.content.what}, for the {rows:,} rows that have any.",
        cold_table(outcome.cold),
    ]


def _listed(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{heading}:", "", *(f"- {line}" for line in lines)]) if lines else ""
