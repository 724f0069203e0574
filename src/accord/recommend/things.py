"""What people speak of, as rows of a pool."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from accord.library.feedback import Kind
from accord.recommend.pool import Pool, Rows
from accord.recommend.seed import Seed

NONE: Rows = np.zeros(0, dtype=np.intp)


def seed_of(pool: Pool, kind: Kind, id_: str) -> Seed:
    """Return a track, artist, album or genre as something to start from; its rows are none if it has no sound here.

    Parameters
    ----------
    pool : Pool
        All tracks.
    kind : Kind
        What it is.
    id_ : str
        Its id; of a genre its normalised name.

    Returns
    -------
    Seed
    """
    match kind:
        case Kind.GENRE:
            return Seed("genre", id_, pool.by_genre.get(id_, NONE), genre=id_)
        case Kind.ARTIST:
            return Seed("artist", id_, pool.by_artist.get(id_, NONE))
        case Kind.ALBUM:
            return Seed("album", id_, pool.by_album.get(id_, NONE))
    row = pool.row_of.get(id_)
    return Seed("track", id_, NONE if row is None else np.array([row], dtype=np.intp))


def rows_of(pool: Pool, things: Iterable[tuple[Kind, str]]) -> Rows:
    """Return the rows of all of some things, ascending."""
    several = [seed_of(pool, kind, id_).rows for kind, id_ in things]
    return np.unique(np.concatenate([NONE, *several]))
