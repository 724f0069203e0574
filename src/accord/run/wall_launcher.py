"""Puts the wall around this process and becomes the program that is run.

A program of its own: it runs without Accord's packages (``python -I -S``), so that it starts fast, and has one thread.
It is told what to do over the socket that its argument names: the filter, the number of the call that installs it, the
program's arguments and environment; it answers with the listener's number, for its parent to fetch, for what it sends
itself would be held already. Then it tries the wall once, and gives way to the program.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys

_SET_NO_NEW_PRIVILEGES, _SET_MODE_FILTER, _NEW_LISTENER, _WAIT_KILLABLE = 38, 1, 8, 32


def read_order(channel: int) -> list[bytes]:
    """Return the fields of the order: each is preceded by its length, and so is the whole."""
    (length,) = struct.unpack("!I", os.read(channel, 4))
    data = b""
    while len(data) < length:
        data += os.read(channel, length - len(data)) or sys.exit(1)
    fields = []
    while data:
        (length,) = struct.unpack_from("!I", data)
        fields.append(data[4 : 4 + length])
        data = data[4 + length :]
    return fields


def filtered(program: bytes, number: int) -> int:
    """Filter this process for good and return the listener's descriptor, or the error as a negative number."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return -ctypes.get_errno()
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    # Systems before 5.19 know no calls that ordinary signals leave waiting.
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):
        listener = int(libc.syscall(number, _SET_MODE_FILTER, flags, header))
        if listener >= 0:
            return listener
    return -ctypes.get_errno()


def main(channel: int) -> None:
    """Follow the order that waits in a socket."""
    program, number, probe, count, *words = read_order(channel)
    arguments, environment = words[: int(count)], words[int(count) :]
    listener = filtered(program, int(number))
    os.write(channel, struct.pack("!i", listener))
    if listener < 0 or not os.read(channel, 1):
        os._exit(1)
    os.close(listener)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        tried = trial.connect_ex((probe.decode(), 9))
    os.write(channel, struct.pack("!i", tried))
    if tried or not arguments:
        os._exit(0)
    for name in ("SIGPIPE", "SIGXFSZ"):  # as Python found them, not as it left them
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.set_inheritable(channel, False)
    try:
        os.execvpe(arguments[0], arguments, dict(word.split(b"=", 1) for word in environment))
    except OSError as error:
        os.write(channel, struct.pack("!i", error.errno or 1))
    os._exit(127)


if __name__ == "__main__":
    main(int(sys.argv[1]))
