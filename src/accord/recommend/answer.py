"""An answer to a wish: looked up in the library, recommended, explained, and stated."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter
from accord.domain.ids import normalise
from accord.library.feedback import Kind
from accord.library.matching import Matching
from accord.library.names import names
from accord.library.people import People
from accord.library.spoken_of import thing
from accord.recommend.asked import Asked, Taste
from accord.recommend.contribution import Contribution
from accord.recommend.explain import Sentence, explain, spoken_of
from accord.recommend.groups import Group, artists, playlists
from accord.recommend.history import Play, daypart, history
from accord.recommend.learnt import Shelf
from accord.recommend.loading import Current, Stock
from accord.recommend.own import own_taste
from accord.recommend.pool import Pool
from accord.recommend.recommend import recommend
from accord.recommend.seed import Seed
from accord.recommend.statement import Statement, statement
from accord.recommend.things import seed_of
from accord.recommend.tunables import tuning
from accord.recommend.weights import steered
from accord.recommend.wish import Heard, Named, What, Wish


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is recommended."""

    id: str
    name: str
    score: float
    contributions: tuple[Contribution, ...]
    because: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is recommended, and how that came about."""

    what: What
    items: tuple[Item, ...]
    statement: Statement
    unmatched: int
    """Entries of the history that are of no track of the library."""


class Answering:
    """Answers wishes from one library. It keeps nothing of them.

    Parameters
    ----------
    people : People
        The open library.
    stock : Stock
        What there is to recommend.
    matching : Matching
        Finds the tracks that were heard.
    shelf : Shelf
        The models that may be used.
    """

    def __init__(self, people: People, stock: Stock, matching: Matching, shelf: Shelf) -> None:
        self._people = people
        self._stock = stock
        self._matching = matching
        self._shelf = shelf

    def answer(self, wish: Wish, mine: Listener | None = None) -> Answer:
        """Return what a wish leads to.

        Parameters
        ----------
        wish : Wish
            What is wanted.
        mine : Listener, optional
            Whose kept listening, likes and skips count beside what the wish says. If there is none, nothing that is
            kept of anybody is read, and nothing is written.

        Returns
        -------
        Answer

        Raises
        ------
        NotFound
            If something that the wish names is not in the library.
        InvalidParameter
            If the wish asks for what cannot be, or for nothing.
        ConsentMissing
            If the listener did not consent to personalisation.
        """
        current = self._stock.current()
        own = mine if wish.profiled else None
        asked, unmatched = self._asked(wish, current, own)
        if not (asked.seeds or wish.tuning or own or len(asked.points) or wish.history):
            raise InvalidParameter("Nothing is named to start from: give seeds, targets or bounds, or a history.")
        groups = _recommended(asked, wish, current)
        parts = [part for group in groups for part in group.contributions]
        called = self._names(wish.what, groups, parts, current)
        items = tuple(
            Item(
                group.id,
                called[group.id],
                group.score,
                group.contributions,
                explain(group.contributions, called, asked.taste.daypart),
            )
            for group in groups
            if group.id in called  # its file went while it was being recommended
        )
        told = [(_tracks(wish.what, group.id, asked, current), group.contributions) for group in groups]
        stated = statement(asked, told, profiled=wish.profiled, own=own is not None)
        return Answer(wish.what, items, stated, unmatched)

    def _asked(self, wish: Wish, current: Current, own: Listener | None) -> tuple[Asked, int]:
        pool = current.pool
        taste, unmatched = self._taste(wish, pool, own) if wish.profiled else (Taste(), 0)
        if wish.profiled:
            liked, less = (tuple(self._seed(current, one) for one in those) for those in (wish.likes, wish.less))
            taste = dataclasses.replace(taste, liked=(*taste.liked, *liked), less=(*taste.less, *less))
        hidden = [self._seed(current, one).rows for one in wish.hide]
        taste = dataclasses.replace(taste, hidden=np.unique(np.concatenate([taste.hidden, *hidden])))
        asked = Asked(
            pool,
            tuple(self._seed(current, one) for one in wish.seeds),
            tuning({name: str(value) for name, value in wish.tuning.items()}),
            taste,
            tuple(self._shelf.learnt(own.id if own else None)),
            steered(wish.weights),
        )
        return asked, unmatched

    def _taste(self, wish: Wish, pool: Pool, own: Listener | None) -> tuple[Taste, int]:
        if own is not None:
            now = self._people.now() if wish.now is None else wish.now
            return own_taste(self._people, own, self._matching, pool, now, wish.utc_offset), 0
        played = [self._play(one) for one in wish.history]
        plays = [play for play in played if play is not None and play.track_id in pool.row_of]
        now = wish.now if wish.now is not None else max((play.at or 0.0 for play in plays), default=0.0)
        taste = Taste(
            history=history(pool, plays, now, wish.utc_offset),
            skips={pool.row_of[id_]: count for id_, count in wish.skips.items() if id_ in pool.row_of},
            now=wish.now,
            daypart=None if wish.now is None else daypart(wish.now, wish.utc_offset),
        )
        return taste, len(played) - len(plays)

    def _play(self, one: Heard) -> Play | None:
        id_ = one.track_id
        if id_ is None:
            id_ = self._matching.find(one.artist, one.title, isrc=one.isrc, mbid=one.mbid).track_id
        return None if id_ is None else Play(id_, one.at, one.times)

    def _seed(self, current: Current, named: Named) -> Seed:
        if named.kind is Kind.GENRE:
            return seed_of(current.pool, Kind.GENRE, current.genres.find(named.what) or normalise(named.what))
        known = _known(current.pool)[named.kind]
        id_ = named.what if named.what in known else thing(self._people.library, named.kind, named.what).id
        return seed_of(current.pool, named.kind, id_)

    def _names(
        self, what: What, groups: Sequence[Group], parts: Iterable[Contribution], current: Current
    ) -> dict[str, str]:
        """Return the names of all that an answer speaks of, by id."""
        library, wanted = self._people.library, spoken_of(parts)
        if what is not What.PLAYLISTS:
            wanted |= {group.id for group in groups}
        found = {
            id_: name
            for kind, known in _known(current.pool).items()
            for id_, name in names(library, kind, wanted & known.keys()).items()
        }
        if what is What.PLAYLISTS:
            made = ((group.id, current.ready_made.find(group.id)) for group in groups)
            found |= {id_: playlist.name for id_, playlist in made if playlist}
        return found


def _recommended(asked: Asked, wish: Wish, current: Current) -> list[Group]:
    match wish.what:
        case What.ARTISTS:
            named = [seed.id for seed in asked.seeds if seed.kind == "artist"]
            return artists(asked, wish.limit, wish.most, without=named)
        case What.PLAYLISTS:
            lists = {made.id: made.track_ids for made in current.ready_made.every()}
            return playlists(asked, lists, wish.limit, wish.most)
    found = recommend(asked, wish.limit, wish.most)
    return [Group(track.track_id, track.score, track.contributions) for track in found.tracks]


def _tracks(what: What, id_: str, asked: Asked, current: Current) -> Iterable[str]:
    """Return the ids of the tracks that a thing which was recommended stands for."""
    match what:
        case What.ARTISTS:
            return (asked.pool.ids[row] for row in asked.pool.by_artist[id_].tolist())
        case What.PLAYLISTS:
            made = current.ready_made.find(id_)
            return made.track_ids if made else ()
    return (id_,)


def _known(pool: Pool) -> Mapping[Kind, Mapping[str, object]]:
    """Return what has a name in a pool, by its id."""
    return {Kind.TRACK: pool.row_of, Kind.ARTIST: pool.by_artist, Kind.ALBUM: pool.by_album}
