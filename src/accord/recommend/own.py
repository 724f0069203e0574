"""What a listener's own account says of their taste: opened for one answer, with a trace of that."""

from __future__ import annotations

import math
from collections.abc import Iterable

from accord.domain.entities import Listen, Listener
from accord.domain.labels import Purpose
from accord.library.feedback import Said, Verdict
from accord.library.heard import Heard
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend.asked import Taste
from accord.recommend.history import History, Play, daypart, history
from accord.recommend.pool import Pool
from accord.recommend.things import rows_of, seed_of
from accord.rights.registry import OWN_LISTENING

LATEST = 20_000
"""Listens that are looked at for a recommendation, the latest."""


def own_taste(
    people: People, listener: Listener, matching: Matching, pool: Pool, now: float, utc_offset: float
) -> Taste:
    """Return what a listener heard, likes, skips and hides.

    Parameters
    ----------
    people : People
        The open library.
    listener : Listener
        Who asks.
    matching : Matching
        Finds the tracks that were heard.
    pool : Pool
        All tracks.
    now : float
        Seconds since 1970.
    utc_offset : float
        Seconds by which the listener's clock is ahead of UTC.

    Returns
    -------
    Taste

    Raises
    ------
    ConsentMissing
        If the listener did not consent to personalisation; nothing is read then.
    """
    heard = _opened(people, listener, "recommendation")
    plays = _plays(matching, heard.newest(LATEST))
    skips = people.feedback.skips(listener.id)
    return _taste(people, listener, pool, history(pool, plays, now, utc_offset), skips, now, daypart(now, utc_offset))


def taste_within(people: People, listener: Listener, matching: Matching, pool: Pool, reach: float | None) -> Taste:
    """Return what a listener heard and skipped lately, and what they like and hide.

    Parameters
    ----------
    people : People
        The open library.
    listener : Listener
        Who asks.
    matching : Matching
        Finds the tracks that were heard.
    pool : Pool
        All tracks.
    reach : float or None
        Seconds of which it is to tell; what is as old as that counts half. ``None`` for all that is kept, in which the
        old counts as much as the new.

    Returns
    -------
    Taste

    Raises
    ------
    ConsentMissing
        If the listener did not consent to personalisation; nothing is read then.
    """
    heard, now = _opened(people, listener, "top"), people.now()
    since = None if reach is None else int(now - reach)
    plays = _plays(matching, heard.every() if since is None else heard.since(since))
    recent = history(pool, plays, now, half_life=math.inf if reach is None else reach)
    return _taste(people, listener, pool, recent, people.feedback.skips(listener.id, since or 0), now, None)


def _opened(people: People, listener: Listener, what: str) -> Heard:
    label = OWN_LISTENING.label.about(listener.id)
    return people.listening.heard(people.uses.require(Purpose.PERSONALISATION, label, what=what))


def _plays(matching: Matching, listens: Iterable[Listen]) -> list[Play]:
    kept = list(listens)
    return [Play(id_, one.listened_at) for id_, one in zip(matching.match(kept), kept, strict=True) if id_]


def _taste(
    people: People,
    listener: Listener,
    pool: Pool,
    heard: History,
    skips: dict[str, int],
    now: float,
    quarter: int | None,
) -> Taste:
    said = people.feedback.said(listener.id)

    def those(verdict: Verdict) -> list[Said]:
        return [one for one in said if one.verdict is verdict]

    return Taste(
        history=heard,
        liked=tuple(seed_of(pool, one.kind, one.id) for one in those(Verdict.LIKE)),
        less=tuple(seed_of(pool, one.kind, one.id) for one in those(Verdict.LESS)),
        hidden=rows_of(pool, ((one.kind, one.id) for one in those(Verdict.HIDE))),
        skips={pool.row_of[id_]: count for id_, count in skips.items() if id_ in pool.row_of},
        now=now,
        daypart=quarter,
    )
