"""The people of a library: their keys, consents and listening, what was made of them, and the log of it all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from accord.domain.errors import RightsError
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library import tombstones
from accord.library.catalogue import Library, open_library
from accord.library.consents import Consents
from accord.library.durable import replace
from accord.library.feedback import Feedback
from accord.library.lineage import Lineage
from accord.library.listeners import Listeners
from accord.library.listening import Listening
from accord.library.log import Log
from accord.library.models import Models
from accord.library.old_ids import OldIds
from accord.library.playlists import Playlists
from accord.library.saved import Saved
from accord.library.uses import Uses
from accord.library.vault import Vault
from accord.rights.log_entry import LogKind
from accord.rights.registry import registry_digest, sources

DENIAL_NOTED = 3600.0
"""Seconds for which a denial of the same kind is not noted again: a program that retries must not flood the log."""


class People:
    """What a library keeps of people. Nothing of it is read but through ``uses``.

    Parameters
    ----------
    library : Library
        An open library.
    settings : Settings
        Name the data folder, the folder of keys, the profile and who answers for the data.
    clock : callable
        Returns the seconds since 1970.
    """

    def __init__(self, library: Library, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.library = library
        self.settings = settings
        self._clock = clock
        self._denied: dict[tuple[Purpose, str], float] = {}
        self.vault = Vault(settings.key_folder)
        self.log = Log(settings.home / "log", self.vault.signing_key, settings.key_folder / "log-head", clock)
        self.listening = Listening(settings.home / "listening", self.vault, clock)
        self.lineage = Lineage(library.store, self.log, settings.home, clock)
        self.consents = Consents(
            library.store,
            self.log,
            self.vault,
            settings.controller,
            clock=clock,
            on_withdrawal=self._left,
        )
        self.models = Models(
            settings.home, library.store, self.lineage, self.vault, self.consents, settings.profile, clock
        )
        self.listeners = Listeners(library.store, self.vault, self.consents, clock)
        self.old_ids = OldIds(library.store)
        self.uses = Uses(self.consents, self.log, self.vault, self.listening, settings.profile, clock)
        self.playlists = Playlists(library, clock)
        self.saved = Saved(library, clock)
        self.feedback = Feedback(library.store, clock)
        library.door.on_denial = self._note_denial

    def now(self) -> int:
        """Return the seconds since 1970, UTC."""
        return int(self._clock())

    def note_rules(self) -> None:
        """Note in the log under which registry and profile this Accord works, where that changed since it was noted."""
        noted = self.settings.home / "log" / "rules.json"
        before = json.loads(noted.read_bytes()) if noted.is_file() else {}
        now = {"registry": registry_digest(), "profile": str(self.settings.profile)}
        if now["registry"] != before.get("registry"):
            self.log.append(LogKind.REGISTRY, {"sha256": now["registry"], "sources": len(sources())})
        if now["profile"] != before.get("profile"):
            self.log.append(LogKind.PROFILE, {"profile": now["profile"], "before": before.get("profile", "none")})
        if now != before:
            replace(noted, json.dumps(now).encode())

    def _left(self, listener_id: str, purpose: Purpose) -> None:
        self.models.leave(listener_id, purpose)

    def _note_denial(self, purpose: Purpose, source_id: str, error: RightsError) -> None:
        now, which = self._clock(), (purpose, source_id)
        if now - self._denied.get(which, -DENIAL_NOTED) >= DENIAL_NOTED:
            self._denied[which] = now
            facts = {"purpose": str(purpose), "source": source_id, "reason": error.code(), "what": "catalogue"}
            self.log.append(LogKind.DENIAL, facts)


@contextmanager
def open_people(settings: Settings, *, create: bool = True) -> Iterator[People]:
    """Open the library of the data folder with its people; what was erased and came back is erased again first.

    Parameters
    ----------
    settings : Settings
        ``home`` and ``key_folder`` name the folders.
    create : bool
        Whether to make an empty library where there is none.

    Yields
    ------
    People
        Usable until the block ends.

    Raises
    ------
    AccordError
        As ``open_library`` does.
    """
    with open_library(settings, create=create) as library:
        people = People(library, settings)
        tombstones.replay(people)
        people.models.settle()
        people.note_rules()
        yield people
