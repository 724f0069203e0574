"""What a worker does with one file: name its sound, read its tags, and analyse it where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from accord.analysis.analyze import analyze
from accord.analysis.decode import AudioStream, open_audio
from accord.analysis.document import store_form
from accord.analysis.packets import packets_digest
from accord.analysis.report import Report
from accord.analysis.tagger import Added
from accord.analysis.tags import read_tags
from accord.domain.entities import Span
from accord.domain.errors import DamagedAudio, TooShort
from accord.domain.ids import track_id


class Line(Protocol):
    """The line to the scan."""

    def heard(self, seconds: float) -> None:
        """Give a sign of life: so many seconds of the audio went by."""

    def wanted(self, digest: str) -> bool:
        """Ask whether the analysis of the sound with this digest is wanted."""


class Attended(AudioStream):
    """A stream that gives a sign of life for every block that is taken from it."""

    def __init__(self, stream: AudioStream, line: Line) -> None:
        self.info = stream.info
        self.problems = stream.problems
        self.seconds = 0.0
        self._stream = stream
        self._line = line

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        for block in self._stream:
            yield block
            self.seconds += len(block) / self.info.sr
            self._line.heard(self.seconds)


def examine(fd: int, name: str, span: Span | None, line: Line, tagger: Added = None) -> Report:
    """Examine one file, or a stretch of it.

    Parameters
    ----------
    fd : int
        The file, open for reading.
    name : str
        Its name, for tags that depend on it.
    span : Span, optional
        The stretch.
    line : Line
        Asked whether the analysis is wanted once the sound has its name; told how far the analysis has come.
    tagger : Tagger or AddedNetworkRefused, optional
        The network that tags, where one was added.

    Returns
    -------
    Report
        Without an analysis where none was wanted. The sound is decoded all the same, since only that tells how long
        it is and whether it is damaged.

    Raises
    ------
    AudioError
        If the file cannot be used.
    """
    digest = packets_digest(fd, span)
    tags = read_tags(fd, name)
    with open_audio(fd, span) as stream:
        attended = Attended(stream, line)
        if line.wanted(digest.hex()):
            try:
                analysis = store_form(track_id(digest), analyze(attended, tagger=tagger))
            except TooShort as error:
                if stream.problems:  # it was not always so short
                    raise DamagedAudio(" ".join((*stream.problems, str(error)))) from error
                raise
        else:
            analysis = None
            for _ in attended:
                pass
        info = stream.info
        return Report(
            digest=digest.hex(),
            container=info.container,
            codec=info.codec,
            sr=info.sr,
            channels=info.channels,
            duration=attended.seconds,
            tags=tags,
            problems=tuple(stream.problems),
            analysis=analysis,
        )
