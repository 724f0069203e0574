"""``POST /accord/v1/me/history``: a listener brings along what they heard elsewhere."""

from __future__ import annotations

import tempfile
from contextlib import closing
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from accord.domain.entities import Listener
from accord.histories.opening import Histories, Named
from accord.library.history_intake import HistoryIntake
from accord.library.matching import Matching
from accord.library.people import People
from accord.server.accord.access import ListenerHere
from accord.server.accord.transfer import receive
from accord.server.state import MatchingHere, PeopleHere

router = APIRouter(prefix="/accord/v1/me", tags=["me"])


class MissingObject(BaseModel):
    """A track that the library has not."""

    artist: str
    title: str
    plays: int
    why: str


class FileObject(BaseModel):
    """A file of the history."""

    name: str
    format: str
    rows: int


class HistoryReport(BaseModel):
    """What became of a history, row by row."""

    rows: int
    stored: int
    duplicates: int
    """Plays that were here already, or twice in the history."""
    from_elsewhere: int
    """Plays that are here from another service or format, up to a minute earlier or later."""
    skips: int
    left_out: dict[str, int]
    """Why rows were left out, and how many."""
    matched: dict[str, int]
    """How tracks were found, or why not, and how many plays are of such."""
    missing: list[MissingObject]
    """The tracks most played that the library has not."""
    files: list[FileObject]
    unread: list[str]
    kept_under: list[dict[str, Any]]
    """For each source the label, the purpose, and the consent records on which keeping it rests."""
    log_entry: int | None


@router.post(
    "/history",
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
async def import_history(
    request: Request,
    listener: ListenerHere,
    people: PeopleHere,
    matching: MatchingHere,
    account: Annotated[str | None, Query(description="The listener's name at the service.", max_length=200)] = None,
) -> HistoryReport:
    """Take in one file or archive that a service exported; what counts as heard becomes listens, once."""
    with closing(tempfile.TemporaryFile(dir=people.settings.home)) as file:
        await receive(request, file)
        return await run_in_threadpool(_take_in, people, listener, matching, file, account)


def _take_in(
    people: People, listener: Listener, matching: Matching, file: IO[bytes], account: str | None
) -> HistoryReport:
    with Histories(account) as histories:
        export = histories.open([Named("the file", file)])
        report = HistoryIntake(people, listener, matching).take_in(export.parts, export.unread)
    return HistoryReport(**report.as_json())
