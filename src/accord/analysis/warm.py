"""Warm a worker up: import, compile and load, once, all that its work needs, while it may still read files."""

from __future__ import annotations

import contextlib

from accord.analysis.examine import examine
from accord.analysis.tagger import Added
from accord.analysis.warm_decoders import warm_decoders
from accord.domain.errors import TooShort


class _Nobody:
    """The other end of a line that leads nowhere."""

    def heard(self, seconds: float) -> None:
        """Hear nothing."""

    def wanted(self, digest: str) -> bool:
        """Want everything."""
        return True


def warm(tagger: Added = None) -> None:
    """Examine a short synthetic song in several formats, with the network that tags, where one was added."""
    for fd, name in warm_decoders():
        with contextlib.suppress(TooShort):
            examine(fd, name, None, _Nobody(), tagger)
