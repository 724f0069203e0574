"""The tables of ``accord bench analysis``: real-time factors, ratios, memory, and where the time goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accord.bench.document import table
from accord.bench.program import ACCORD, Program
from accord.bench.speed import BESIDE, Piece, Race

SONG = 240.0
"""Seconds of a song, the unit of the table of stages."""


def real_time_factor(pieces: Sequence[Piece], cpu: Mapping[Piece, float]) -> float | None:
    """Return seconds of audio per CPU second over the pieces that have a cost; ``None`` where none has."""
    done = [piece for piece in pieces if piece in cpu]
    return sum(piece.seconds for piece in done) / sum(cpu[piece] for piece in done) if done else None


def ratio(pieces: Sequence[Piece], ours: Mapping[Piece, float], theirs: Mapping[Piece, float]) -> float | None:
    """Return how many times the other's CPU time is ours, over the pieces that both have a cost for."""
    both = [piece for piece in pieces if piece in ours and piece in theirs]
    return sum(theirs[piece] for piece in both) / sum(ours[piece] for piece in both) if both else None


def program_table(race: Race, programs: Sequence[Program], unavailable: Mapping[str, str]) -> str:
    """Return the table of programs: seconds of audio per CPU second by kind of file, ratio to Accord, memory, start."""
    kinds = sorted({piece.kind for piece in race.pieces})
    cpu = {name: _cpu(race, name) for name in race.costs}
    rows = []
    for program in programs:
        if program.requirement in unavailable or program.name not in race.versions:
            rows.append([program.name, *["–"] * (len(kinds) + 4)])
            continue
        mine = cpu[program.name]
        by_kind = [_number(real_time_factor(_of(race.pieces, kind), mine), "") for kind in kinds]
        rows.append(
            [
                f"{program.name} {race.versions[program.name]}",
                *by_kind,
                _number(real_time_factor(race.pieces, mine), ""),
                _number(ratio(race.pieces, cpu[ACCORD.name], mine), "", digits=1),
                f"{max((answer.peak for answer in race.costs[program.name].values()), default=0) / 1e6:.0f} MB",
                f"{race.start_cpu[program.name]:.1f} s",
            ]
        )
    return table(["program", *kinds, "all", "CPU time, Accord = 1", "peak memory", "start"], rows)


def stage_table(race: Race) -> str:
    """Return where Accord's own time goes: milliseconds for a song of 240 s, the dearest stage first."""
    seconds = sum(piece.seconds for piece in race.pieces)
    total = sum(_cpu(race, ACCORD.name).values())
    stages = sorted(race.stages().items(), key=lambda item: -item[1])
    stages.append(("everything else", total - sum(cost for _, cost in stages)))
    rows = [[name, f"{1000 * SONG * cost / seconds:.0f}", f"{cost / total:.1%}"] for name, cost in stages]
    rows.append(["**the whole analysis**", f"{1000 * SONG * total / seconds:.0f}", "100 %"])
    for task, cost in race.beside.items():
        rows.append([f"beside it in a scan: {BESIDE[task]}", f"{1000 * SONG * cost / seconds:.0f}", ""])
    return table(["stage", "ms", "share"], rows)


def file_list(race: Race) -> str:
    """Return the files by title, kind and length, folded away."""
    rows = [[piece.title, piece.kind, f"{piece.seconds:.0f} s"] for piece in race.pieces]
    minutes = sum(piece.seconds for piece in race.pieces) / 60
    summary = f"{len(race.pieces)} files, {minutes:.0f} minutes"
    return f"<details><summary>{summary}</summary>\n\n{table(['title', 'kind', 'length'], rows)}\n\n</details>"


def _cpu(race: Race, program: str) -> dict[Piece, float]:
    costs = race.costs[program]
    return {piece: costs[piece.path].cpu for piece in race.pieces if piece.path in costs}


def _of(pieces: Sequence[Piece], kind: str) -> list[Piece]:
    return [piece for piece in pieces if piece.kind == kind]


def _number(value: float | None, unit: str, digits: int = 0) -> str:
    return "–" if value is None else f"{value:.{digits}f}{unit}"
