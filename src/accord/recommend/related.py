"""Related artists: who sounds alike and is tagged alike."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from accord.features.space import PARTS
from accord.recommend.pool import Pool
from accord.recommend.recommend import Contribution
from accord.recommend.scorer import WEIGHTS
from accord.recommend.similarity import likeness


def related(pool: Pool, artist_id: str, limit: int) -> list[tuple[str, tuple[Contribution, ...]]]:
    """Return the artists most alike to one, most alike first, each with the reasons that add up.

    Artists are compared at the mean of their tracks, part by part, and by the share of genres that their tags have in
    common (Jaccard index over genres).

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
    list of (str, tuple of Contribution)
        Ids of artists with their contributions; empty for an artist without an analysed track.
    """
    if artist_id not in pool.by_artist:
        return []
    place = bisect_left(pool.artist_ids, artist_id)
    alike = likeness(pool.artist_centres, pool.artist_centres[place])
    mine = pool.artist_genres[place]
    tags = np.array([len(mine & genres) / max(1, len(mine | genres)) for genres in pool.artist_genres])
    columns = np.column_stack([alike * [WEIGHTS[part] for part in PARTS], WEIGHTS["tags"] * tags])
    order = np.lexsort((np.arange(len(tags)), -columns.sum(axis=1)))
    return [
        (
            pool.artist_ids[other],
            tuple(
                Contribution(f"artist {artist_id}", how, float(value))
                for how, value in zip((*PARTS, "tags"), columns[other], strict=True)
            ),
        )
        for other in order[order != place][:limit]
    ]
