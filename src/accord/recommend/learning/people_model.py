"""The model of what people share: trained on one row a person, and changed by the rows that changed.

The counts are kept, and beside them, sealed, what each person put in. So a training takes out only the rows that are
others now, and puts in the new ones; what comes of it is, to the last bit, what counting everything anew gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from accord.domain.errors import AccordError, ConsentMissing, KeyLost, ModelUnusable
from accord.domain.labels import Purpose
from accord.library.counts import Kept, Member
from accord.library.models import PEOPLE, Artefact, Models
from accord.library.people import People
from accord.recommend.learning.keeping import OF_PEOPLE, Trained, keep
from accord.recommend.learning.training_rows import Reading, Took
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model
from accord.recommend.model.training import forget, learn, train
from accord.rights.lineage import Input
from accord.rights.registry import OWN_LISTENING

RETRIES = 3
"""Times that a training begins again because somebody withdrew while it ran."""


@dataclass(slots=True)
class Learned:
    """Counts, who is in them, and the model that follows."""

    gram: Gram
    members: dict[str, Member]
    model: Model | None
    """``None`` where it has yet to be solved."""
    state: str = ""
    """That of the counts as they are kept."""


class Left(NamedTuple):
    """What was left out."""

    unknown: int
    not_allowed: int


def learn_from_people(people: People, reading: Reading, threads: int | None = None) -> Trained:
    """Train the model of all listeners who consent to it.

    Parameters
    ----------
    people : People
        The open library.
    reading : Reading
        Turns listening into rows.
    threads : int or None
        How many threads; by default as many as there are processors. The model is the same, to the last bit.

    Returns
    -------
    Trained

    Raises
    ------
    OutsideProfile
        If listening may not be learned from in the profile that this Accord runs in.
    StoreError
        If something cannot be read or written.
    """
    people.models.require_within(PEOPLE, OWN_LISTENING.label)
    for _ in range(RETRIES):
        with suppress(ConsentMissing, KeyLost):  # somebody withdrew meanwhile: once more, without them
            return _learn(people, reading, threads)
    return _learn(people, reading, threads)


def _learn(people: People, reading: Reading, threads: int | None) -> Trained:
    took, refused = _read(people, reading)
    left_out = Left(sum(one.unknown for one in took.values()), refused + sum(one.not_allowed for one in took.values()))
    with people.models.counts.locked():
        # Whoever withdrew while their listening was read is not counted; whoever does from here on is taken out again.
        valid = people.consents.valid(Purpose.TRAINING, took.keys())
        wanted = {id_: one for id_, one in took.items() if one.rows and (id_, Purpose.TRAINING) in valid}
        before = current(people.models)
        learned, changed = _changed(people, wanted, threads)
        if not learned.members:
            people.models.counts.drop()
            people.lineage.retire([] if before is None else [before.id])
            return Trained(PEOPLE, None, None, 0, 0, changed, None, *left_out)
        if changed:
            learned.state = people.models.counts.keep(learned.gram.pieces(), learned.members)
    if not changed and learned.model is not None and before is not None:
        return _told(before, learned, 0, left_out)
    kept = solve_and_keep(people.models, learned, threads)
    return _told(kept, learned, changed, left_out)


def solve_and_keep(models: Models, learned: Learned, threads: int | None = None) -> Artefact:
    """Solve the model of some counts where that is not done, and keep it.

    Raises
    ------
    ConsentMissing
        If somebody in it withdrew meanwhile; then it is not kept.
    StoreError
        If it cannot be written.
    """
    if learned.model is None:
        learned.model = train(learned.gram, OF_PEOPLE, threads=threads)
    kept = keep(models, PEOPLE, learned.model, inputs_of(learned.members), Purpose.TRAINING)
    models.counts.note_solved(learned.state, kept.id)
    return kept


def current(models: Models) -> Artefact | None:
    """Return the people's model that is kept, ``None`` where there is none."""
    return next((one for one in models.every() if one.name == PEOPLE), None)


def inputs_of(members: Mapping[str, Member]) -> list[Input]:
    """Return what went into a model of these people, by person and source."""
    return [
        Input.of("listens", source_id, count, id_)
        for id_, member in sorted(members.items())
        for source_id, count in sorted(member.sources.items())
    ]


def solved(models: Models) -> Model | None:
    """Return the model that was solved from the counts that are kept; ``None`` where it is to be solved anew."""
    id_ = models.counts.solved()
    try:
        model = None if id_ is None else Model.from_bytes(models.opened(id_))
    except (AccordError, ValueError):
        return None
    return model if model is not None and model.parameters == OF_PEOPLE else None


def gram_of(kept: Kept) -> Gram:
    """Return the counts that are kept.

    Raises
    ------
    ModelUnusable
        If the bytes are none.
    """
    try:
        return Gram.from_bytes(kept.payload)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(f"What is kept are no counts: {error}.") from error


def _read(people: People, reading: Reading) -> tuple[dict[str, Took], int]:
    """Read the row of everybody who consents; each reading is a use, and leaves its trace."""
    took: dict[str, Took] = {}
    everybody = [listener.id for listener in people.listeners.every()]
    valid = people.consents.valid(Purpose.TRAINING, everybody)
    refused = 0
    for listener_id in sorted(id_ for id_ in everybody if (id_, Purpose.TRAINING) in valid):
        try:
            label = OWN_LISTENING.label.about(listener_id)
            decision = people.uses.require(Purpose.TRAINING, label, what="training")
            took[listener_id] = reading.person(people.listening.heard(decision), Purpose.TRAINING)
        except KeyLost:
            refused += 1
    return took, refused


def _changed(people: People, wanted: Mapping[str, Took], threads: int | None) -> tuple[Learned, int]:
    """Return the counts of what is wanted, made from those that are kept where it can be, and how many rows differ."""
    counts = people.models.counts
    rows = {id_: sorted(one.rows[0]) for id_, one in wanted.items()}
    kept = _kept(people)
    if kept is not None:
        learned, known = kept
        out = [row for id_, row in known.items() if row != rows.get(id_)]
        new = {id_: row for id_, row in rows.items() if known.get(id_) != row}
        with suppress(ValueError):  # the counts are not of these rows, whatever the reason: count anew
            _renew(learned, out, list(new.values()), threads)
            learned.members = {id_: one for id_, one in learned.members.items() if id_ in rows}
            learned.members |= {id_: _member(people, id_, row, wanted[id_]) for id_, row in new.items()}
            return learned, len(new) + len(known.keys() - rows.keys())
    members = {id_: _member(people, id_, row, wanted[id_]) for id_, row in rows.items()}
    gram = Gram.of(Interactions.of_rows(rows.values()), threads).tight()
    return Learned(gram, members, None, counts.state() or ""), len(rows)


def _kept(people: People) -> tuple[Learned, dict[str, list[str]]] | None:
    """Return the counts that are kept with the rows in them, ``None`` where one of the two cannot be read."""
    try:
        kept = people.models.counts.read()
        if kept is None:
            return None
        rows = {id_: people.models.counts.row(id_) for id_ in kept.members}
        known = {id_: row for id_, row in rows.items() if row is not None}
        if len(known) < len(kept.members):
            return None
        return Learned(gram_of(kept), dict(kept.members), solved(people.models), kept.state), known
    except (ModelUnusable, KeyLost):
        return None


def _member(people: People, listener_id: str, row: list[str], took: Took) -> Member:
    return Member(people.models.counts.keep_row(listener_id, row), dict(took.sources))


def _renew(learned: Learned, out: Sequence[Iterable[str]], new: Sequence[Iterable[str]], threads: int | None) -> None:
    """Take rows out and put rows in; the model follows, where there is one.

    Raises
    ------
    ValueError
        If a row is not in the counts, or the model is of other counts.
    """
    went, came = Interactions.of_rows(out), Interactions.of_rows(new)
    if learned.model is None:
        gram = learned.gram.minus(went) if out else learned.gram
        learned.gram = gram.plus(came) if new else gram
    else:
        if out:
            learned.model = forget(learned.model, learned.gram, went, threads=threads)
        if new:
            learned.model, learned.gram = learn(learned.model, learned.gram, came, threads=threads)
    learned.gram = learned.gram.tight()


def _told(kept: Artefact, learned: Learned, changed: int, left_out: Left) -> Trained:
    assert learned.model is not None
    size = len(learned.members), len(learned.model.ids)
    return Trained(PEOPLE, kept.id, learned.model.digest(), *size, changed, kept.label, *left_out)
