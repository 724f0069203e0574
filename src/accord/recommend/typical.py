"""The tracks that stand for an artist: those most like the mean of all of theirs."""

from __future__ import annotations

import numpy as np

from accord.features.space import PARTS
from accord.recommend.pool import Pool
from accord.recommend.similarity import likeness
from accord.recommend.weights import WEIGHTS


def typical(pool: Pool, artist_id: str, limit: int) -> list[str]:
    """Return the ids of an artist's most typical tracks, the most typical first, each recording once.

    Parameters
    ----------
    pool : Pool
        All tracks.
    artist_id : str
        The artist.
    limit : int
        How many to return at most.

    Returns
    -------
    list of str
        Empty for an artist without an analysed track.
    """
    rows = pool.by_artist.get(artist_id)
    if rows is None:
        return []
    rows = rows[np.unique(pool.recordings[rows], return_index=True)[1]]
    alike = likeness(pool.embedding[rows], pool.embedding[rows].mean(axis=0)) @ [WEIGHTS[part] for part in PARTS]
    return [pool.ids[rows[place]] for place in np.lexsort((rows, -alike))[:limit]]
