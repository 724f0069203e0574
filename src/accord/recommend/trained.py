"""The trained models of a library, as recommendations use them: opened once, and asked for leave at every use."""

from __future__ import annotations

import threading

from accord.domain.errors import AccordError, ModelUnusable
from accord.library.models import LISTS, PEOPLE, SESSIONS, Artefact
from accord.library.people import People
from accord.recommend.learnt import Learnt
from accord.recommend.model.model import Model

KINDS = {PEOPLE: PEOPLE, SESSIONS: SESSIONS, "listenbrainz": PEOPLE, "mlhd-plus": PEOPLE}
"""Name of a model -> what its rows are; lists, where it is not named here."""


class TrainedModels:
    """The models that may be used now.

    Parameters
    ----------
    people : People
        The open library.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._lock = threading.Lock()
        self._opened: dict[str, Learnt] = {}
        self.refused: dict[str, AccordError] = {}
        """Name -> why a model that is here could not be opened, the last time that it was tried."""

    def learnt(self, listener_id: str | None) -> list[Learnt]:
        """Return the models by which a listener may be answered now, newest first; own ones for that listener alone.

        A model from which somebody withdrew is not among them: that is looked up each time.

        Parameters
        ----------
        listener_id : str or None
            Who asks; ``None`` for whom nobody knows.

        Returns
        -------
        list of Learnt
        """
        usable = self._people.models.usable(listener_id)
        with self._lock:
            # What is not for this listener stays open for others, unless it is gone.
            there = {one.id for one in self._people.models.every()} if self._opened else set()
            self._opened = {id_: one for id_, one in self._opened.items() if id_ in there}
            found = [self._open(one) for one in usable]
        return [one for one in found if one is not None]

    def _open(self, one: Artefact) -> Learnt | None:
        if one.id not in self._opened:
            try:
                model = _model(self._people.models.read(one.id), one.name)
            except AccordError as error:
                self.refused[one.name] = error
                return None
            self.refused.pop(one.name, None)
            kind = KINDS.get(one.name, LISTS)
            self._opened[one.id] = Learnt(kind, one.id, model.digest(), tuple(sorted(one.label.sources)), model)
        return self._opened[one.id]


def _model(data: bytes, name: str) -> Model:
    try:
        return Model.from_bytes(data)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnusable(f"The model {name} is of a form that this Accord does not read: {error}.") from error
