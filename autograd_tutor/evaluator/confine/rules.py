"""Which system calls a worker may make: an allowlist, everything else is refused.

Learner code runs as native code if it wants to (ctypes hands it any address), so what a call
could do is judged here by the call and its arguments, never by who makes it. Executable memory
is allowed for the same reason: oneDNN and libffi compile at run time, and forbidding it would
stop nobody who can call any function with any arguments.

What a card's driver calls besides is taken from what others saw: the host's filter of gVisor
(pkg/sentry/devices/nvproxy), and those that `driver` names.
"""

from __future__ import annotations

import errno

from .bpf import OWN_PID, Rule, Test
from .driver import Needs

_ALLOWED = """
    read write readv writev pread64 lseek close close_range dup dup2 dup3
    poll ppoll select pselect6
    stat lstat fstat newfstatat statx access faccessat faccessat2
    readlink readlinkat getdents64 getcwd
    munmap mremap mprotect madvise brk futex membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
    sigaltstack restart_syscall pause
    exit exit_group set_robust_list set_tid_address rseq
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    getitimer setitimer alarm
    getpid gettid getppid getpgrp getuid geteuid getgid getegid
    getrusage getrlimit sysinfo uname getrandom getcpu
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min
"""
ALLOWED = tuple(_ALLOWED.split())
"""Harmless with any argument: they read, wait, or act on this process's own memory and signals."""

_CARD = """
    get_mempolicy set_mempolicy mbind eventfd2 pipe2 statfs fstatfs
"""
_CARD_ALLOWED = tuple(_CARD.split())
"""They ask and say where its own memory is to be, or make ways within the process."""
_MORE_ALLOWED = ("ftruncate", "fallocate")
"""For files in memory."""

ANSWERED = {"clone3": errno.ENOSYS, "openat2": errno.ENOSYS}
"""Their arguments lie in memory, where a filter can't look; libc falls back to older calls."""

SELF = Test(0, OWN_PID)
SELF_BY_ZERO = Test(0, 0)


def _argument(index: int, value: int, mask: int = 0xFFFFFFFF) -> Test:
    """The low half of an argument: the kernel takes ints and flags from it alone."""
    return Test(2 * index, value, mask)


def _null(index: int) -> tuple[Test, Test]:
    """A null pointer: both halves are zero."""
    return (Test(2 * index, 0), Test(2 * index + 1, 0))


def _one_of(index: int, *values: int) -> Rule:
    return [[_argument(index, value)] for value in values]


_OPEN_FOR_CHANGE = 0o3 | 0o100 | 0o1000 | 0o10000000 | 0o20000000
"""O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_PATH, __O_TMPFILE: the same on both architectures."""
_THREAD_FLAGS = 0x7D0F00
"""What libc's thread creation passes: VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, the two
tids, and musl's DETACHED; no namespaces, no ptrace, no vfork, no exit signal."""
_CLONE_THREAD = 0x10000
_MAP_KIND = 0x0F | 0x100 | 0x40000
"""MAP_TYPE, MAP_GROWSDOWN (counted as stack, so RLIMIT_DATA would miss it), MAP_HUGETLB."""
_MAP_SHARED, _MAP_PRIVATE, _MAP_ANONYMOUS = 0x01, 0x02, 0x20
_TCGETS, _FIONREAD, _TIOCGWINSZ, _FIONCLEX, _FIOCLEX = 0x5401, 0x541B, 0x5413, 0x5450, 0x5451
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_F_ADD_SEALS, _F_GET_SEALS = 1033, 1034
_O_RDWR = 0o2
_MEMFD_FLAGS = 0x1B
"""All but the one for huge pages, of which a machine has few."""
_IOCTL_KIND = 0xFF << 8
_NVIDIA, _WINDOWS = ord("F") << 8, ord("G") << 8
_UVM_NUMBER, _UVM_FIRST, _UVM_LAST = 0xFFFFFF00, 0x30000001, 0x30000002
"""Managed memory's requests are bare numbers, but for the first and the last."""
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41
_ARCH_XCOMP = (0x1021, 0x1022, 0x1023)
"""Asking for the CPU's matrix registers (AMX), which oneDNN does."""
_PRIO_PROCESS = 0

FILTERED: dict[str, Rule] = {
    "open": [[_argument(1, 0, _OPEN_FOR_CHANGE)]],
    "openat": [[_argument(2, 0, _OPEN_FOR_CHANGE)]],
    "mmap": [[_argument(3, _MAP_PRIVATE, _MAP_KIND)]],
    "clone": [[_argument(0, _CLONE_THREAD, 0xFFFFFFFF & ~_THREAD_FLAGS | _CLONE_THREAD)]],
    "ioctl": _one_of(1, _TCGETS, _FIONREAD, _TIOCGWINSZ, _FIONCLEX, _FIOCLEX),
    "fcntl": _one_of(1, _F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_DUPFD_CLOEXEC),
    "prctl": _one_of(0, _PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA),
    "arch_prctl": _one_of(0, *_ARCH_XCOMP),
    "kill": [[SELF]],
    "tkill": [[SELF]],
    "tgkill": [[SELF]],
    "prlimit64": [[SELF_BY_ZERO, *_null(2)], [SELF, *_null(2)]],
    "sched_setaffinity": [[SELF_BY_ZERO], [SELF]],
    "getpriority": [[_argument(0, _PRIO_PROCESS)]],
    "setpriority": [
        [_argument(0, _PRIO_PROCESS), _argument(1, 0)],
        [_argument(0, _PRIO_PROCESS), _argument(1, OWN_PID)],
    ],
}
"""Allowed only with these arguments."""

_CARD_FILTERED: dict[str, Rule] = {
    "open": [[_argument(1, _O_RDWR, _OPEN_FOR_CHANGE)]],
    "openat": [[_argument(2, _O_RDWR, _OPEN_FOR_CHANGE)]],
    "mmap": [[_argument(3, _MAP_SHARED, _MAP_KIND | _MAP_ANONYMOUS)]],
    "ioctl": [
        [_argument(1, _NVIDIA, _IOCTL_KIND)],
        [_argument(1, _WINDOWS, _IOCTL_KIND)],
        [_argument(1, 0, _UVM_NUMBER)],
        *_one_of(1, _UVM_FIRST, _UVM_LAST),
    ],
    "fcntl": _one_of(1, _F_SETFL, _F_ADD_SEALS, _F_GET_SEALS),
}
"""Devices are opened, mapped and asked. Which ones, Landlock decides: the only files that it lets
be opened for writing."""
_MORE_FILTERED: dict[str, Rule] = {
    "mmap": [[_argument(3, _MAP_SHARED, _MAP_KIND)]],
    "memfd_create": [[_argument(1, 0, 0xFFFFFFFF & ~_MEMFD_FLAGS)]],
}
"""Shared memory without a file, and files in memory: the limits count neither."""


def allowed(needs: Needs) -> tuple[str, ...]:
    """The calls that are allowed with any argument."""
    more = _MORE_ALLOWED if needs >= Needs.MORE else ()
    return (*ALLOWED, *(_CARD_ALLOWED if needs >= Needs.CARD else ()), *more)


def filtered(needs: Needs) -> dict[str, Rule]:
    """The calls that are allowed with certain arguments, and with which."""
    parts = [FILTERED, _CARD_FILTERED, _MORE_FILTERED][: needs + 1]
    names = {name: None for part in parts for name in part}
    return {name: [tests for part in parts for tests in part.get(name, [])] for name in names}
