"""What was derived here: recorded with what it was made from, traced to its sources, and ended when consent ends."""

from __future__ import annotations

import hashlib
import shutil
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from accord.domain.errors import InvalidParameter, NotFound, StoreError
from accord.domain.labels import Label, Purpose
from accord.library import derivations
from accord.library.provenance import catalogued
from accord.library.uses import Leaves
from accord.rights.decision import Decision
from accord.rights.lineage import Derived, Input, Thing
from accord.rights.log_entry import LogKind
from accord.store.engine import Store

LEAVES = {"model": LogKind.TRAINING, "export": LogKind.EXPORT}
"""Kind of derived thing -> kind of its leaf in the log; every other is a ``DERIVATION``."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A derived thing that lost what someone withdrew."""

    id: str
    kind: str
    name: str
    location: str | None
    """The file that was removed, relative to the data folder."""
    invalidated: bool
    """False for a backup: it only no longer says whom it is about, since without the key nobody reads them in it."""


class Lineage:
    """The derived things of one Accord, and how everything here came to be.

    Parameters
    ----------
    store : Store
        The library's database.
    log : Leaves
        Gets a leaf for each thing that is derived.
    folder : Path
        The data folder, which locations are relative to.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, store: Store, log: Leaves, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._log = log
        self._folder = folder
        self._clock = clock

    def record(
        self, derived: Derived, digest: str | None = None, location: str | None = None, id_: str | None = None
    ) -> str:
        """Record something that was made, and write its leaf to the log.

        Parameters
        ----------
        derived : Derived
            What it is and what it was made from; there is none without a label.
        digest : str or None
            SHA-256 of its bytes, hexadecimal, where it is bytes.
        location : str or None
            Its file or folder, relative to the data folder, where it is kept there.
        id_ : str or None
            A UUID that it was given before, where its bytes hold it.

        Returns
        -------
        str
            Its id.

        Raises
        ------
        InvalidParameter
            If the location leads out of the data folder.
        StoreError
            If it cannot be written; then nothing is.
        """
        if location is not None:
            self._path(location)
        id_ = id_ or str(uuid.uuid4())
        with self._store.writing() as db:
            derivations.add(db, id_, derived, digest, location, int(self._clock()))
            # Before the commit: a leaf for what then was not kept is harmless, a derivation without a leaf is not.
            self._log.append(LEAVES.get(derived.kind, LogKind.DERIVATION), _facts(id_, derived, digest))
        return id_

    def inputs(self, id_: str) -> tuple[Input, ...]:
        """Return what a derived thing brings in where it goes into another: each of its own inputs, by its id.

        Raises
        ------
        NotFound
            If there is no such thing, or it was withdrawn.
        """
        with self._store.reading() as db:
            label = derivations.label_of(derivations.valid(db, id_))
            rows = derivations.inputs(db, id_)
        return tuple(Input(id_, row.source_id, row.rows, label, row.listener_id) for row in rows)

    def trace(self, id_: str) -> Thing:
        """Return the chain from a track, a release, an artist or a derived thing down to its sources.

        Raises
        ------
        NotFound
            If nothing here has the id.
        """
        with self._store.reading() as db:
            found = derivations.chain(db, id_) or catalogued(db, id_)
        if found is None:
            raise NotFound(f"There is no track, release, artist or derived thing {id_}.")
        return found

    def every(self, listener_id: str | None = None) -> list[Thing]:
        """Return the chains of all derived things, newest first; with a listener, of those that are about them."""
        with self._store.reading() as db:
            chains = [derivations.chain(db, id_) for id_ in derivations.ids(db, listener_id)]
        return [chain for chain in chains if chain]

    def read(self, id_: str, purpose: Purpose, require: Callable[[Purpose, Label], Decision]) -> bytes:
        """Return the bytes of a derived thing that is kept as a file, if it may be used for a purpose.

        Parameters
        ----------
        id_ : str
            Its id.
        purpose : Purpose
            What it is to be used for.
        require : callable
            Returns the decision, or raises; asked before the file is opened.

        Returns
        -------
        bytes

        Raises
        ------
        NotFound
            If there is no such thing, it was withdrawn, or no file of it is kept.
        RightsError
            As ``require`` does.
        StoreError
            If the file cannot be read or is not what was recorded.
        """
        with self._store.reading() as db:
            row = derivations.valid(db, id_)
        if row.location is None:
            raise NotFound(f"No file of {id_} is kept here.")
        require(purpose, derivations.label_of(row))
        try:
            data = self._path(row.location).read_bytes()
        except OSError as error:
            raise StoreError(f"{row.location} cannot be read: {error.strerror}.") from error
        if row.digest is not None and hashlib.sha256(data).hexdigest() != row.digest:
            raise StoreError(f"{row.location} is not the file that was recorded: its SHA-256 differs.")
        return data

    def invalidate(self, listener_id: str, purpose: Purpose | None = None) -> list[Ended]:
        """End what was made from a listener's data for a purpose, and all that was made from that.

        Files are removed, and nothing names the listener any more. What is left says that there was something, what
        it was made for and of how many rows.

        Parameters
        ----------
        listener_id : str
            Who withdrew.
        purpose : Purpose or None
            What they withdrew for; ``None`` for everything.

        Returns
        -------
        list of Ended
            Empty where nothing was left to end.

        Raises
        ------
        StoreError
            If a file cannot be removed or the database not be written; done again, it goes on where it stopped.
        """
        with self._store.writing() as db:
            rows = derivations.affected(db, listener_id, purpose)
            ended = [
                Ended(row.id, row.kind, row.name, None if row.kind == "backup" else row.location, row.kind != "backup")
                for row in rows
            ]
            for one in ended:
                if one.location is not None:  # first, so that no row forgets a file that is still there
                    self._remove(one.location)
            for row in rows:
                derivations.end(db, row, listener_id, int(self._clock()))
        return ended

    def retire(self, ids: Iterable[str]) -> None:
        """End derived things that newer ones took the place of, and remove their files.

        Raises
        ------
        StoreError
            If a file cannot be removed or the database not be written.
        """
        with self._store.writing() as db:
            for row in derivations.present(db, ids):
                if row.location is not None:
                    self._remove(row.location)
                derivations.retire(db, row.id, int(self._clock()))

    def _path(self, location: str) -> Path:
        parts = PurePath(location)
        if not parts.parts or parts.is_absolute() or ".." in parts.parts:
            raise InvalidParameter(f"{location!r} is no place in the data folder.")
        return self._folder / parts

    def _remove(self, location: str) -> None:
        path = self._path(location)
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                with suppress(FileNotFoundError):
                    path.unlink()
        except OSError as error:
            raise StoreError(f"{location} cannot be removed: {error.strerror}.") from error


def _facts(id_: str, derived: Derived, digest: str | None) -> dict[str, str | int]:
    """Return what the log says of a thing. The digest of what is about people is left out: it tells copies apart."""
    facts: dict[str, str | int] = {
        "derived": id_,
        "kind": derived.kind,
        "purpose": derived.purpose.value,
        "agent": derived.agent,
        "sources": " ".join(sorted(derived.label.sources)),
        "rows": sum(used.rows for used in derived.inputs),
        "subjects": len(derived.label.subjects),
    }
    return facts if digest is None or derived.label.subjects else {**facts, "sha256": digest}
