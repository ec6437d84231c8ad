"""How much of the machine a worker may take: memory, threads, files, priority.

torch alone maps over half a gigabyte of address space, so the memory limits count from what the
process has when they are set.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import resource
from typing import NamedTuple

from .layer import Layer
from .libc import LINUX

NAME = "limits"
MEBI = 1 << 20
_LATE_MAPPINGS = 256 * MEBI


class Limits(NamedTuple):
    """What a worker may take beyond what it starts with. Memory and sizes of files in bytes.

    `threads` are beyond one for each processor; None is no limit. `driver`: a card's driver is
    at work there, which reserves address space without end and pins memory.
    """

    memory: int | None = 2048 * MEBI
    threads: int = 64
    files: int = 64
    file_size: int = 0
    cpu_seconds: int | None = None
    nice: int = 5
    driver: bool = False


def probe() -> Layer:
    """Limits exist everywhere; on memory only where the kernel counts private memory, on Linux."""
    if LINUX:
        return Layer(NAME, True, "memory, threads, files, priority")
    why = "this system does not limit a process's memory or count its threads"
    return Layer(NAME, False, why, "run it on Linux")


def yield_to_others(nice: int) -> None:
    """Be the first to be killed when memory runs out, and the last to get a busy processor.

    The first only where /proc/self is ours to write: it belongs to root once a process is
    undumpable, and some containers make it read-only.
    """
    if LINUX:
        with contextlib.suppress(PermissionError):
            fd = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
            os.write(fd, b"1000")
            os.close(fd)
    os.setpriority(os.PRIO_PROCESS, 0, max(nice, os.getpriority(os.PRIO_PROCESS, 0)))


def enter(limits: Limits) -> Layer:
    """Put the limits in force, for good, on a process that has one thread.

    Says so in its report where threads stay unlimited: the kernel counts a whole account's
    threads, and does not limit root's.
    """
    processors = os.cpu_count() or 1
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", limits.file_size),
        ("RLIMIT_MSGQUEUE", 0),
        ("RLIMIT_MEMLOCK", None if limits.driver else 0),
        ("RLIMIT_RTPRIO", 0),
        ("RLIMIT_NICE", 0),
        ("RLIMIT_NOFILE", limits.files),
        ("RLIMIT_CPU", limits.cpu_seconds),
    ):
        if value is not None and hasattr(resource, name):
            _limit(getattr(resource, name), value)
    if not LINUX:
        return probe()
    if limits.memory is not None:
        _limit_memory(limits.memory, processors, reserves=limits.driver)
    return _limit_threads(limits.threads + processors)


def _limit(which: int, value: int) -> None:
    """Lower a limit for good; one that is lower already stays."""
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _limit_memory(memory: int, processors: int, *, reserves: bool) -> None:
    """Private writable memory, and every mapping, which is a little more.

    The second bound holds what the first can be talked out of: memory that was written and then
    made read-only does not count as writable any more. A thread's stack counts as it is reserved
    (8 MB), whatever it uses, so there is room for two for each processor; libraries loaded late
    and what an allocator reserves ahead get theirs in the second bound.
    """
    fd = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    pages = [int(field) for field in os.read(fd, 256).split()]
    os.close(fd)
    page = resource.getpagesize()
    stacks = 16 * MEBI * processors
    _limit(resource.RLIMIT_DATA, pages[5] * page + memory + stacks)
    if not reserves:
        _limit(resource.RLIMIT_AS, pages[0] * page + memory + stacks + _LATE_MAPPINGS)


def _limit_threads(more: int) -> Layer:
    """Allow the account `more` threads than it has now."""
    if os.getuid() == 0:
        why = "threads are not limited: the kernel exempts root"
        return Layer(NAME, False, why, "start the tutor from an ordinary account")
    before = resource.getrlimit(resource.RLIMIT_NPROC)
    wanted = _threads_of(os.getuid()) + more
    hard = wanted if before[1] == resource.RLIM_INFINITY else min(wanted, before[1])
    resource.setrlimit(resource.RLIMIT_NPROC, (hard, before[1]))
    if not _can_start_a_thread():
        resource.setrlimit(resource.RLIMIT_NPROC, before)
        why = "threads are not limited: this account's processes can't be counted from here"
        return Layer(NAME, False, why, "start the tutor outside a container, or as its root")
    resource.setrlimit(resource.RLIMIT_NPROC, (hard, hard))
    return probe()


def _threads_of(uid: int) -> int:
    """How many threads an account runs, as far as /proc shows."""
    count = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == uid:
                    count += os.stat(f"/proc/{entry.name}/task").st_nlink - 2  # noqa: PTH116
            except (FileNotFoundError, ProcessLookupError):
                continue
    return count


def _can_start_a_thread() -> bool:
    """Whether the kernel, which may count processes that /proc does not show, lets one start."""
    done = _thread.allocate_lock()
    done.acquire()
    try:
        _thread.start_new_thread(done.release, ())
    except RuntimeError:
        return False
    done.acquire()
    return True
