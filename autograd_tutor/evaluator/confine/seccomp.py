"""The system call filter: what the probe finds, the assembled program, putting it in force."""

from __future__ import annotations

import ctypes
import errno

from . import bpf, rules, syscalls
from .driver import Needs
from .layer import Layer
from .libc import LINUX, syscall

NAME = "seccomp"

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SET_MODE_FILTER, _GET_ACTION_AVAIL = 1, 2


def probe() -> Layer:
    """Whether this kernel filters system calls, asked without filtering any."""
    if not LINUX:
        return Layer(NAME, False, "only Linux can filter system calls", "run it on Linux")
    machine = syscalls.machine()
    if machine is None:
        why = "no table of system calls for this processor or a 32-bit Python"
        return Layer(NAME, False, why, "use a 64-bit Python on x86_64 or aarch64")
    action = ctypes.c_uint32(bpf.KILL_PROCESS)
    number = syscalls.TABLES[machine]["seccomp"]
    try:
        syscall(number, _GET_ACTION_AVAIL, 0, ctypes.addressof(action))
    except OSError as error:
        why = f"the kernel does not filter system calls ({error.strerror})"
        return Layer(
            NAME, False, why, "use a kernel from 4.14 on, built with CONFIG_SECCOMP_FILTER"
        )
    return Layer(NAME, True, "system calls: no sockets, processes, writes or kernel surfaces")


def assemble(machine: str, needs: Needs = Needs.NOTHING) -> list[bpf.Instruction]:
    """The filter for an architecture."""
    return bpf.assemble(
        _AUDIT_ARCH[machine],
        syscalls.TABLES[machine],
        rules.allowed(needs),
        rules.filtered(needs),
        rules.ANSWERED,
        errno.EPERM,
    )


def enter(program: bpf.Program, pid: int) -> None:
    """Put the filter in force for good. Needs no_new_privs; raises OSError."""
    number = syscalls.TABLES[syscalls.machine() or "x86_64"]["seccomp"]
    syscall(number, _SET_MODE_FILTER, 0, program.address(pid))
