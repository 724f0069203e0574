"""A Linux system-call filter for workers.

It denies (with EPERM) what decoding never needs and an exploit would: opening files, sockets, programs, processes,
changes to the file system, signals and reads into other processes, and the calls that would get round a filter.
Everything else stays allowed, so that another libc or a newer FFmpeg does not break the scan.
"""

from __future__ import annotations

import errno
import os
import platform
from dataclasses import dataclass

from accord.system.seccomp import (
    ALLOW,
    ARCHITECTURE,
    JUMP_EQUAL,
    JUMP_SET,
    KILL,
    LOAD,
    NUMBER,
    PROCESSORS,
    SYNCHRONISE_THREADS,
    X32,
    argument,
    assembled,
    ends,
    fail,
)
from accord.system.seccomp import install as install_program

_CLONE_THREAD = 0x00010000

_COMMON = {
    # The same number wherever Linux uses its generic table or the unified one (since 5.1).
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_open": 434, "openat2": 437, "pidfd_getfd": 438, "mount_setattr": 442, "fchmodat2": 452,
}  # fmt: skip

_X86_64 = {
    "open": 2, "openat": 257, "creat": 85, "open_by_handle_at": 304,
    "socket": 41, "connect": 42, "accept": 43, "socketpair": 53, "bind": 49, "listen": 50, "accept4": 288,
    "fork": 57, "vfork": 58, "execve": 59, "execveat": 322,
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "tkill": 200, "rt_sigqueueinfo": 129,
    "rt_tgsigqueueinfo": 297, "kcmp": 312, "prlimit64": 302, "setrlimit": 160,
    "rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "link": 86,
    "linkat": 265, "symlink": 88, "symlinkat": 266, "unlink": 87, "unlinkat": 263, "mknod": 133, "mknodat": 259,
    "truncate": 76, "chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92, "fchown": 93, "lchown": 94,
    "fchownat": 260, "utime": 132, "utimes": 235, "utimensat": 280, "futimesat": 261, "setxattr": 188,
    "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
    "chroot": 161, "pivot_root": 155, "mount": 165, "umount2": 166, "unshare": 272, "setns": 308,
    "setuid": 105, "setgid": 106, "setreuid": 113, "setregid": 114, "setgroups": 116, "setresuid": 117,
    "setresgid": 119, "capset": 126, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "add_key": 248,
    "request_key": 249, "keyctl": 250, "memfd_create": 319, "init_module": 175, "finit_module": 313,
    "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320, "reboot": 169, "shmget": 29, "shmat": 30,
    "mq_open": 240, "personality": 135,
}  # fmt: skip

_AARCH64 = {
    "openat": 56, "open_by_handle_at": 265,
    "socket": 198, "connect": 203, "accept": 202, "socketpair": 199, "bind": 200, "listen": 201, "accept4": 242,
    "execve": 221, "execveat": 281,
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "tkill": 130, "rt_sigqueueinfo": 138,
    "rt_tgsigqueueinfo": 240, "kcmp": 272, "prlimit64": 261, "setrlimit": 164,
    "renameat": 38, "renameat2": 276, "mkdirat": 34, "linkat": 37, "symlinkat": 36, "unlinkat": 35, "mknodat": 33,
    "truncate": 45, "fchmod": 52, "fchmodat": 53, "fchown": 55, "fchownat": 54, "utimensat": 88, "setxattr": 5,
    "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
    "chroot": 51, "pivot_root": 41, "mount": 40, "umount2": 39, "unshare": 97, "setns": 268,
    "setuid": 146, "setgid": 144, "setreuid": 145, "setregid": 143, "setgroups": 159, "setresuid": 147,
    "setresgid": 149, "capset": 91, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "add_key": 217,
    "request_key": 218, "keyctl": 219, "memfd_create": 279, "init_module": 105, "finit_module": 273,
    "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294, "reboot": 142, "shmget": 194, "shmat": 196,
    "mq_open": 180, "personality": 92,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Calls:
    denied: dict[str, int]
    clone: int
    clone3: int
    kill: int
    tgkill: int


_CALLS = {
    "x86_64": _Calls(_X86_64, clone=56, clone3=435, kill=62, tgkill=234),
    "aarch64": _Calls(_AARCH64, clone=220, clone3=435, kill=129, tgkill=131),
}


def program(machine: str, pid: int) -> bytes:
    """Return the filter as an array of ``struct sock_filter``.

    Parameters
    ----------
    machine : str
        ``x86_64`` or ``aarch64``.
    pid : int
        The process that may still signal itself (``abort`` does).

    Raises
    ------
    KeyError
        For any other processor.
    """
    calls = _CALLS[machine]
    denied, allowed = ends(fail(errno.EPERM)), ends(ALLOW)
    code = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, PROCESSORS[machine].audit),
        ends(KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_SET, 0, 1, X32),
        denied,
    ]
    # glibc falls back to clone, whose flags a filter can see, where clone3 does not exist.
    code += [(JUMP_EQUAL, 0, 1, calls.clone3), ends(fail(errno.ENOSYS))]
    for number in sorted({*calls.denied.values(), *_COMMON.values()}):
        code += [(JUMP_EQUAL, 0, 1, number), denied]
    # A thread may be made, a process may not.
    code += [(JUMP_EQUAL, 0, 4, calls.clone), (LOAD, 0, 0, argument(0))]
    code += [(JUMP_SET, 0, 1, _CLONE_THREAD), allowed, denied]
    for number in (calls.kill, calls.tgkill):
        code += [(JUMP_EQUAL, 0, 4, number), (LOAD, 0, 0, argument(0)), (JUMP_EQUAL, 0, 1, pid), allowed, denied]
    code.append(allowed)
    return assembled(code)


def install() -> bool:
    """Filter this process, all its threads included, for good; return whether the system allows it.

    ``no_new_privs`` must have been set.
    """
    if platform.system() != "Linux" or platform.machine() not in _CALLS:
        return False
    try:
        # Any other result is a thread that could not be filtered.
        return install_program(program(platform.machine(), os.getpid()), SYNCHRONISE_THREADS) == 0
    except OSError:
        return False
