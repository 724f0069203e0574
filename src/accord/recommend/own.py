"""What a listener's own account says of their taste: opened for one recommendation, with a trace of that."""

from __future__ import annotations

from accord.domain.entities import Listener
from accord.domain.labels import Purpose
from accord.library.feedback import Said, Verdict
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend.asked import Taste
from accord.recommend.history import Play, daypart, history
from accord.recommend.pool import Pool
from accord.recommend.things import rows_of, seed_of
from accord.rights.registry import OWN_LISTENING

LATEST = 20_000
"""Listens that are looked at, the latest."""


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
    label = OWN_LISTENING.label.about(listener.id)
    decision = people.uses.require(Purpose.PERSONALISATION, label, what="recommendation")
    listens = people.listening.heard(decision).newest(LATEST)
    tracks = matching.match(listens)
    plays = [Play(id_, one.listened_at) for id_, one in zip(tracks, listens, strict=True) if id_]
    said = people.feedback.said(listener.id)

    def those(verdict: Verdict) -> list[Said]:
        return [one for one in said if one.verdict is verdict]

    skips = people.feedback.skips(listener.id)
    return Taste(
        history=history(pool, plays, now, utc_offset),
        liked=tuple(seed_of(pool, one.kind, one.id) for one in those(Verdict.LIKE)),
        less=tuple(seed_of(pool, one.kind, one.id) for one in those(Verdict.LESS)),
        hidden=rows_of(pool, ((one.kind, one.id) for one in those(Verdict.HIDE))),
        skips={pool.row_of[id_]: count for id_, count in skips.items() if id_ in pool.row_of},
        now=now,
        daypart=daypart(now, utc_offset),
    )
