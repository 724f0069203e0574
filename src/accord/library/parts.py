"""What erasure, backup, export and import need of an open library and its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from accord.domain.settings import Settings
    from accord.library.catalogue import Library
    from accord.library.consents import Consents
    from accord.library.lineage import Lineage
    from accord.library.listeners import Listeners
    from accord.library.listening import Listening
    from accord.library.log import Log
    from accord.library.models import Models
    from accord.library.vault import Vault


class Parts(Protocol):
    """The parts of ``people.People`` that this needs: as a protocol, since opening the people replays tombstones."""

    @property
    def library(self) -> Library:
        """The catalogue, with the database."""

    @property
    def settings(self) -> Settings:
        """The folders, and who answers for the data."""

    @property
    def vault(self) -> Vault:
        """Keys and tombstones."""

    @property
    def log(self) -> Log:
        """What was done with data."""

    @property
    def listeners(self) -> Listeners:
        """Accounts and tokens."""

    @property
    def consents(self) -> Consents:
        """Consent records."""

    @property
    def listening(self) -> Listening:
        """What was heard."""

    @property
    def lineage(self) -> Lineage:
        """What was derived."""

    @property
    def models(self) -> Models:
        """What was learned."""
