"""System-call filters of Linux in classic BPF, assembled and installed without any library.

W. Drewry, "Dynamic seccomp policies (using BPF filters)", Linux Plumbers Conference, 2012; ``seccomp(2)``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass

LOAD, JUMP_EQUAL, JUMP_SET, AND, RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
"""Operations: of a word of ``struct seccomp_data``, on the accumulator, and the end."""

NUMBER, ARCHITECTURE = 0, 4
"""Offsets in ``struct seccomp_data``."""

ALLOW = 0x7FFF0000
NOTIFY = 0x7FC00000
KILL = 0x80000000

X32 = 0x40000000
"""Marks the numbers of the x32 calls, which no filter here knows."""

SYNCHRONISE_THREADS = 1
"""A flag of ``seccomp(2)``."""

_SET_MODE_FILTER = 1

Instruction = tuple[int, int, int, int]
"""Operation, instructions to skip if it is true and if it is not, operand."""


@dataclass(frozen=True, slots=True)
class Processor:
    """What the kernel calls a processor and its call for filters."""

    audit: int
    """AUDIT_ARCH of ``linux/audit.h``."""
    seccomp: int


PROCESSORS = {"x86_64": Processor(0xC000003E, 317), "aarch64": Processor(0xC00000B7, 277)}
"""By ``platform.machine()``; both are little-endian, so an argument's low word comes first."""


def argument(index: int) -> int:
    """Return the offset of an argument's low word; the high one is four bytes further."""
    return 16 + 8 * index


def fail(number: int = errno.EPERM) -> int:
    """Return the verdict that lets a call fail with an error of ``errno``."""
    return 0x00050000 | number


def ends(verdict: int) -> Instruction:
    """Return the instruction that ends a filter with a verdict."""
    return RETURN, 0, 0, verdict


def assembled(code: Iterable[Instruction]) -> bytes:
    """Return a filter as an array of ``struct sock_filter``."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def processor() -> Processor | None:
    """Return this machine's processor, where it runs Linux on one that filters are written for."""
    return PROCESSORS.get(platform.machine()) if platform.system() == "Linux" else None


def install(program: bytes, flags: int) -> int:
    """Filter this process for good; ``no_new_privs`` must have been set.

    Parameters
    ----------
    program : bytes
        The filter, assembled.
    flags : int
        Those of ``seccomp(2)``.

    Returns
    -------
    int
        0, or a thread that could not be filtered too.

    Raises
    ------
    OSError
        If the system does not allow it.
    """
    here = processor()
    if here is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(here.seccomp, _SET_MODE_FILTER, flags, header))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
