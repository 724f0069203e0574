"""Playlists, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from accord.domain.entities import Track


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist, without its items."""

    id: str
    owner_id: str
    owner_name: str
    name: str
    description: str
    public: bool
    collaborative: bool
    """Whether every listener who knows the id may read it and change its items; never so where it is public."""
    snapshot_id: str
    """Another one after every change."""
    total: int
    """How many items it has."""
    pictured: bool
    """Whether its owner gave it a picture."""
    cover_id: str | None
    """A cover that can stand for it: that of one of its first tracks."""
    followers: int

    def readable_by(self, listener_id: str | None) -> bool:
        """Return whether a listener may read it; ``None`` for a program that acts for nobody."""
        return self.public or listener_id == self.owner_id or (self.collaborative and listener_id is not None)


@dataclass(frozen=True, slots=True)
class PlaylistItem:
    """A track in a playlist."""

    track: Track | None
    """``None`` where its file is gone, or may not be used as this Accord is run."""
    added_at: int
    """Seconds since 1970, UTC."""
    adder_id: str | None
    """``None`` where who added it is no listener any more."""
    adder_name: str | None
