"""What the trainings share: parameters that were chosen beforehand, and how a model is recorded with its lineage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accord import __version__
from accord.domain.labels import Label, Purpose
from accord.library.models import LISTS, PEOPLE, SESSIONS, Artefact, Models
from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model, Parameters
from accord.recommend.model.training import train
from accord.rights.algebra import meet
from accord.rights.lineage import Input, derive

AGENT = f"accord-train {__version__}"

OF_PEOPLE = Parameters(least=6)
"""A pair counts that six people share: whoever asks may be one of them, and five others must be left."""
OF_LISTS = Parameters(damping=2.0, least=1)
"""Where rows are one person's sessions, or albums: there are few, and nobody else's privacy is at stake."""

ACTIVITIES = {
    PEOPLE: "counting how many people share two recordings, and a ridge regression for each recording",
    SESSIONS: "counting the sessions and playlists that hold two recordings, and a ridge regression for each recording",
    LISTS: "counting the albums that hold two recordings, and a ridge regression for each recording",
}
OF_FILES = "counting the rows of files that hold two recordings, and a ridge regression for each recording"


@dataclass(frozen=True, slots=True)
class Trained:
    """What became of a training."""

    name: str
    id: str | None
    """Of the model's lineage; ``None`` where there was nothing to learn from."""
    digest: str | None
    """SHA-256 of the model: the same for the same rows, however it was come by."""
    rows: int
    items: int
    changed: int
    """Rows that came, went, or were others; 0 where the model of before still stands."""
    label: Label | None
    unknown: int = 0
    """Listens or items of no recording of the library."""
    not_allowed: int = 0
    """Listens, albums or people left out because a source or a consent does not allow it."""
    listener_id: str | None = None
    """Whose own it is."""


def model_of(rows: Interactions, parameters: Parameters, threads: int | None = None) -> Model:
    """Return the model of some rows."""
    return train(Gram.of(rows, threads).tight(), parameters, threads=threads)


def purpose_of(inputs: Iterable[Input]) -> Purpose:
    """Return what a model of these inputs is made for: the first that all of them allow.

    Whoever listened must have been asked about others' recommendations; what is about nobody here need only allow some.
    """
    label = meet(*(one.label for one in inputs))
    fitting = (Purpose.TRAINING, Purpose.PERSONALISATION, Purpose.NON_COMMERCIAL_RESEARCH)
    return next((purpose for purpose in fitting if purpose in label.purposes), Purpose.TRAINING)


def keep(models: Models, name: str, model: Model, inputs: Iterable[Input], purpose: Purpose) -> Artefact:
    """Record a model and write it.

    Raises
    ------
    RightsError
        If its sources do not allow the purpose, or not in this profile; or if somebody in it withdrew meanwhile.
    StoreError
        If it cannot be written.
    """
    activity = ACTIVITIES.get(name, OF_FILES)
    derived = derive("model", name, purpose=purpose, activity=activity, agent=AGENT, inputs=inputs)
    return models.keep(derived, model.to_bytes())
