"""Which schema a library has once it is open."""

from __future__ import annotations

from accord.store.migrate import revisions


def schema_version() -> str:
    """Return the newest revision of the schema, to which opening a library brings it."""
    return revisions()[-1]
