"""Playlists that nobody here made, and that nobody changes: where a look-up by id ends that finds no listener's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from accord.domain.playlists import Playlist
from accord.recommend.loading import Stock
from accord.recommend.ready_made import ReadyMade
from accord.server.webapi.users import ACCORD


def find_ready_made(id_: str, stock: Stock) -> ReadyMade | None:
    """Return the ready-made playlist of an id."""
    return stock.current().ready_made.find(id_)


def ready_made(ids: Sequence[str], stock: Stock) -> list[Playlist]:
    """Return the ready-made playlists of some ids."""
    found = (find_ready_made(id_, stock) for id_ in ids)
    return [as_playlist(made) for made in found if made]


def as_playlist(made: ReadyMade) -> Playlist:
    """Return a ready-made playlist as one that everybody may read; its snapshot changes as its tracks do."""
    return Playlist(
        id=made.id,
        owner_id=ACCORD.id,
        owner_name=ACCORD.name,
        name=made.name,
        description=made.description,
        public=True,
        collaborative=False,
        snapshot_id=hashlib.sha256("".join(made.track_ids).encode()).hexdigest()[:40],
        total=len(made.track_ids),
        pictured=False,
        cover_id=None,
        followers=0,
    )
