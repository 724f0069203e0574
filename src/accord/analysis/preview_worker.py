"""A worker process that cuts previews, behind the same walls as one that analyses.

Started as ``python -P -m accord.analysis.preview_worker FD``, FD being its end of a socket.
"""

from __future__ import annotations

import socket
import sys

from accord.analysis.worker import Answer, Line, attend
from accord.domain.entities import Span

COMMAND = (sys.executable, "-P", "-m", "accord.analysis.preview_worker")


def main() -> None:
    """Run a worker on the socket whose descriptor is the argument."""

    def prepare() -> None:
        from accord.analysis.preview import preview
        from accord.analysis.warm_decoders import warm_decoders

        for fd, _ in warm_decoders():
            preview(fd, None)

    def job(fd: int, name: str, span: Span | None, line: Line) -> Answer:
        from accord.analysis.preview import preview

        return {}, [preview(fd, span)]

    attend(socket.socket(fileno=int(sys.argv[1])), prepare, job)


if __name__ == "__main__":
    main()
