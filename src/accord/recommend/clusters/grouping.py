"""The groups of a library and the listening modes of a person, with the names of what is in them, and stated."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from accord.domain.entities import Listener
from accord.domain.labels import Label, Purpose, Source
from accord.library.feedback import Verdict
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend.clusters.clusters import Clusters, clusters, modes
from accord.recommend.clusters.partition import MOST
from accord.recommend.history import Play, history
from accord.recommend.loading import Current, Stock
from accord.recommend.own import LATEST
from accord.recommend.pool import Pool, Rows
from accord.recommend.things import rows_of
from accord.rights.algebra import meet
from accord.rights.registry import OWN_LISTENING, source


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups, and what is to be said of them."""

    found: Clusters
    pool: Pool
    titles: Mapping[str, str]
    """Track id -> artists and title, of the typical tracks."""
    genres: Mapping[str, str]
    """Normalised genre -> its name."""
    label: Label | None
    """What may be done with the groups; ``None`` where nothing was grouped."""
    sources: tuple[Source, ...]
    """What they were made from."""


class Grouping:
    """Groups what is in one library. It keeps the last groups of the library, and nothing about people.

    Parameters
    ----------
    people : People
        The open library.
    stock : Stock
        The analysed tracks.
    matching : Matching
        Finds the tracks that were heard.
    """

    def __init__(self, people: People, stock: Stock, matching: Matching) -> None:
        self._people = people
        self._stock = stock
        self._matching = matching
        self._lock = threading.Lock()
        self._kept: tuple[Pool, int, int, Clusters] | None = None

    def library(self, most: int = MOST, seed: int = 0) -> Grouped:
        """Return the groups of the whole library.

        Parameters
        ----------
        most : int
            Groups at most.
        seed : int
            Where chance begins: the same library and seed give the same groups.

        Returns
        -------
        Grouped
        """
        current = self._stock.current()
        with self._lock:
            kept = self._kept
            if kept is None or kept[0] is not current.pool or kept[1:3] != (most, seed):
                found = clusters(current.pool, current.genres.names, most, seed)
                self._kept = kept = (current.pool, most, seed, found)
        return self._told(kept[3], current)

    def listener(self, listener: Listener, most: int = MOST, seed: int = 0, utc_offset: float = 0.0) -> Grouped:
        """Return the modes in which a listener listens: several tastes, not their average.

        Parameters
        ----------
        listener : Listener
            Who asks, of their own listening.
        most : int
            Modes at most.
        seed : int
            Where chance begins.
        utc_offset : float
            Seconds by which the listener's clock is ahead of UTC.

        Returns
        -------
        Grouped
            Without what the listener never wants to meet again.

        Raises
        ------
        ConsentMissing
            If the listener did not consent to personalisation; nothing is read then.
        """
        current = self._stock.current()
        pool, label = current.pool, OWN_LISTENING.label.about(listener.id)
        decision = self._people.uses.require(Purpose.PERSONALISATION, label, what="modes")
        listens = self._people.listening.heard(decision).newest(LATEST)
        said = self._people.feedback.said(listener.id)
        hidden = rows_of(pool, ((one.kind, one.id) for one in said if one.verdict is Verdict.HIDE))
        barred = {pool.ids[row] for row in np.flatnonzero(np.isin(pool.recordings, pool.recordings[hidden])).tolist()}
        plays = [
            Play(id_, one.listened_at)
            for id_, one in zip(self._matching.match(listens), listens, strict=True)
            if id_ and id_ not in barred
        ]
        heard = history(pool, plays, self._people.now(), utc_offset)
        return self._told(modes(pool, current.genres.names, heard, most, seed), current, label)

    def _told(self, found: Clusters, current: Current, *labels: Label) -> Grouped:
        pool = current.pool
        rows = [row for group in found.clusters for row in group.typical.tolist()]
        titles = {
            track.id: f"{', '.join(artist.name for artist in track.artists)} - {track.title}"
            for track in self._people.library.tracks([pool.ids[row] for row in rows])
            if track
        }
        of_tracks = [source(id_) for id_ in sorted(_sources(pool, [group.rows for group in found.clusters]))]
        if not of_tracks:
            return Grouped(found, pool, titles, current.genres.names, None, ())
        own = [OWN_LISTENING] if labels else []
        label = meet(*(one.label for one in of_tracks), *labels)
        return Grouped(found, pool, titles, current.genres.names, label, (*of_tracks, *own))


def _sources(pool: Pool, groups: list[Rows]) -> set[str]:
    return {pool.sources[row] for rows in groups for row in rows.tolist()}
