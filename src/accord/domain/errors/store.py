"""The database and its backups."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class StoreError(AccordError):
    """The library's database cannot be used."""

    http_status = 503
    exit_code = 5
    remedy = "`accord doctor` checks the data folder."


class StoreFull(StoreError):
    """The disk of the data folder is full; what was stored before is unharmed."""

    remedy = "Free some space and run the command again; it goes on where it stopped."


class StoreBusy(StoreError):
    """Another process holds the database longer than was waited for."""

    remedy = "Wait for the other `accord` command to end, then run this one again."


class StoreTooNew(StoreError):
    """The database was written by a newer Accord."""

    remedy = "Upgrade Accord, or point ACCORD_HOME at another folder."


class ModelUnusable(StoreError):
    """A trained model that is not what was recorded: edited, cut off, older, or of another library."""

    remedy = "Train it anew: `accord train`."


class BackupError(AccordError):
    """A backup that cannot be made or restored."""

    http_status = 422
    exit_code = 12
    remedy = "Choose another file, or make the backup again with `accord backup`."
