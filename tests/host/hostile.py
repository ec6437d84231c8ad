"""What a learner might try on another one's processes, from an account's own program.

Run as `attempts(pids)` in a process that is that account. Whatever works is told.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable, Sequence
from functools import partial

_libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
PIDFD_OPEN, PIDFD_GETFD, PROCESS_VM_READV = 434, 438, 310
READABLE = ("mem", "maps", "environ", "syscall", "stack", "auxv", "io", "pagemap")


def attempts(pids: Sequence[int], but: Sequence[str] = ()) -> list[str]:
    """Try everything on each process, `but` aside; what got through."""
    return [
        f"{name} {pid}"
        for pid in pids
        for name, attempt in ways(pid)
        if name not in but and works(attempt)
    ]


def ways(pid: int) -> list[tuple[str, Callable[[], object]]]:
    """Looking, listening, stopping, tracing."""
    reading = [(name, partial(first_byte, f"/proc/{pid}/{name}")) for name in READABLE]
    acting: list[tuple[str, Callable[[], object]]] = [
        ("fd", lambda: os.listdir(f"/proc/{pid}/fd")),  # noqa: PTH208
        ("cwd", lambda: os.listdir(f"/proc/{pid}/cwd")),  # noqa: PTH208
        ("map_files", lambda: os.listdir(f"/proc/{pid}/map_files")),  # noqa: PTH208
        ("signal", lambda: os.kill(pid, signal.SIGTERM)),
        ("probe", lambda: os.kill(pid, 0)),
        ("attach", lambda: checked(_libc.ptrace(PTRACE_ATTACH, pid, None, None))),
        ("seize", lambda: checked(_libc.ptrace(PTRACE_SEIZE, pid, None, None))),
        ("readv", lambda: read_memory(pid)),
        ("getfd", lambda: take_descriptor(pid)),
        ("limit", lambda: limit(pid)),
        ("priority", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)),
        ("affinity", lambda: os.sched_setaffinity(pid, {0})),
    ]
    pipes = [(f"fd/{fd}", partial(open_any, f"/proc/{pid}/fd/{fd}")) for fd in range(12)]
    return [*reading, *acting, *pipes]


def first_byte(path: str) -> bytes:
    """Read, which asks for more rights than opening does: of memory, at an address that exists."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        if path.endswith("/mem"):
            file.seek(id(None))
        return file.read(1)


def works(attempt: Callable[[], object]) -> bool:
    """Whether it got through. An interface that this kernel lacks lets nothing through."""
    try:
        attempt()
    except OSError:
        return False
    return True


def checked(result: int) -> int:
    """Raises OSError if the call failed."""
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def read_memory(pid: int) -> int:
    """Copy a few bytes out of another process, where nearly every process has some."""
    room = ctypes.create_string_buffer(16)
    ours = (ctypes.c_uint64 * 2)(ctypes.addressof(room), 16)
    theirs = (ctypes.c_uint64 * 2)(id(None), 16)
    return checked(_libc.syscall(PROCESS_VM_READV, pid, ours, 1, theirs, 1, 0))


def take_descriptor(pid: int) -> int:
    """Take one of its pipes over."""
    handle = checked(_libc.syscall(PIDFD_OPEN, pid, 0))
    return checked(_libc.syscall(PIDFD_GETFD, handle, 3, 0))


def limit(pid: int) -> None:
    """Forbid it to open files."""
    import resource

    resource.prlimit(pid, resource.RLIMIT_NOFILE, (0, 0))


def open_any(path: str) -> None:
    """Open what a descriptor of its leads to, to read or to write."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
