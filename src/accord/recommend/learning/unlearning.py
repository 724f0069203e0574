"""What a withdrawal does to the model of people: out of the counts at once, then a model that never knew the person.

The counts are downdated before whoever withdraws has an answer; from then on the old model does not answer. The model
without them is solved after that: at once by a command, in the background by a server. It is the model that training
without them makes, to the last bit, and the second receipt says so by the two digests.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from accord.domain.errors import ConsentMissing, NotFound, StoreBusy
from accord.library.models import PEOPLE
from accord.library.people import People
from accord.library.unlearned import Unlearned
from accord.recommend.learning.people_model import RETRIES, Learned, current, gram_of, solve_and_keep, solved
from accord.recommend.model.gram import Gram, take_out
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model
from accord.recommend.model.training import follow


@dataclass(slots=True)
class _Base:
    """A model that does not answer any more, and what went since from the counts that it was solved from."""

    model: Model
    ids: tuple[str, ...]
    """The vocabulary of the counts, before anything went."""
    rows: list[list[str]]
    state: str = ""
    """That of the counts without the rows."""


class Unlearning:
    """Takes people out of the counts of one library, and solves the model again.

    Parameters
    ----------
    people : People
        The open library.
    background : bool
        Whether the model is solved in a thread; otherwise whoever withdraws calls ``finish``.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, people: People, *, background: bool = False, clock: Callable[[], float] = time.time) -> None:
        self._people = people
        self._background = background
        self._clock = clock
        self._lock = threading.Lock()
        self._solving = threading.Lock()
        self._base: _Base | None = None
        self._digest: str | None = None
        self._of: dict[str, str] = {}

    def take_out(self, listener_id: str) -> None:
        """Take somebody out of the counts; called under their lock.

        Raises
        ------
        ModelUnusable, KeyLost
            If the counts or the person's row cannot be read: the counts go as a whole then, and are counted anew.
        ValueError
            If the row is not in the counts.
        """
        models = self._people.models
        everybody, row = models.counts.members(), models.counts.row(listener_id)
        if row is None:
            raise NotFound("What is to be taken out is not there.")
        members = {id_: member for id_, member in everybody.items() if id_ != listener_id}
        old = solved(models)
        if members:
            with models.counts.changing(members) as counts:
                ids = take_out(counts, Interactions.of_rows([row])).ids
                self._note(listener_id, old)
            self._keep_base(old, ids, row, models.counts.state() or "")
        else:
            self._note(listener_id, old)
            models.counts.drop()
        if self._background:
            self.start()

    def _note(self, listener_id: str, old: Model | None) -> None:
        """Keep a receipt that is to be completed: of the model that answered last."""
        with self._lock:
            if old is not None:
                self._digest = old.digest()
            receipt = Unlearned(str(uuid.uuid4()), PEOPLE, self._digest, int(self._clock()))
            self._of[listener_id] = receipt.id
        self._people.models.unlearned.keep(receipt)

    def _keep_base(self, old: Model | None, ids: tuple[str, ...], row: list[str], state: str) -> None:
        """Remember the model that answered last and what went since, so that only what differs is solved again."""
        with self._lock:
            if old is not None:
                self._base = _Base(old, ids, [])
            if self._base is not None:
                self._base.rows.append(row)
                self._base.state = state

    def receipt_of(self, listener_id: str) -> str | None:
        """Return, once, the id of the second receipt of somebody who left; ``None`` where they were in no model."""
        with self._lock:
            return self._of.pop(listener_id, None)

    def start(self) -> None:
        """Solve the model in a thread."""
        threading.Thread(target=self.finish, name="unlearning", daemon=True).start()

    def finish(self) -> list[Unlearned]:
        """Solve the model of whoever is left, and complete the second receipts.

        Returns
        -------
        list of Unlearned
            Those that were completed.
        """
        with self._solving:
            waiting = self._people.models.unlearned.pending()  # before the counts are read: these are without them
            digest, id_ = self._solved()
            done = [receipt.completed(digest, id_, int(self._clock())) for receipt in waiting]
            for receipt in done:
                self._people.models.unlearned.keep(receipt)
            return done

    def _solved(self) -> tuple[str | None, str | None]:
        """Return digest and id of the model of the counts as they are now; nothing where nobody is left."""
        models = self._people.models
        for _ in range(RETRIES):
            with self._lock:
                base, self._base = self._base, None
            with models.counts.locked():
                kept, stands, artefact = models.counts.read(), solved(models), current(models)
                gram = None if kept is None else gram_of(kept)
            if kept is None or gram is None:
                return None, None
            if stands is not None and artefact is not None:
                return stands.digest(), artefact.id
            learned = Learned(gram, dict(kept.members), _forgotten(base, gram, kept.state), kept.state)
            try:
                found = solve_and_keep(models, learned)
            except ConsentMissing:  # somebody else withdrew meanwhile, or their consent ended: once more, without them
                models.settle()
                continue
            assert learned.model is not None
            return learned.model.digest(), found.id
        raise StoreBusy("People withdraw more quickly than a model can be solved.")


def _forgotten(base: _Base | None, gram: Gram, state: str) -> Model | None:
    """Return the model of some counts from an older one and the rows that went; ``None`` where it leads elsewhere."""
    if base is None or base.state != state:
        return None
    try:
        return follow(base.model, replace(gram, ids=base.ids), Interactions.of_rows(base.rows))
    except (ValueError, KeyError):
        return None
