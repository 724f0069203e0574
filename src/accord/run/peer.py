"""Who is at the other end of a connection on this machine, as Linux tells it (``proc(5)``)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_SOCKET = re.compile(r"socket:\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection."""

    uid: int
    inode: int

    def program(self) -> str | None:
        """Return name and process id of its program, ``None`` where they are not to be seen."""
        for process in PROC.iterdir():
            if process.name.isdigit() and self.inode in _sockets(process):
                with suppress(OSError):
                    return f"{(process / 'comm').read_text().strip()} (process {process.name})"
        return None


def peer(own_port: int, port: int) -> Peer | None:
    """Return who connected from one port of this machine to another; ``None`` where the system does not tell.

    Parameters
    ----------
    own_port : int
        Where the connection arrived.
    port : int
        From where it comes.
    """
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in (PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                local, remote = (int(fields[at].rpartition(":")[2], 16) for at in (1, 2))
                if (local, remote) == (port, own_port):
                    return Peer(int(fields[7]), int(fields[9]))
    return None


def _sockets(process: Path) -> Iterator[int]:
    with suppress(OSError):  # another user's, or gone meanwhile
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                if found := _SOCKET.fullmatch(os.readlink(descriptor)):
                    yield int(found[1])
