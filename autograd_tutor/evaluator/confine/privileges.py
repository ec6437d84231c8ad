"""What a worker may not be: root, traceable, or alive without its server."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable
from typing import NamedTuple

from . import syscalls
from .layer import ConfineError, Layer
from .libc import LINUX, prctl, syscall

NAME = "privileges"

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_KEEPCAPS = 1, 4, 8
_PR_CAPBSET_READ, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 23, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_READ_SEARCH, _CAP_KILL, _CAP_SETGID, _CAP_SETUID = 2, 5, 6, 7
_PRIVATE_UIDS = 0x70000000
_NOBODY = 65534


class Account(NamedTuple):
    """Who a process is, as the kernel knows it."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()


def probe() -> Layer:
    """Whether privileges can be given up for good, which Linux has offered since 3.5."""
    if LINUX and syscalls.machine() is not None:
        return Layer(NAME, True, "none to gain, not traceable, ends with its server")
    return Layer(NAME, False, "only Linux can give up all privileges for good", "run it on Linux")


def drop(*, keep_reading: bool) -> None:
    """Give up all capabilities; if root, become an account that no other process has.

    Without capabilities root still owns root's files, and the kernel does not count its threads.
    `keep_reading` keeps the one capability to read any file, for an interpreter that lies in a
    private directory such as /root: only for use under Landlock, which then decides alone.
    Where a container gives us no other account we stay root, with no capability.
    """
    if os.geteuid() == 0 and _capabilities() >> _CAP_KILL & 1:
        _change_account()
    _drop_capabilities(keep_reading=keep_reading and os.getuid() != 0)


def can_become_others() -> bool:
    """Whether this process may be, and signal, any account."""
    needed = 1 << _CAP_KILL | 1 << _CAP_SETGID | 1 << _CAP_SETUID
    return os.geteuid() == 0 and _capabilities() & needed == needed


def become(account: Account, *, keep_capabilities: bool) -> None:
    """Be another account for good, which only root can. Raises OSError.

    `keep_capabilities` leaves them for `drop`, which is to follow.
    """
    prctl(_PR_SET_KEEPCAPS, int(keep_capabilities))
    os.setgroups(account.groups)
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)


def expect_to_stay(account: Account) -> None:
    """Make sure that this process is that account in every respect and can't be root again.

    Raises ConfineError.
    """
    names = (*os.getresuid(), *os.getresgid(), *sorted(os.getgroups()))
    if names != (*[account.uid] * 3, *[account.gid] * 3, *sorted(account.groups)):
        raise ConfineError(f"this process is not the account {account.uid} in every respect")
    ways: list[tuple[Callable[[], None], bool]] = [
        (lambda: os.setresuid(0, 0, 0), account.uid == 0),
        (lambda: os.setresgid(0, 0, 0), account.gid == 0),
        (lambda: os.setgroups([]), False),
    ]
    for regain, allowed in ways:
        try:
            regain()
        except PermissionError:
            continue
        if not allowed:
            raise ConfineError("this process could become root again")


def _change_account() -> None:
    """Become nobody, if there is a number for it: a container may have none, or only a few.

    Only where root may signal other accounts, or the server could not stop us.
    """
    prctl(_PR_SET_KEEPCAPS, 1)
    for account in (_PRIVATE_UIDS + os.getpid(), _NOBODY):
        try:
            os.setgroups([])
            os.setresgid(account, account, account)
            os.setresuid(account, account, account)
            return
        except OSError:
            continue


def _capabilities(*, permitted: bool = False) -> int:
    """Those in effect, or those we may put in effect, as a bit set of the first 32."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    number = syscalls.TABLES[syscalls.machine() or "x86_64"]["capget"]
    syscall(number, ctypes.addressof(header), ctypes.addressof(data))
    return data[1 if permitted else 0]


def _drop_capabilities(*, keep_reading: bool) -> None:
    """Give up every capability, in the bounding set too, or all but reading."""
    for capability in range(64):
        try:
            prctl(_PR_CAPBSET_READ, capability)
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break
    kept = _capabilities(permitted=True) & 1 << _CAP_DAC_READ_SEARCH if keep_reading else 0
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
    number = syscalls.TABLES[syscalls.machine() or "x86_64"]["capset"]
    syscall(number, ctypes.addressof(header), ctypes.addressof(data))


def bind_to_parent(parent: int) -> None:
    """Die when the server dies, also if it died just now. A change of account undoes this."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise ConfineError("the server ended before its worker was ready")


def unbind() -> None:
    """Outlive the parent, to put things in order."""
    prctl(_PR_SET_PDEATHSIG, 0)


def close_to_others() -> None:
    """No core dumps, no tracing, no look into memory, by processes of the same account either."""
    prctl(_PR_SET_DUMPABLE, 0)


def no_new_privileges() -> None:
    """Nothing that is executed gives privileges; without this no filter is accepted."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
