"""Sharing on purpose: sums over what those heard who agreed to it, with so much chance in them that nobody shows.

The only way from listening to such a file. What is spent on it is noted before anything is read; who does not agree is
not read at all; and no sum leaves this module but through ``rights.community.release``.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import repeat
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from accord import __version__
from accord.domain.errors import ConsentMissing, InvalidParameter, UnknownListener
from accord.domain.labels import Label, Obligation, Purpose
from accord.domain.spelling import plain_artist, plain_title
from accord.library import community_file
from accord.library.budget_ledger import BudgetLedger
from accord.library.durable import create, named_failures
from accord.library.heard import Heard
from accord.library.people import People
from accord.rights.algebra import meet
from accord.rights.community import Plan, Sums, release
from accord.rights.contribution import ranking
from accord.rights.decision import Decision
from accord.rights.lineage import Input, derive
from accord.rights.privacy_budget import Cost, require_affordable, total
from accord.rights.registry import OWN_LISTENING, sources

PURPOSE = Purpose.COMMUNITY_STATISTICS
AGENT = f"accord {__version__}"
WHAT = "community sums"
"""What people's journals and the log call it."""

SOURCES = frozenset(
    one.id
    for one in sources().values()
    if one.kind == "listening" and one.stored and {Obligation.OBTAIN_CONSENT} <= one.label.obligations
    if PURPOSE in one.label.purposes
)
"""Where what a listener here heard may come from. All are named, whichever there are: which one has is private."""


class Grain(StrEnum):
    """What is counted."""

    ARTISTS = "artists"
    TRACKS = "tracks"


@dataclass(frozen=True, slots=True)
class Shared:
    """A release that was made."""

    id: str
    """By it the manifest, the log and the ledger name the release."""
    derived: str
    """By it `accord rights trace` knows what the file was made from."""
    path: Path
    sha256: str
    grain: Grain
    plan: Plan
    people: int
    """How many took part."""
    items: int
    """How many artists or tracks the file names."""
    pairs: int
    leaf: int
    """Index of the entry in the log."""
    spent: Cost
    """By all releases, this one included."""


def taking_part(people: People) -> list[str]:
    """Return the ids of those who agreed to take part, and whose agreement is valid now."""
    every = [listener.id for listener in people.listeners.every()]
    return sorted(listener_id for listener_id, _ in people.consents.valid(PURPOSE, every))


def ledger(people: People) -> BudgetLedger:
    """Return the ledger of what was spent."""
    return BudgetLedger(people.settings.key_folder, people.log)


def share(people: People, target: Path, grain: Grain = Grain.ARTISTS, epsilon: float = 1.0) -> Shared:
    """Write a file with sums over what those heard who agreed to it: how many play what, and what together.

    Parameters
    ----------
    people : People
        The people of the library.
    target : Path
        The file, a zip archive; nothing may be there yet.
    grain : Grain
        What is counted.
    epsilon : float
        What the release may cost each of them.

    Returns
    -------
    Shared

    Raises
    ------
    InvalidParameter
        If the file exists already, its folder does not, or epsilon is out of range.
    CommunityTooSmall
        If too few people agreed. Nothing is read or spent then.
    BudgetSpent
        If not enough is left. Nothing is read or spent then.
    RightsError
        If a label or the profile does not allow it, or somebody withdraws meanwhile: then no file is written.
    KeyLost
        If the key of one of them is gone.
    StoreError
        If something cannot be read or written.
    """
    if target.exists() or not target.parent.is_dir():
        raise InvalidParameter(f"{target} exists already, or its folder does not exist.")
    plan, ids, books = Plan.of(epsilon), taking_part(people), ledger(people)
    plan.require_people(len(ids))
    require_affordable(plan.cost, total(books.releases().values()))
    decisions = [people.uses.require(PURPOSE, _label(id_), what=WHAT) for id_ in ids]
    release_id = str(uuid.uuid4())
    facts: dict[str, str | int] = {"format": community_file.FORMAT, "purpose": PURPOSE.value, "agent": AGENT}
    leaf = books.spend(release_id, plan.cost, facts | {"subjects": len(ids)})
    sums, names = _summed(people, decisions, plan, grain)
    about = community_file.About(release_id, grain.value, plan, len(ids), leaf, people.log.verifier_key(), AGENT)
    data = community_file.written(sums, names, about, tuple(books.releases().values()), _label(), int(time.time()))
    digest = hashlib.sha256(data).hexdigest()
    derived = _record(people, ids, grain, digest)
    with named_failures(target):
        if not create(target, data):
            raise InvalidParameter(f"{target} exists already.")
    spent = total(books.releases().values())
    return Shared(
        release_id, derived, target, digest, grain, plan, len(ids), len(sums.items), len(sums.pairs), leaf, spent
    )


def _label(*subjects: str) -> Label:
    """Return the label of what goes in and comes out: good for this purpose alone, which people were asked about."""
    both = meet(*(sources()[id_].label for id_ in sorted(SOURCES)))
    return replace(both, purposes=frozenset({PURPOSE})).about(*subjects)


def _summed(
    people: People, decisions: Sequence[Decision], plan: Plan, grain: Grain
) -> tuple[Sums, list[community_file.Name]]:
    """Return the sums with the names of what they are of; nothing else of what was read is left."""
    numbers: dict[str, int] = {}
    rankings = [
        [numbers.setdefault(name, len(numbers)) for name in ranking(_plays(people.listening.heard(decision), grain))]
        for decision in decisions
    ]
    return release(plan, rankings), [tuple(name.split(_BETWEEN)) for name in numbers]


_BETWEEN = "\x1f"


def _plays(heard: Heard, grain: Grain) -> Counter[str]:
    """Return how often somebody played each artist or track, by its name in plain spelling."""
    raw: Counter[tuple[str, str]] = Counter()
    for month in heard.months():
        table = heard.table(month)
        tracks = table.column("track_name").to_pylist() if grain is Grain.TRACKS else repeat("")
        rows = zip(table.column("artist_name").to_pylist(), tracks, table.column("source_id").to_pylist(), strict=False)
        raw.update((artist, track) for artist, track, source_id in rows if source_id in SOURCES)
    named: Callable[[str, str], str] = _track if grain is Grain.TRACKS else _artist
    plays: Counter[str] = Counter()
    for (artist, track), count in raw.items():
        plays[named(artist, track)] += count
    return plays


def _artist(artist: str, _: str) -> str:
    return plain_artist(artist)


def _track(artist: str, track: str) -> str:
    return f"{plain_artist(artist)}{_BETWEEN}{plain_title(track)}"


def _record(people: People, ids: Sequence[str], grain: Grain, digest: str) -> str:
    """Record what the file was made from, and make sure that everybody still agrees: who withdraws later ends it."""
    inputs = [Input("histories", OWN_LISTENING.id, 1, _label(id_), id_) for id_ in ids]
    name = f"Sums over the {grain} that this community plays"
    made = derive("statistic", name, purpose=PURPOSE, activity="export community", agent=AGENT, inputs=inputs)
    try:
        id_ = people.lineage.record(made, digest)
    except IntegrityError as error:
        raise UnknownListener("Somebody was erased while the sums were made: nothing was written.") from error
    gone = set(ids) - set(taking_part(people))
    for listener_id in sorted(gone):
        people.lineage.invalidate(listener_id, PURPOSE)
    if gone:
        raise ConsentMissing("Somebody withdrew while the sums were made: nothing was written.")
    return id_
