"""The one way from the store to a use: a connection that sees only what may be used for the purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, select

from accord.domain.errors import OutsideProfile, RightsError, SourceRefused
from accord.domain.labels import Profile, Purpose
from accord.rights.decision import Decision, decide, require
from accord.rights.profile import purposes_of
from accord.rights.registry import require_storable, source, sources
from accord.store.engine import Store, named_failures
from accord.store.filtered import filtered_reader
from accord.store.reader import Reader, reader
from accord.store.schema import SourceRow


class Door:
    """Gives out connections for purposes, in the profile that this Accord runs in.

    Parameters
    ----------
    store : Store
        The library's database.
    profile : Profile
        What this Accord is run for.
    """

    def __init__(self, store: Store, profile: Profile) -> None:
        self.profile = profile
        self.on_denial: Callable[[Purpose, str, RightsError], None] | None = None
        """Called with each denial before it is raised."""
        self._store = store
        self._engines: dict[Purpose, Engine] = {}

    @cached_property
    def _stored(self) -> frozenset[str]:
        with self._store.reading() as connection:
            return frozenset(connection.scalars(select(SourceRow.id)))

    def permitted(self, purpose: Purpose) -> frozenset[str]:
        """Return the ids of the sources whose data may be used for a purpose, in this profile."""
        demands = {purpose, *purposes_of(self.profile)}
        return frozenset(
            id_ for id_, found in sources().items() if all(decide(demand, found.label).allowed for demand in demands)
        )

    def require(self, purpose: Purpose, source_id: str) -> Decision:
        """Return the decision that lets data of a source be used for a purpose.

        Raises
        ------
        PurposeDenied
            If its label does not allow the purpose.
        OutsideProfile
            If it may not be used in the profile that this Accord runs in.
        UnknownSource
            If the registry has no whole record of the source.
        """
        try:
            return self._decision(purpose, source_id)
        except RightsError as error:
            if self.on_denial:
                self.on_denial(purpose, source_id, error)
            raise

    @contextmanager
    def reading(self, purpose: Purpose) -> Iterator[Reader]:
        """Give a reader that sees one state of what may be used for a purpose, and cannot write."""
        with named_failures(self._store.path), reader(self._engine(purpose)) as opened:
            yield opened

    def rows(self, purpose: Purpose, statement: str, *parameters: object) -> list[Any]:
        """Return the rows of one SQL statement: the quickest way, for what is asked a thousand times a second."""
        with named_failures(self._store.path), closing(self._engine(purpose).raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())

    @contextmanager
    def maintaining(self) -> Iterator[Connection]:
        """Give a connection that sees everything: for a scan and for the operator's counts, which use nothing."""
        with self._store.reading() as connection:
            yield connection

    def explain_absence(self, purpose: Purpose, table: str, ids: Sequence[str]) -> None:
        """Return if nothing of these ids is there; say whose it is if it is only out of reach.

        Parameters
        ----------
        purpose : Purpose
            What they were asked for.
        table : str
            ``tracks``, ``artists`` or ``releases``.
        ids : sequence of str
            Ids that were not found through this door.

        Raises
        ------
        RightsError
            As ``require`` does, for the first of them that is there.
        """
        if not ids or self._engine(purpose) is self._store.reader:  # nothing is hidden: what is absent is absent
            return
        statement = f"SELECT source_id FROM {table} WHERE id = ?"
        with self._store.reading() as connection:
            for id_ in ids:
                owner = connection.exec_driver_sql(statement, (id_,)).scalar()
                if owner is not None:
                    self.require(purpose, owner)

    def refused(self) -> Mapping[str, int]:
        """Return how many tracks of each source this profile refuses."""
        if self._engine(Purpose.SERVICE) is self._store.reader:
            return {}
        permitted = self.permitted(Purpose.SERVICE)
        counted = "SELECT source_id, count(*) FROM files WHERE speaks GROUP BY source_id ORDER BY source_id"
        with self._store.reading() as connection:
            return {id_: count for id_, count in connection.exec_driver_sql(counted) if id_ not in permitted}

    def close(self) -> None:
        """Close every connection that it opened."""
        for engine in self._engines.values():
            if engine is not self._store.reader:
                engine.dispose()

    def _engine(self, purpose: Purpose) -> Engine:
        engine = self._engines.get(purpose)
        if engine is None:
            permitted = self.permitted(purpose)
            engine = filtered_reader(self._store, permitted) if self._hides(permitted) else self._store.reader
            self._engines[purpose] = engine
        return engine

    def _decision(self, purpose: Purpose, source_id: str) -> Decision:
        found = source(source_id)
        decision = require(purpose, found.label)
        if not all(decide(demand, found.label).allowed for demand in purposes_of(self.profile)):
            raise OutsideProfile(
                f"{found.name} may not be used by an Accord that runs in the profile {self.profile}: {found.clause}"
            )
        return decision

    def _hides(self, permitted: frozenset[str]) -> bool:
        """Whether the catalogue may hold rows of a source that is not permitted, or that the registry forgot."""
        known = sources()
        others = (known.get(id_) for id_ in self._stored - permitted)
        return any(
            found is None or found.kind in CATALOGUED or (found.kind == WEIGHTS and found.stored) for found in others
        )


CATALOGUED = frozenset({"own", "audio"})
"""Kinds of sources that rows of the catalogue may be of."""
WEIGHTS = "model"
"""Kind of the sources of weights that analyses may be made with."""


def require_catalogued(source_id: str) -> None:
    """Return if rows of the catalogue may come from a source.

    Raises
    ------
    UnknownSource
        If the registry has no whole record of it.
    SourceRefused
        If it may not be kept, or is not one of music files.
    """
    found = require_storable(source_id)
    if found.kind not in CATALOGUED:
        raise SourceRefused(f"The catalogue is made from music files; {found.name} is none of their sources.")
