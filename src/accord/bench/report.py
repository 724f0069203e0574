"""What the measuring commands print and write: each a few sentences that say what was done, then the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accord.bench.accuracy import Verdicts
from accord.bench.document import table
from accord.bench.machine import machine_line
from accord.bench.metrics import TEMPO_TOLERANCE
from accord.bench.program import ACCORD, Program
from accord.bench.render import LONGEST, SOUNDFONT
from accord.bench.rights import RightsTimes, rights_table
from accord.bench.speed import Race
from accord.bench.speed_tables import SONG, file_list, program_table, stage_table
from accord.bench.throughput import Scan, workers_table
from accord.bench.verdicts import lead_table, piece_table, problems, set_table
from accord.bench.webapi import CONNECTIONS, Served
from accord.bench.webapi_load import PACE

YARDSTICK = (
    "Each column says how many pieces it judges. Beats and downbeats: F-measure within 70 ms, without the first 5 s. "
    f"Tempo Acc1: within {TEMPO_TOLERANCE:.0%} of the true one; Acc2: of its double, triple, half or third as well. "
    "Key exact: tonic and mode; weighted: MIREX's score, which gives part for near keys; over time: the same of the "
    "key at each moment. Chords majmin: the share of time with the right root and third. Meter: beats a bar; outside "
    "the demo library two and four count as alike. Boundaries: F-measure of where sections begin, within a window, "
    f"without the two ends. MIDI is rendered with {SOUNDFONT} and cut at {LONGEST:.0f} s. A dash: the program has no "
    "such estimate. The second table of a set gives how far Accord is before each peer on the same pieces, with a 95 % "
    "bootstrap interval, bold where zero is outside."
)

CALIBRATION = (
    "How honest Accord's confidences are, over all pieces of all sets above: of what is said with confidence 0.8, "
    "eight in ten should be right. A tempo is right within 4 %, a key exactly, a mode where major is major, a beat "
    "within 70 ms. The error is the mean distance of confidence from the share that is right, over ten bins."
)


def analysis_report(race: Race, programs: Sequence[Program], unavailable: Mapping[str, str], repeat: int) -> str:
    """Return the report of ``accord bench analysis``."""
    what = [f"- {program.name}: {program.what}." for program in programs]
    runs = "once" if repeat == 1 else f"{repeat} times, of which the least counts"
    return _sections(
        "## Analysis",
        _repeatable("accord bench analysis FILES" + (f" --repeat {repeat}" if repeat > 1 else "")),
        "Seconds of audio per CPU second (user and system), decoding included. All programs run in one go on one "
        "processor with one thread, taking turns file by file, each file measured "
        f"{runs}. The start, in CPU seconds, is what importing and the first file's loading and compiling cost; the "
        "other figures are without it.",
        program_table(race, programs, unavailable),
        "\n".join(what),
        _listed("Not available here", [f"{name}: {reason}" for name, reason in unavailable.items()]),
        _listed("Not measured", race.problems),
        f"Where Accord's own time goes, in CPU milliseconds for a song of {SONG:.0f} s:",
        stage_table(race),
        file_list(race),
    )


def workers_report(quickest: Mapping[int, Scan]) -> str:
    """Return the report of ``accord bench workers``."""
    any_scan = next(iter(quickest.values()))
    return _sections(
        "## Workers",
        _repeatable("accord bench workers DIR"),
        f"A whole scan of {any_scan.files} files ({any_scan.seconds / 60:.0f} minutes of music) into an empty library, "
        "from the command to its end. Throughput is relative to the first row.",
        workers_table(quickest),
    )


def memory_report(table: str) -> str:
    """Return the report of ``accord bench memory``."""
    return _sections(
        "## Memory",
        _repeatable("accord bench memory FILES"),
        "The most memory that the process of an analysis held at any time. The long file is made of the songs, end to "
        "end.",
        table,
    )


def start_report(table: str, repeat: int) -> str:
    """Return the report of ``accord bench start``."""
    return _sections(
        "## Start",
        _repeatable("accord bench start"),
        f"Wall time of a fresh process, {repeat} runs after one that is not counted.",
        table,
    )


def webapi_report(served: Served, seconds: int, repeat: int) -> str:
    """Return the report of ``accord bench webapi``."""
    return _sections(
        "## Web API",
        _repeatable("accord bench webapi"),
        f"A library of {served.size:,} tracks, made by `accord bench library`: real analyses under invented tags. "
        f"`accord serve` runs on one core, `wrk` with {CONNECTIONS} connections on another, {seconds} s a run, "
        f"{repeat} runs of each kind, of which the best counts. The last kind is paced: each connection waits at "
        f"random so that together they ask about {PACE} times a second; one search in twenty is of the sort that "
        "nearly every track matches. The server's CPU time for a request is what the count would follow from on an "
        "idle machine.",
        requests_table(served),
        table(
            ["the server", "measured", "wanted"],
            [
                ["from the command to the first answer", f"{served.start:.2f} s", "< 2 s"],
                ["most memory", f"{served.peak / 1e6:.0f} MB", "< 700 MB"],
            ],
        ),
    )


def rights_report(times: RightsTimes, entries: int, events: int, repeat: int) -> str:
    """Return the report of ``accord bench rights``."""
    return _sections(
        "## Rights",
        _repeatable(f"accord bench rights --entries {entries} --events {events} --repeat {repeat}"),
        f"Decisions: {times.questions:,} different questions, every purpose against every source of the registry, "
        "things derived from two of them, and the listening of one to eight people with and without consent; CPU time, "
        "the best round. Enforcement: CPU time that the library's check adds to looking features up, beside the "
        "server's CPU time for the whole request over HTTP; hidden are one track in ten, in the commercial profile. "
        f"The log has a signed checkpoint every hundred entries ({times.log.checkpoints:,} in all); adding them took "
        f"{times.log.added:.0f} s. The last three are requests to `accord serve` over HTTP until the whole answer was "
        "there, for a listener of whose listens a model was made.",
        rights_table(times),
    )


def requests_table(served: Served) -> str:
    """Return the table of what was asked and how it was answered."""
    rows = []
    for load, run in served.answered.items():
        wanted = f">= {load.rate:,}/s" if load.rate else f"p99 < {(load.p99 or 0) * 1000:.0f} ms"
        times = [f"{1000 * value:.1f} ms" for value in (run.p50, run.p99)]
        rows.append([load.name, wanted, f"{run.rate:,.0f}/s", *times, f"{1000 * run.cpu:.2f} ms", str(run.failed)])
    return table(["request", "wanted", "answered", "median", "p99", "CPU of one", "failed"], rows)


def accuracy_report(
    sets: Sequence[Verdicts], unavailable: Mapping[str, str], calibration: Sequence[str], command: str
) -> str:
    """Return the report of ``accord bench accuracy``; ``calibration`` are a table and where its picture is."""
    parts = [_repeatable(command), YARDSTICK]
    for one in sets:
        parts += [f"## {one.name}", set_table(one.judged), lead_table(one.judged)]
        parts += [_listed("Left out", one.left_out), _listed("Failed", problems(one.judged))]
        own = [row for row in one.judged if row.program is ACCORD]
        parts += [_folded(f"{row.program.name}, piece by piece", piece_table(one.pieces, row)) for row in own]
    parts += ["## Calibration", CALIBRATION, *calibration]
    parts.append(_listed("Not available here", [f"{name}: {reason}" for name, reason in unavailable.items()]))
    return _sections(*parts)


def details_report(sets: Sequence[Verdicts]) -> str:
    """Return every program's scores piece by piece."""
    return _sections(
        *(f"### {one.name}: {row.program.name}\n\n{piece_table(one.pieces, row)}" for one in sets for row in one.judged)
    )


def _sections(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _repeatable(command: str) -> str:
    return f"Measured {machine_line()} Repeat with `{command} --update`."


def _listed(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{heading}:", "", *(f"- {line}" for line in lines)]) if lines else ""


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"
