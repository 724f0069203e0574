"""``accord me import-history``: bring along what one heard elsewhere."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from accord.cli.me_who import AsOption, opened_as
from accord.domain.errors import NotFound
from accord.library.history_report import Report


def import_history(
    files: Annotated[
        list[Path], typer.Argument(help="Your export from a service: the archive, or files of it.", metavar="FILE...")
    ],
    as_: AsOption = None,
    account: Annotated[
        str | None,
        typer.Option("--account", help="Your name there: rows of others are left out. By default the first named."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Take in a listening history: what counts as heard becomes listens of yours, once."""
    from accord.histories.opening import Histories, Named
    from accord.library.history_intake import HistoryIntake
    from accord.library.matching import Matching

    for file in files:
        if not file.is_file():
            raise NotFound(f"There is no file {file}.")
    with opened_as(as_) as (people, listener), ExitStack() as held, Histories(account) as histories:
        export = histories.open([Named(file.name, held.enter_context(file.open("rb"))) for file in files])
        intake = HistoryIntake(people, listener, Matching(people.library))
        report = intake.take_in(export.parts, export.unread)
    typer.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False) if as_json else described(report))


def described(report: Report) -> str:
    """Return a report in lines for people."""
    found = sum(count for how, count in report.matched.items() if how.found)
    plays = report.matched.total()
    lines = [f"read       {file.name}: {file.rows} rows, {file.format}" for file in report.files]
    lines += [f"unread     {name}" for name in report.unread]
    lines += [
        f"stored     {report.stored} listens",
        f"known      {report.duplicates} of before, {report.elsewhere} told by another service",
    ]
    if report.skips:
        lines.append(f"skips      {report.skips} of tracks of the library")
    lines += [f"left out   {count} {why}" for why, count in report.left_out.most_common()]
    lines.append(f"matched    {found} of {plays} plays are of tracks of the library")
    lines += [f"           {count} {how}" for how, count in report.matched.most_common()]
    if report.missing:
        lines.append("not here, most played first:")
        lines += [f"{one.plays:>10} {one.artist} - {one.title}: {one.why}" for one in report.missing]
    for stated in report.statement():
        lines.append(f"kept as    {stated['name']}, for you alone; other purposes need your consent")
    return "\n".join(lines)
