"""Unlearning at the disposal of commands and servers, imported when somebody leaves: most of them never need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.library.people import People
from accord.library.unlearned import Unlearned

if TYPE_CHECKING:
    from accord.recommend.learning.unlearning import Unlearning


class Leaving:
    """Takes people out of what was learned in one library.

    Parameters
    ----------
    people : People
        The open library; its models ask here from now on.
    background : bool
        Whether models are solved again in a thread; otherwise by whoever calls ``finish``.
    """

    def __init__(self, people: People, *, background: bool = False) -> None:
        self._people = people
        self._background = background
        self._made: Unlearning | None = None
        people.models.on_leaving = self._take_out

    def receipt_of(self, listener_id: str) -> str | None:
        """Return, once, the id of the second receipt of somebody who left; ``None`` where they were in no model."""
        return None if self._made is None else self._made.receipt_of(listener_id)

    def finish(self) -> list[Unlearned]:
        """Solve what is left of the model that somebody left, and return the second receipts."""
        return [] if self._made is None else self._made.finish()

    def resume(self) -> None:
        """Do what a server that was stopped had yet to do: counts that have no model are solved in a thread."""
        counts = self._people.models.counts
        if counts.members() and counts.solved() is None:
            self._unlearning().start()

    def _take_out(self, listener_id: str) -> None:
        self._unlearning().take_out(listener_id)

    def _unlearning(self) -> Unlearning:
        if self._made is None:
            from accord.recommend.learning.unlearning import Unlearning

            self._made = Unlearning(self._people, background=self._background)
        return self._made
