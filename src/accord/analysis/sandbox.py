"""What a worker may no longer do once it is warm: limits always, more where the system allows it.

Two steps, because a network namespace is only to be had by a process with one thread, before NumPy is imported, and the
rest only once everything that is read from disk has been read.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

from accord.analysis import seccomp

MEMORY = 4 << 30
"""Bytes of address space that one file may need beyond what the warm worker has."""
OPEN_FILES = 64

LIMITS = "resource limits"
NO_NEW_PRIVILEGES = "no new privileges"
NO_NETWORK = "network namespace of its own"
SYSTEM_CALLS = "system-call filter"
PROTECTIONS = (LIMITS, NO_NEW_PRIVILEGES, NO_NETWORK, SYSTEM_CALLS)
"""All there are; macOS has the first only."""

_SET_PARENT_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES = 1, 38
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SIGKILL = 9


def leave_network() -> tuple[str, ...]:
    """Move this process, which must have one thread only, into an empty network; bind its life to its parent's.

    Returns
    -------
    tuple of str
        The protections that this brought, of ``PROTECTIONS``.
    """
    if platform.system() != "Linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    alone = libc.unshare(_NEW_NETWORK) == 0
    if not alone and libc.unshare(_NEW_USER | _NEW_NETWORK) == 0:
        alone = True
        _map_ids(user, group)
    # Only now: a change of credentials would undo it.
    libc.prctl(_SET_PARENT_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)
    return (NO_NETWORK,) if alone else ()


def lock_down() -> tuple[str, ...]:
    """Give up, for good, all that decoding does not need: opening files among it.

    Returns
    -------
    tuple of str
        The protections that this brought, of ``PROTECTIONS``.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    if (used := _address_space()) is not None:
        _limit(resource.RLIMIT_AS, used + MEMORY)
    active = [LIMITS]
    if platform.system() == "Linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
            active.append(NO_NEW_PRIVILEGES)
            if seccomp.install():
                active.append(SYSTEM_CALLS)
    return tuple(active)


def protections() -> tuple[str, ...]:
    """Return the protections that workers get on this machine, as a child process that takes them on finds them."""
    command = [sys.executable, "-P", "-m", "accord.analysis.sandbox"]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    return tuple(line for line in output.splitlines() if line in PROTECTIONS)


def _map_ids(user: int, group: int) -> None:
    """Stay the same user in the new user namespace, where the system lets a process say so itself."""
    with contextlib.suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _address_space() -> int | None:
    """Return the bytes of address space in use, where the system says so."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()


if __name__ == "__main__":
    print("\n".join((*leave_network(), *lock_down())))
