"""Trained models: kept as files that say what they are, and answered only while everybody in them still consents.

What is in a model's bytes is for those who learn to know; here they have a header with the model's name, its label, its
library and the id of its lineage. A model about one person is sealed under that person's key. None is in any backup.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from accord.domain.errors import (
    AccordError,
    ConsentMissing,
    ModelUnusable,
    NotFound,
    OutsideProfile,
    PurposeDenied,
    RightsError,
    StoreError,
)
from accord.domain.labels import Label, Profile, Purpose
from accord.library import derivations
from accord.library.consents import Consents
from accord.library.counts import Counts
from accord.library.durable import named_failures, replace
from accord.library.lineage import Ended, Lineage
from accord.library.model_file import Header, packed, unpacked
from accord.library.sealed import Seal
from accord.library.unlearned import Unlearnings
from accord.library.vault import Vault
from accord.rights.decision import decide
from accord.rights.lineage import Derived
from accord.rights.profile import DEMANDS_OF_MODELS
from accord.rights.registry import source
from accord.store.engine import Store

FOLDER = "trained"
PEOPLE, SESSIONS, LISTS = "people", "sessions", "lists"
"""Names of models: of what people share, of one listener's own sessions, and of albums; others bear a source's id."""

CONSENTS_LOOKED_UP_EVERY = 60.0
"""Seconds. A withdrawal ends a model at once; this is for consents that end by time alone."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model that may be used, as it was recorded."""

    id: str
    """Of its lineage."""
    name: str
    purpose: Purpose
    label: Label
    made_at: int
    """Seconds since 1970, UTC."""
    location: str
    """Of its file, below the data folder."""
    digest: str
    """SHA-256 of its file."""

    @property
    def listener_id(self) -> str | None:
        """Whose own it is; ``None`` for a model that answers everybody."""
        return next(iter(self.label.subjects)) if self.name == SESSIONS else None


class Models:
    """The trained models of one library.

    Parameters
    ----------
    home : Path
        The data folder.
    store : Store
        Its database.
    lineage : Lineage
        Knows what each was made from.
    vault : Vault
        Has the keys of the listeners, and the key that tells this library from others.
    consents : Consents
        The consent records.
    profile : Profile
        What this Accord is run for.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(
        self,
        home: Path,
        store: Store,
        lineage: Lineage,
        vault: Vault,
        consents: Consents,
        profile: Profile,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.counts = Counts(home / FOLDER, vault)
        self.unlearned = Unlearnings(home / FOLDER / "receipts")
        self.profile = profile
        self.on_leaving: Callable[[str], object] | None = None
        """Takes somebody out of the counts, under their lock; where nothing does, the counts go as a whole."""
        self._home = home
        self._store = store
        self._lineage = lineage
        self._vault = vault
        self._consents = consents
        self._clock = clock
        self._looked_up: dict[str, float] = {}
        self._known: dict[str, Artefact] = {}

    # Keeping

    def keep(self, derived: Derived, payload: bytes) -> Artefact:
        """Record a model, and write it in place of the older ones of its name; its own are one listener's.

        Parameters
        ----------
        derived : Derived
            What it is and what it was made from.
        payload : bytes
            The model.

        Returns
        -------
        Artefact

        Raises
        ------
        OutsideProfile
            If it may not be used in the profile that this Accord runs in.
        KeyLost
            If it is one listener's whose key is gone.
        ConsentMissing
            If somebody in it withdrew meanwhile; then it is not kept.
        StoreError
            If it cannot be written.
        """
        self.require_within(derived.name, derived.label)
        id_, location = str(uuid.uuid4()), f"{FOLDER}/{derived.name}-{secrets.token_hex(8)}.model"
        with self.counts.locked("models.lock"):
            self._sweep()
            return self._keep(derived, payload, id_, location)

    def _keep(self, derived: Derived, payload: bytes, id_: str, location: str) -> Artefact:
        header = Header(
            name=derived.name,
            lineage=id_,
            library=self._library(),
            digest=hashlib.sha256(payload).hexdigest(),
            purposes=sorted(derived.label.purposes),
            sources=sorted(derived.label.sources),
            subjects=len(derived.label.subjects),
            sealed=derived.name == SESSIONS,
        )
        if header.sealed:
            payload = self._seal(derived.label).close(payload, location)
        data = packed(header, payload)
        older = [found.id for found in self.every() if _same(found, derived)]
        with named_failures(self._home / location):
            replace(self._home / location, data)
        self._lineage.record(derived, hashlib.sha256(data).hexdigest(), location, id_)
        self._lineage.retire(older)
        try:
            return self.known(id_)
        except AccordError:  # somebody withdrew while it was made
            self._lineage.retire([id_])
            raise

    def _sweep(self) -> None:
        """Remove what was written and never recorded, because the power went."""
        recorded = {one.location for one in self.every()}
        for path in (self._home / FOLDER).glob("*.model"):
            if f"{FOLDER}/{path.name}" not in recorded:
                path.unlink(missing_ok=True)

    # Finding

    def every(self) -> list[Artefact]:
        """Return all models that were not withdrawn, newest first, whether or not they may be used here."""
        with self._store.reading() as db:
            ids = derivations.models(db)
            new = [id_ for id_ in ids if id_ not in self._known]
            fresh = {row.id: _artefact(row) for row in derivations.present(db, new)}
        self._known = {id_: self._known.get(id_) or fresh[id_] for id_ in ids}
        return list(self._known.values())

    def usable(self, listener_id: str | None = None) -> list[Artefact]:
        """Return the models by which a listener may be answered now, or somebody whom nobody knows.

        What the profile does not permit, and what rests on a consent that ended, is not among them.
        """
        found = []
        for one in self.every():
            with suppress(RightsError):
                if one.listener_id in (None, listener_id):
                    self._require(one)
                    found.append(one)
        return found

    def refused(self) -> Mapping[str, AccordError]:
        """Return by name what is here and may not be used, with why: files are opened and held against the record."""
        found: dict[str, AccordError] = {}
        for one in self.every():
            try:
                self.read(one.id)
            except AccordError as error:
                found[one.name] = error
        return found

    def known(self, id_: str) -> Artefact:
        """Return a model by its id, if it may be used now: to be asked at every use.

        Raises
        ------
        NotFound
            If there is none, it was withdrawn, or a newer one took its place.
        OutsideProfile
            If it may not be used in the profile that this Accord runs in.
        ConsentMissing
            If somebody in it no longer consents.
        """
        with self._store.reading() as db:
            row = derivations.valid(db, id_)
        if row.kind != "model" or row.location is None:
            raise NotFound(f"No model {id_} is kept here.")
        found = _artefact(row)
        self._require(found)
        return found

    def read(self, id_: str) -> bytes:
        """Return the bytes of a model, as they were handed to ``keep``.

        Raises
        ------
        RightsError, NotFound
            As ``known`` does.
        ModelUnusable
            If its file is gone, was edited or cut off, or is an older Accord's or another library's.
        KeyLost
            If it is one listener's whose key is gone.
        """
        return self._opened(self.known(id_))

    def opened(self, id_: str) -> bytes:
        """Return the bytes of a model that nobody is answered by: for whose it is, and for taking somebody out of it.

        Raises
        ------
        NotFound
            If there is none, or it was withdrawn.
        ModelUnusable, KeyLost
            As ``read`` does.
        """
        with self._store.reading() as db:
            return self._opened(_artefact(derivations.valid(db, id_)))

    def _opened(self, found: Artefact) -> bytes:
        try:
            data = (self._home / found.location).read_bytes()
        except OSError as error:
            raise ModelUnusable(f"The model {found.name} cannot be read: {error.strerror}.") from error
        header, payload = unpacked(data, found.name)
        if header.library != self._library():
            raise ModelUnusable(f"The model {found.name} was trained by another library.")
        if header.lineage != found.id:
            raise ModelUnusable(f"The model {found.name} is an older one than the model that was recorded.")
        if hashlib.sha256(data).hexdigest() != found.digest:
            raise ModelUnusable(f"The model {found.name} was edited: its SHA-256 is not the one that was recorded.")
        if header.sealed:
            try:
                payload = self._seal(found.label).open(payload, found.location)
            except StoreError as error:
                raise ModelUnusable(f"The model {found.name} does not open: {error}") from error
        return payload

    def require_within(self, name: str, label: Label) -> None:
        """Return if a model with this label may be made and used in the profile that this Accord runs in.

        Raises
        ------
        OutsideProfile
            If it may not; the sentence names the model and the source because of which.
        """
        for source_id in sorted(label.sources):
            allowed = source(source_id).label.purposes
            if not DEMANDS_OF_MODELS[self.profile] <= allowed:
                found = source(source_id)
                raise OutsideProfile(
                    f"The model {name} may not be used by an Accord that runs in the profile {self.profile}, for it "
                    f"was learned from {found.name}: {found.clause}"
                )

    # Leaving

    def leave(self, listener_id: str, purpose: Purpose | None = None) -> list[Ended]:
        """Take somebody out of what was counted; on return nothing of theirs is in it, and no model with them answers.

        Parameters
        ----------
        listener_id : str
            Who withdrew or is erased.
        purpose : Purpose or None
            What they withdrew for; ``None`` for everything.

        Returns
        -------
        list of Ended
            All that was made from their data, as ``Lineage.invalidate`` ended it.

        Raises
        ------
        StoreError
            If a file cannot be removed or the database not be written; done again, it goes on where it stopped.
        """
        if purpose in (None, Purpose.TRAINING) and (self._home / FOLDER).is_dir():
            with self.counts.locked():
                self._drop_illegible()
                if listener_id in self.counts.members():
                    if self.on_leaving is not None:
                        with suppress(AccordError, ValueError, OSError):  # whatever happens, they are not in it after
                            self.on_leaving(listener_id)
                    if listener_id in self.counts.members():
                        self.counts.drop()
                self.counts.forget(listener_id)
        return self._lineage.invalidate(listener_id, purpose)

    def settle(self) -> None:
        """Take out whoever no longer consents, and end the models with them: for the opening of a library."""
        if not (self._home / FOLDER).is_dir():
            return
        if not self.counts.legible():
            with self.counts.locked():
                self._drop_illegible()
        concerned = {(Purpose.TRAINING, id_) for id_ in self.counts.members()}
        concerned |= {(one.purpose, id_) for one in self.every() for id_ in one.label.subjects}
        for purpose in sorted({purpose for purpose, _ in concerned}):
            theirs = {id_ for one, id_ in concerned if one is purpose}
            valid = self._consents.valid(purpose, theirs)
            for listener_id in sorted(id_ for id_ in theirs if (id_, purpose) not in valid):
                self.leave(listener_id, purpose)

    def _drop_illegible(self) -> None:
        if not self.counts.legible():  # who is in them can no longer be said
            self.counts.drop()

    def _require(self, found: Artefact) -> None:
        self.require_within(found.name, found.label)
        if found.purpose not in found.label.purposes:
            raise PurposeDenied(f"The model {found.name} may no longer be used: what it was learned from may not.")
        now = self._clock()
        if found.label.subjects and now - self._looked_up.get(found.id, -1e18) >= CONSENTS_LOOKED_UP_EVERY:
            consents = self._consents.valid(found.purpose, found.label.subjects)
            decision = decide(found.purpose, found.label, consents)
            if not decision.allowed:
                raise ConsentMissing(f"The model {found.name} does not answer: {decision.reason}")
            self._looked_up = {**self._looked_up, found.id: now}

    def _seal(self, label: Label) -> Seal:
        (listener_id,) = label.subjects
        return Seal(self._vault.listening_key(listener_id))

    def _library(self) -> str:
        """Return what tells this library from others, and says nothing about it."""
        public = self._vault.signing_key().public_key().public_bytes_raw()
        return hashlib.sha256(b"accord library" + public).hexdigest()


def _artefact(row: Row[Any]) -> Artefact:
    label = derivations.label_of(row)
    return Artefact(row.id, row.name, Purpose(row.purpose), label, row.made_at, row.location, row.digest)


def _same(found: Artefact, derived: Derived) -> bool:
    return found.name == derived.name and (found.name != SESSIONS or found.label.subjects == derived.label.subjects)
