"""``accord bench rights``: what it costs that every use asks, and how soon a person's word takes effect."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accord.bench.document import table
from accord.bench.rights_decisions import cases, decisions_per_second
from accord.bench.rights_enforcement import Enforcement, enforcement
from accord.bench.rights_log import LogTimes, log_times
from accord.bench.rights_people import PeopleTimes, people_times


@dataclass(frozen=True, slots=True)
class RightsTimes:
    """What was measured."""

    questions: int
    """Different questions to which decisions were made."""
    decisions: float
    """A second, on one core."""
    enforcement: Enforcement
    log: LogTimes
    people: PeopleTimes


def rights_times(entries: int, events: int, repeat: int, say: Callable[[str], None]) -> RightsTimes:
    """Measure decisions, enforcement, the log, and what is done for a listener.

    Parameters
    ----------
    entries : int
        Entries of the log.
    events : int
        Listens of the listener.
    repeat : int
        Rounds of each, but for the log's.
    say : callable
        Is told each step in a few words.
    """
    say("deciding")
    asked = cases()
    decisions = decisions_per_second(asked, 5 * repeat)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        return RightsTimes(
            len(asked),
            decisions,
            enforcement(scratch / "catalogue" / "home", repeat, say),
            log_times(scratch / "log", entries, say),
            people_times(scratch / "people", events, repeat, say),
        )


def rights_table(times: RightsTimes) -> str:
    """Return the table of what was measured beside what is wanted."""
    cost, log, people = times.enforcement, times.log, times.people
    rows = [
        ["decisions a second, one core, in memory", f"{times.decisions:,.0f}", ">= 200,000"],
        *(
            [f"enforcement in a features request, {where}", _share(added, cost.request), "< 5 %"]
            for where, added in (("nothing hidden", cost.nothing_hidden), ("some sources hidden", cost.some_hidden))
        ),
        [f"verifying a log of {log.entries:,} entries", f"{log.verified:.1f} s", "< 60 s"],
        ["proving one of its entries, median", f"{1000 * log.proof:.2f} ms", "< 5 ms"],
        ["proving one of its entries, slowest", f"{1000 * log.slowest_proof:.2f} ms", "< 5 ms"],
        [f"withdrawing consent, {people.events:,} listens", f"{people.withdrawal:.2f} s", "< 2 s"],
        [f"erasing a listener, {people.events:,} listens", f"{people.erasure:.2f} s", "< 2 s"],
        ["taking in 1,000 listens in one request", f"{people.ingest:.2f} s", "< 0.5 s"],
    ]
    return table(["what", "measured", "wanted"], rows)


def _share(part: float, whole: float) -> str:
    # Adding zero takes the sign off a difference that is lost in the noise.
    return f"{round(100 * part / whole, 1) + 0.0} % ({round(1e6 * part, 1) + 0.0} of {1e6 * whole:.0f} µs)"
