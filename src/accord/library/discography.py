"""Releases by artist and by when they came to the library."""

from __future__ import annotations

from collections.abc import Sequence

from accord.domain.entities import Release
from accord.library import browse
from accord.library.results import Page
from accord.store.reader import Reader

GROUPS = ("album", "single", "appears_on", "compilation")
"""How a release is an artist's: their own, by its kind, or one on which they are credited for a track alone."""

_OF_ARTIST = """
    WITH own AS (SELECT release_id AS id FROM release_artists WHERE artist_id = ?1),
    others AS (
        SELECT DISTINCT file.release_id AS id FROM credits JOIN files AS file ON file.id = credits.file_id
        WHERE credits.artist_id = ?1 AND file.release_id NOT IN (SELECT id FROM own))
    SELECT id, kind AS of_group, date, title FROM releases WHERE id IN (SELECT id FROM own) AND track_count > 0
    UNION ALL
    SELECT id, 'appears_on', date, title FROM releases WHERE id IN (SELECT id FROM others) AND track_count > 0
"""
# Newest first within each group, in the order of GROUPS.
_ORDER = """
    CASE of_group WHEN 'album' THEN 0 WHEN 'single' THEN 1 WHEN 'appears_on' THEN 2 ELSE 3 END,
    date IS NULL, date DESC, title, id
"""
_ARRIVED = """
    SELECT release_id FROM files GROUP BY release_id ORDER BY min(id) DESC LIMIT ? OFFSET ?
"""


def artist_releases(
    db: Reader, artist_id: str, groups: Sequence[str], limit: int, offset: int
) -> Page[tuple[Release, str]]:
    """Return an artist's releases with the group in which each stands.

    Parameters
    ----------
    db : Reader
        Sees what may be used.
    artist_id : str
        An id or an alias.
    groups : sequence of str
        Those of ``GROUPS`` that are wanted.
    limit, offset : int
        The page.

    Returns
    -------
    Page
    """
    owner = db.value("SELECT owner_id FROM artist_aliases WHERE id = ?", artist_id)
    wanted = f"SELECT id, of_group FROM ({_OF_ARTIST}) WHERE of_group IN ({', '.join(repr(group) for group in groups)})"
    rows = db.rows(f"{wanted} ORDER BY {_ORDER}", owner) if groups else []
    group_of: dict[str, str] = dict(rows[offset : offset + limit])
    return Page([(release, group_of[release.id]) for release in browse.short_releases(db, [*group_of])], len(rows))


def new_releases(db: Reader, limit: int, offset: int) -> Page[Release]:
    """Return the releases that came to the library last, the newest first."""
    total = db.value("SELECT count(DISTINCT release_id) FROM files")
    ids = db.column(_ARRIVED, limit, offset)
    return Page(browse.short_releases(db, ids), total)
