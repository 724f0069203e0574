"""What listeners say of music: that they like it, want less of it, never want to meet it again; and what they skip."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from accord.domain.errors import InvalidParameter
from accord.domain.ids import normalise, require_id
from accord.rights.registry import OWN_LISTENING
from accord.store.schema import FeedbackRow, SkipRow

if TYPE_CHECKING:
    from accord.store.engine import Store


class Verdict(StrEnum):
    """What is said of something; of each thing, the last word stands."""

    LIKE = "like"
    LESS = "less"
    """To be met less often."""
    HIDE = "hide"
    """Not to be met at all."""


class Kind(StrEnum):
    """What can be spoken of."""

    TRACK = "track"
    ALBUM = "album"
    ARTIST = "artist"
    GENRE = "genre"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a listener said."""

    kind: Kind
    id: str
    """Of a genre: its normalised name."""
    verdict: Verdict
    said_at: int
    """Seconds since 1970, UTC."""


class Skip(NamedTuple):
    """A track that was skipped, and when."""

    track_id: str
    skipped_at: int
    """Seconds since 1970, UTC."""


class Feedback:
    """What the listeners of one library said.

    Parameters
    ----------
    store : Store
        The library's database.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def say(self, listener_id: str, kind: Kind, id_: str, verdict: Verdict, at: int | None = None) -> Said:
        """Note what a listener says of something; what they said of it before is replaced.

        Parameters
        ----------
        listener_id : str
            Who.
        kind : Kind
            Of what.
        id_ : str
            Its id, or the name of a genre. It need not be in the library (any more).
        verdict : Verdict
            What.
        at : int, optional
            When, in seconds since 1970; now if left out.

        Returns
        -------
        Said

        Raises
        ------
        InvalidId
            If the id is none.
        InvalidParameter
            If a genre has no name.
        """
        said = Said(kind, key_of(kind, id_), verdict, int(self._clock()) if at is None else at)
        values = {"verdict": said.verdict.value, "said_at": said.said_at, "source_id": OWN_LISTENING.id}
        row = {"listener_id": listener_id, "kind": said.kind.value, "entity_id": said.id} | values
        with self._store.writing() as db:
            db.execute(insert(FeedbackRow).values(row).on_conflict_do_update(set_=values))
        return said

    def take_back(self, listener_id: str, kind: Kind, id_: str) -> bool:
        """Forget what a listener said of something; return whether they had."""
        own = (FeedbackRow.listener_id == listener_id, FeedbackRow.kind == kind.value)
        with self._store.writing() as db:
            gone = db.execute(delete(FeedbackRow).where(*own, FeedbackRow.entity_id == key_of(kind, id_)))
        return gone.rowcount > 0

    def said(self, listener_id: str, verdicts: Collection[Verdict] = tuple(Verdict)) -> list[Said]:
        """Return what a listener said, the latest first."""
        columns = (FeedbackRow.kind, FeedbackRow.entity_id, FeedbackRow.verdict, FeedbackRow.said_at)
        own = (FeedbackRow.listener_id == listener_id, FeedbackRow.verdict.in_([one.value for one in verdicts]))
        order = (FeedbackRow.said_at.desc(), FeedbackRow.kind, FeedbackRow.entity_id)
        with self._store.reading() as db:
            rows = db.execute(select(*columns).where(*own).order_by(*order)).all()
        return [Said(Kind(kind), id_, Verdict(verdict), at) for kind, id_, verdict, at in rows]

    def skip(self, listener_id: str, skips: Iterable[Skip], source_id: str = OWN_LISTENING.id) -> int:
        """Note tracks that a listener skipped; those noted already change nothing. Return how many are new."""
        own = {"listener_id": listener_id, "source_id": source_id}
        rows = [own | skip._asdict() for skip in skips]
        if not rows:
            return 0
        count = select(func.count()).select_from(SkipRow).where(SkipRow.listener_id == listener_id)
        with self._store.writing() as db:
            before = db.execute(count).scalar_one()
            db.execute(insert(SkipRow).on_conflict_do_nothing(), rows)
            return int(db.execute(count).scalar_one() - before)

    def skips(self, listener_id: str, since: float = 0.0) -> dict[str, int]:
        """Return how often a listener skipped each track that they skipped after a moment, in seconds since 1970."""
        times = select(SkipRow.track_id, func.count()).where(SkipRow.listener_id == listener_id)
        with self._store.reading() as db:
            return dict(db.execute(times.where(SkipRow.skipped_at > since).group_by(SkipRow.track_id)).all())


def key_of(kind: Kind, id_: str) -> str:
    """Return under which key something is spoken of: its id, or the normalised name of a genre.

    Raises
    ------
    InvalidId
        If the id is none.
    InvalidParameter
        If a genre has no name.
    """
    if kind is not Kind.GENRE:
        return require_id(id_)
    if not (name := normalise(id_)):
        raise InvalidParameter("The name of a genre is empty.")
    return name
