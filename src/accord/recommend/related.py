"""Related artists: who sounds alike, is tagged alike, and is heard together."""

from __future__ import annotations

from accord.recommend.asked import Asked
from accord.recommend.groups import Group, artists
from accord.recommend.learnt import Learnt
from accord.recommend.pool import Pool
from accord.recommend.seed import Seed


def related(pool: Pool, artist_id: str, limit: int, learnt: tuple[Learnt, ...] = ()) -> list[Group]:
    """Return the artists most alike to one, most alike first, each with the reasons that add up.

    They are the artists whom a recommendation from that one leads to, without that one.

    Parameters
    ----------
    pool : Pool
        All tracks.
    artist_id : str
        The artist.
    limit : int
        How many to return at most.
    learnt : tuple of Learnt
        Models of what is heard together.

    Returns
    -------
    list of Group
        Empty for an artist without an analysed track.
    """
    if artist_id not in pool.by_artist:
        return []
    asked = Asked(pool, (Seed("artist", artist_id, pool.by_artist[artist_id]),), learnt=learnt)
    return artists(asked, limit, without=(artist_id,))
