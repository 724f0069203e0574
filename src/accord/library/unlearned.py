"""The second receipts of withdrawals: which model was solved again without the person, by the digests of both.

They name nobody. Whoever withdrew has the id of theirs from the first receipt.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import orjson

from accord.domain.errors import NotFound
from accord.library import durable
from accord.library.durable import make_folder, named_failures

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Unlearned:
    """A second receipt."""

    id: str
    """A random UUID."""
    model: str
    """Name of the model."""
    old_digest: str | None
    """SHA-256 of the model that last answered with the person in it; ``None`` where that is not known any more."""
    left_at: int
    """When the counts were without the person: seconds since 1970, UTC."""
    new_digest: str | None = None
    """SHA-256 of the model without the person: that of a training without them. ``None`` where nobody is left."""
    new_id: str | None = None
    """Id of its lineage."""
    solved_at: int | None = None
    """When it was solved; ``None`` while that goes on."""

    def completed(self, digest: str | None, id_: str | None, at: int) -> Unlearned:
        """Return the receipt once the model was solved."""
        return replace(self, new_digest=digest, new_id=id_, solved_at=at)


class Unlearnings:
    """The second receipts of one library.

    Parameters
    ----------
    folder : Path
        Where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, receipt: Unlearned) -> None:
        """Write a receipt in place of what it said before."""
        with named_failures(self._folder):
            make_folder(self._folder)
            durable.replace(self._folder / f"{receipt.id}.json", orjson.dumps(asdict(receipt)))

    def pending(self) -> list[Unlearned]:
        """Return the receipts that are not complete."""
        found = []
        with named_failures(self._folder):
            for path in sorted(self._folder.glob("*.json")):
                receipt = Unlearned(**orjson.loads(path.read_bytes()))
                found += [receipt] if receipt.solved_at is None else []
        return found

    def find(self, id_: str) -> Unlearned:
        """Return a receipt.

        Raises
        ------
        NotFound
            If there is none.
        """
        path = self._folder / f"{id_}.json"
        if not _ID.fullmatch(id_) or not path.is_file():
            raise NotFound("There is no such receipt.")
        with named_failures(path):
            return Unlearned(**orjson.loads(path.read_bytes()))
