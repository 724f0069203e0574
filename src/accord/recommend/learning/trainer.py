"""Training: the model of what people share, of each person's own sessions, of the library's albums, and of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accord.domain.baskets import Basket
from accord.domain.errors import AccordError, ConsentMissing, KeyLost, UnreadableHistory
from accord.domain.labels import Purpose
from accord.library.matching import Matching
from accord.library.models import LISTS, SESSIONS, Artefact
from accord.library.people import People
from accord.library.recordings import Recordings
from accord.recommend.learning.keeping import OF_LISTS, OF_PEOPLE, Trained, keep, model_of, purpose_of
from accord.recommend.learning.people_model import learn_from_people
from accord.recommend.learning.training_rows import Reading
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model, Parameters
from accord.rights.lineage import Input
from accord.rights.registry import OWN_AUDIO, OWN_LISTENING, require_storable


class Trainer:
    """Trains the models of one library.

    Parameters
    ----------
    people : People
        The open library.
    threads : int or None
        How many threads; by default as many as there are processors. Models are the same, to the last bit.
    """

    def __init__(self, people: People, threads: int | None = None) -> None:
        self._people = people
        self._threads = threads
        self._recordings = Recordings(people.library)
        self._reading = Reading(Matching(people.library), self._recordings, people.settings.profile)

    def people(self) -> Trained:
        """Train the model of all who consented to it; only rows that changed since are counted.

        Raises
        ------
        OutsideProfile
            If listening may not be learned from in the profile that this Accord runs in.
        StoreError
            If something cannot be read or written.
        """
        with self._people.models.counts.locked("train.lock"):
            return learn_from_people(self._people, self._reading, self._threads)

    def sittings(self, listener_id: str) -> Trained:
        """Train the model of one listener's sessions and playlists, which answers nobody else.

        Raises
        ------
        ConsentMissing
            If the listener does not consent to recommendations from what they heard.
        OutsideProfile
            If listening may not be learned from in the profile that this Accord runs in.
        KeyLost
            If the listener's key is gone.
        StoreError
            If something cannot be read or written.
        """
        people, label = self._people, OWN_LISTENING.label.about(listener_id)
        people.models.require_within(SESSIONS, label)
        decision = people.uses.require(Purpose.PERSONALISATION, label, what="training")
        took = self._reading.sessions(people.listening.heard(decision), Purpose.PERSONALISATION)
        playlists = [row for row in self._recordings.playlists(listener_id) if len(row) > 1]
        inputs = [Input.of("listens", id_, count, listener_id) for id_, count in sorted(took.sources.items())]
        if playlists:
            inputs.append(Input.of("playlists", OWN_LISTENING.id, len(playlists), listener_id))
        rows = Interactions.of_rows([*took.rows, *playlists])
        left_out = took.unknown, took.not_allowed
        return self._train(SESSIONS, rows, OF_LISTS, inputs, Purpose.PERSONALISATION, left_out, listener_id)

    def own_of(self, name: str) -> Trained:
        """Train the own model of the listener called ``name``.

        Raises
        ------
        UnknownListener
            If nobody is called that.
        AccordError
            As ``own`` does.
        """
        return self.sittings(self._people.listeners.by_name(name).id)

    def everybody(self) -> Iterator[Trained]:
        """Train the own model of each listener who consents to it."""
        for listener in self._people.listeners.every():
            try:
                yield self.sittings(listener.id)
            except (ConsentMissing, KeyLost):
                continue  # whoever said no, or can no longer be read, has no model: that is no failure of training

    def lists(self) -> Trained:
        """Train the model of what stands together on the albums of the library.

        Raises
        ------
        StoreError
            If something cannot be read or written.
        """
        took = self._reading.albums()
        inputs = [Input.of("albums", id_, count) for id_, count in sorted(took.sources.items())]
        rows = Interactions.of_rows(took.rows)
        return self._train(LISTS, rows, OF_LISTS, inputs, None, (took.unknown, took.not_allowed))

    def files(self, baskets: Iterable[Basket], source_id: str, what: str = "playlists") -> Trained:
        """Train a model of rows that were read from files; what it may be used for is what their source allows.

        Parameters
        ----------
        baskets : iterable of Basket
            The rows; however many there are, they are read one by one.
        source_id : str
            Where they come from; the model is named by it.
        what : str
            What a row is: ``playlists`` or ``people``.

        Returns
        -------
        Trained

        Raises
        ------
        UnknownSource, SourceRefused
            If the registry does not know the source, or nothing of it may be kept.
        OutsideProfile
            If the profile that this Accord runs in does not permit it.
        UnreadableHistory
            If no row holds two recordings of this library, or a file is damaged.
        StoreError
            If the model cannot be written.
        """
        self._people.models.require_within(source_id, require_storable(source_id).label)
        rows, unknown = self._reading.baskets(baskets)
        if not len(rows):
            raise UnreadableHistory("No row of what was read holds two recordings of this library.")
        parameters = OF_LISTS if source_id == OWN_AUDIO.id else OF_PEOPLE
        return self._train(source_id, rows, parameters, [Input.of(what, source_id, len(rows))], None, (unknown, 0))

    def _train(
        self,
        name: str,
        rows: Interactions,
        parameters: Parameters,
        inputs: list[Input],
        purpose: Purpose | None,
        left_out: tuple[int, int],
        listener_id: str | None = None,
    ) -> Trained:
        if not len(rows):
            self._people.lineage.retire(one.id for one in self._kept(name, listener_id))
            return Trained(name, None, None, 0, 0, 0, None, *left_out, listener_id)
        model = model_of(rows, parameters, self._threads)
        digest, size = model.digest(), (len(rows), len(model.ids))
        for one in self._kept(name, listener_id):
            if self._same(one, digest):
                return Trained(name, one.id, digest, *size, 0, one.label, *left_out, listener_id)
        kept = keep(self._people.models, name, model, inputs, purpose or purpose_of(inputs))
        return Trained(name, kept.id, digest, *size, len(rows), kept.label, *left_out, listener_id)

    def _kept(self, name: str, listener_id: str | None) -> list[Artefact]:
        return [
            one for one in self._people.models.every() if one.name == name and one.listener_id in (None, listener_id)
        ]

    def _same(self, one: Artefact, digest: str) -> bool:
        """Return whether what is kept is this very model, and may be used."""
        try:
            return Model.from_bytes(self._people.models.read(one.id)).digest() == digest
        except (AccordError, ValueError):
            return False
