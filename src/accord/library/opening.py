"""How a library's database comes to be ready for use."""

from __future__ import annotations

import errno
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from accord.domain.errors import StoreError, StoreFull
from accord.rights.registry import sources
from accord.store.engine import Store, open_store
from accord.store.migrate import migrate
from accord.store.schema import SourceRow

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def ready_store(path: Path) -> Store:
    """Open a database, made if it is missing, with the current schema and every source that data may come from.

    Raises
    ------
    StoreTooNew
        If a newer Accord wrote it.
    StoreError
        If the folder or the database cannot be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        kind = StoreFull if error.errno in _NO_SPACE else StoreError
        raise kind(f"The data folder {path.parent} cannot be made: {error.strerror}.") from error
    store = open_store(path)
    try:
        migrate(store)
        _register_sources(store)
    except BaseException:
        store.close()
        raise
    return store


def _register_sources(store: Store) -> None:
    """Make the table of sources equal to the registry; nothing else ever writes to it.

    A source that may not be stored is not in it, so that the foreign keys themselves refuse its rows.
    """
    rows = [
        {
            "id": source.id,
            "name": source.name,
            "purposes": sorted(source.label.purposes),
            "obligations": sorted(source.label.obligations),
            "subjects": sorted(source.label.subjects),
        }
        for source in sources().values()
        if source.stored
    ]
    with store.reading() as db:
        stored = [dict(row) for row in db.execute(select(SourceRow)).mappings()]
    missing = [row for row in rows if row not in stored]
    if not missing:  # the usual case; a library that another process writes to opens without waiting
        return
    with store.writing() as db:
        for row in missing:
            db.execute(insert(SourceRow).values(row).on_conflict_do_update(index_elements=["id"], set_=row))
