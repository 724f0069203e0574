"""One held system call: whose it is, the memory its arguments point to, and the answer (``seccomp_unotify(2)``).

What a program's memory or its table of descriptors says may change as long as it runs. So whatever is decided on them
is done from here, with the same socket and a copy of the bytes; that the program's own call goes on is only for calls
that lead nowhere, whatever they are given.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import re
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_RECEIVE, _SEND, _VALID, _SET_FLAGS = 0xC0502100, 0xC0182101, 0x40082102, 0x40082104
"""Requests of ``ioctl``, with the sizes of what they carry."""

_NOTIFICATION = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
_CONTINUE = 1
_SYNC_WAKE_UP = 1
"""Program and wall take turns, so they may share a processor."""

_PIDFD_THREAD = os.O_EXCL
_PIDFD_GETFD = 438

_libc = ctypes.CDLL(None, use_errno=True)


class _Piece(ctypes.Structure):
    """``struct iovec``."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


@dataclass(frozen=True, slots=True)
class Held:
    """A system call that waits for its answer."""

    listener: int
    cookie: int
    thread: int
    """As this process numbers it; 0 if it does not see it."""
    number: int
    audit: int
    arguments: tuple[int, ...]

    def argument(self, index: int) -> int:
        """Return an argument that is an ``int`` of C."""
        value = self.arguments[index] & 0xFFFFFFFF
        return value - (1 << 32) if value & 0x80000000 else value

    def read(self, at: int, length: int) -> bytes:
        """Return bytes of the program's memory.

        Raises
        ------
        OSError
            If they are not all there (EFAULT), or not to be read (EPERM).
        """
        if not length:
            return b""
        buffer = ctypes.create_string_buffer(length)
        self._transfer("process_vm_readv", buffer, at, length)
        return buffer.raw

    def write(self, at: int, data: bytes) -> None:
        """Write bytes into the program's memory.

        Raises
        ------
        OSError
            If it does not take them all.
        """
        if data:
            self._transfer("process_vm_writev", ctypes.create_string_buffer(data, len(data)), at, len(data))

    def socket(self, descriptor: int) -> socket.socket:
        """Return a descriptor of one's own of a socket of the program's.

        Raises
        ------
        OSError
            If it has none such (EBADF, ENOTSOCK), or does not let anybody in (EPERM).
        """
        process = self._open()
        try:
            own = _checked(_libc.syscall(_PIDFD_GETFD, process, descriptor, 0))
        finally:
            os.close(process)
        try:
            return socket.socket(fileno=own)
        except OSError:
            os.close(own)
            raise

    @property
    def waits(self) -> bool:
        """Whether the call still waits: neither ended by a signal nor with its program."""
        try:
            fcntl.ioctl(self.listener, _VALID, struct.pack("=Q", self.cookie))
        except OSError:
            return False
        return True

    def result(self, value: int) -> None:
        """Let the call return a value."""
        self._answer(value, 0, 0)

    def fail(self, number: int) -> None:
        """Let the call fail with an error of ``errno``."""
        self._answer(0, -number, 0)

    def go_on(self) -> None:
        """Let the call go on as if it had not been held. Only for what leads nowhere, whatever it is given."""
        self._answer(0, 0, _CONTINUE)

    def program(self) -> str:
        """Return the program's name and its process, for people to read."""
        try:
            words = Path(f"/proc/{self.thread}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            words = []
        # A word may be longer than any path.
        folder = f"/proc/{self.thread}/cwd"
        script = next((word for word in words[1:] if word and os.path.isfile(os.path.join(folder, word))), "")
        names = [Path(word).name for word in (words[0] if words else "", script) if word]
        return f"{' '.join(names) or 'a program'} (process {_process(self.thread)})"

    def _open(self) -> int:
        """Return a descriptor of the thread, or of its process where the system has none of threads (before 6.9)."""
        try:
            process = os.pidfd_open(self.thread, _PIDFD_THREAD)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            process = os.pidfd_open(_process(self.thread))
        if not self.waits:  # its number may be another's by now
            os.close(process)
            raise OSError(errno.ESRCH, os.strerror(errno.ESRCH))
        return process

    def _transfer(self, call: str, buffer: ctypes.Array[ctypes.c_char], at: int, length: int) -> None:
        here, there = _Piece(ctypes.addressof(buffer), length), _Piece(at, length)
        done = _checked(getattr(_libc, call)(self.thread, ctypes.byref(here), 1, ctypes.byref(there), 1, 0))
        if done != length:
            raise OSError(errno.EFAULT, os.strerror(errno.EFAULT))
        if not self.waits:
            raise OSError(errno.ESRCH, os.strerror(errno.ESRCH))

    def _answer(self, value: int, error: int, flags: int) -> None:
        try:
            fcntl.ioctl(self.listener, _SEND, _ANSWER.pack(self.cookie, value, error, flags))
        except OSError as gone:
            if gone.errno not in (errno.ENOENT, errno.EBADF, errno.ENOTTY):  # a signal came, or the end of the program
                raise


def receive(listener: int) -> Held | None:
    """Return the next held call of a listener that is ready to be read; ``None`` if it was given up meanwhile."""
    buffer = bytearray(_NOTIFICATION.size)
    try:
        fcntl.ioctl(listener, _RECEIVE, buffer, True)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINTR):
            return None
        raise
    cookie, thread, _, number, audit, _, *arguments = _NOTIFICATION.unpack(buffer)
    return Held(listener, cookie, thread, number, audit, tuple(arguments))


def fetch(process: int, descriptor: int) -> int:
    """Return a descriptor of one's own of a child's listener.

    Raises
    ------
    OSError
        If the system does not allow it.
    """
    handle = os.pidfd_open(process)
    try:
        own = _checked(_libc.syscall(_PIDFD_GETFD, handle, descriptor, 0))
    finally:
        os.close(handle)
    with contextlib.suppress(OSError):  # before Linux 6.6
        fcntl.ioctl(own, _SET_FLAGS, _SYNC_WAKE_UP)
    return own


def duplicate(sock: socket.socket) -> socket.socket:
    """Return a second descriptor of a socket."""
    # ``socket.dup`` would make it one that blocks, for its program as well.
    return socket.socket(fileno=os.dup(sock.fileno()))


def connect(sock: socket.socket, raw: bytes) -> int:
    """Connect a socket to an address as it lies in memory; return 0 or the error, EINPROGRESS among them."""
    return 0 if _libc.connect(sock.fileno(), raw, len(raw)) == 0 else ctypes.get_errno()


def bind(sock: socket.socket, raw: bytes) -> None:
    """Bind a socket to an address as it lies in memory.

    Raises
    ------
    OSError
        If the system does not allow it.
    """
    _checked(_libc.bind(sock.fileno(), raw, len(raw)))


class _Message(ctypes.Structure):
    """``struct msghdr``."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("name_length", ctypes.c_uint32),
        ("pieces", ctypes.POINTER(_Piece)),
        ("count", ctypes.c_size_t),
        ("control", ctypes.c_char_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


def send(sock: socket.socket, data: bytes, flags: int, to: bytes = b"", control: bytes = b"") -> int:
    """Send a datagram, to an address as it lies in memory, with its ancillary data as they are.

    Raises
    ------
    OSError
        If the system does not take it.
    """
    buffer = ctypes.create_string_buffer(data, len(data) or 1)
    pieces = (_Piece * 1)(_Piece(ctypes.addressof(buffer), len(data)))
    message = _Message(to or None, len(to), pieces, 1, control or None, len(control), 0)
    _libc.sendmsg.restype = ctypes.c_ssize_t
    return _checked(_libc.sendmsg(sock.fileno(), ctypes.byref(message), flags | socket.MSG_NOSIGNAL))


def pieces(raw: bytes) -> Sequence[tuple[int, int]]:
    """Return address and length of each piece in an array of ``struct iovec``."""
    return list(struct.iter_unpack("@QQ", raw))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _process(thread: int) -> int:
    """Return the process that a thread is of."""
    try:
        status = Path(f"/proc/{thread}/status").read_text()
    except OSError:
        return thread
    found = re.search(r"^Tgid:\s*(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else thread
