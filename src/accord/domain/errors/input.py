"""What was asked for cannot be understood, or does not exist."""

from __future__ import annotations

from typing import ClassVar

from accord.domain.errors.root import AccordError


class BadInput(AccordError):
    """What was asked for cannot be understood."""

    http_status = 400
    exit_code = 2
    remedy = "Correct the value that the message names."


class InvalidSetting(BadInput):
    """A setting from the environment, the settings file or a flag has no usable value."""

    remedy = "Correct the setting; `accord doctor` lists every setting and where its value came from."


class AddressTaken(InvalidSetting):
    """The server's address cannot be listened on: another program does, or this machine does not have it."""

    remedy = "Stop the other program, or choose another address with `accord serve --host ADDRESS --port PORT`."


class InvalidId(BadInput):
    """An id is not 22 characters of base62, or an identifier (ISRC, MBID) is malformed."""

    remedy = "Use an id that Accord gave out."


class TooManyIds(BadInput):
    """One request names more ids than the endpoint takes."""

    remedy = "Split the request into batches of the size that the message names."


class InvalidParameter(BadInput):
    """A query parameter is missing, malformed or outside its range."""


class TooLarge(BadInput):
    """A request's body is larger than the endpoint takes."""

    http_status = 413
    remedy = "Split the request into several smaller ones."


class UnreadableHistory(BadInput):
    """A file that is no listening history of a format that is read, or is damaged."""

    remedy = "See docs/history.md: it lists the exports that are read, and where each service gives them out."


class UnknownFeature(BadInput):
    """No feature of that name is declared."""

    remedy = "`accord explain` without a name lists all features."


class UnknownCommand(BadInput):
    """The first word after ``accord`` is none of its commands."""

    remedy = "`accord --help` lists the commands."


class ScoreError(BadInput):
    """A piece of the demo library that is not written in the score language."""

    remedy = "Correct the piece; docs/demo.md describes the score language."


class NotFound(AccordError):
    """What was asked for does not exist here."""

    http_status = 404
    exit_code = 3
    remedy = "Check the id or the path; `accord scan` adds music to the library."


class NoActiveDevice(NotFound):
    """A player command, where no device plays."""

    reason: ClassVar[str] = "NO_ACTIVE_DEVICE"
    """The protocol's name for it."""
    remedy = "Play the music with a program of your own: Accord has no player yet."


class SoundGone(NotFound):
    """A track whose file is no longer where the last scan found it."""

    remedy = "Put the file back, or scan its folder again; the track keeps its id."
