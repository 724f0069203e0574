"""Programs that cannot be run on Accord."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class RunError(AccordError):
    """A program cannot be run here as it should be."""

    exit_code = 14
    remedy = "`accord doctor` says what is there."


class NoWall(RunError):
    """This system has no wall that keeps a program and its children from the real hosts."""

    remedy = "`accord run --hooks-only` goes on without it: programs in Python and Node are led by their hooks alone."


class NoServer(RunError):
    """The server that a program is to speak to could not be started."""

    remedy = "`accord serve` says why; `accord doctor` checks the library."


class NoSite(RunError):
    """A folder holds no browser app."""

    http_status = 404
    remedy = "Name the folder that holds the app's index.html; of an app that is built, the one that building made."


class NotExecutable(AccordError):
    """The program is there, but may not be run."""

    http_status = 422
    exit_code = 126
    remedy = "Give it the right (`chmod +x`), or name its interpreter: `accord run -- python FILE`."


class NoSuchProgram(AccordError):
    """There is no such program."""

    http_status = 404
    exit_code = 127
    remedy = "Check the name: what follows `--` is run as it stands, without a shell."
