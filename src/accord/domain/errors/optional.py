"""What is not installed with Accord unless it is asked for."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class MissingPackage(AccordError):
    """A package that only some people need, and that is large, is not installed."""

    http_status = 501
    exit_code = 15
    remedy = "Install it as the message says; everything else works without."


class NetworkRefused(AccordError):
    """The file of a network is missing, was changed, or cannot be run; analyses go on without it."""

    http_status = 500
    exit_code = 15
    remedy = "Install Accord again; analyses made meanwhile are made again by the next scan."


class PackageRefused(AccordError):
    """A published package that a model is made from cannot be fetched, or is not the one that is meant."""

    http_status = 502
    exit_code = 15
    remedy = "Fetch the file as docs/models.md says, and name it: `accord models add NAME --from FILE`."


class AddedNetworkRefused(NetworkRefused):
    """The file of a network that was added is missing, was changed, or may not be used; analyses go on without it."""

    remedy = "Add it again, or take it away: `accord models add NAME`, `accord models remove NAME`."
