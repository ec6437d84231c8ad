"""Landlock: which files can be read; nothing is written, executed, connected to or signalled.

Rights are granted by path and can't be taken back below one, so `readable` lists what to grant.
Not governed by Landlock, whatever its version: `stat`, `readlink` and changing modes, owners and
times; the system call filter refuses the last three.

A process enters two rulesets, and may do what both allow. The first is made once, before the
fork: some 500 rules take longer than all else that confines a worker. It can't know of workers to
come, so it allows all of /proc; the second, of some 30 rules, leaves a worker its own entry there.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from typing import NamedTuple

from . import syscalls
from .layer import Layer
from .libc import LINUX, syscall

NAME = "Landlock"

_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_PATH_BENEATH = struct.Struct("=Qi")
"""`struct landlock_path_beneath_attr`, packed: rights, and a descriptor of the path."""
_WRITE_FILE, _READ_FILE, _READ_DIR, _IOCTL_DEV = 1 << 1, 1 << 2, 1 << 3, 1 << 15
_READ, _READ_WRITE = _READ_FILE | _READ_DIR, _READ_FILE | _READ_DIR | _WRITE_FILE | _IOCTL_DEV
_FILE_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many of the filesystem rights, in their order, a version of the interface knows."""
_TCP_RIGHTS = 0b11
_SCOPES = 0b11
_LOG_OFF = 1
"""Keep refusals out of the audit log, which a loop in a cell would flood."""


PROC = "/proc"


class Files(NamedTuple):
    """What a worker may open, and all beneath it: to read, and to read and write.

    Paths that are not there, or that its account could not open anyway, are left out.
    """

    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()


class Ruleset(NamedTuple):
    """The first ruleset, by its descriptor, and what the second allows to every worker."""

    version: int
    fd: int
    beside: Files


class RulesetAttr(ctypes.Structure):
    """What a ruleset governs, `struct landlock_ruleset_attr`."""

    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def version() -> int:
    """The version of the kernel's Landlock interface, from 1. Raises OSError if it has none."""
    numbers = syscalls.TABLES[syscalls.machine() or "x86_64"]
    return syscall(numbers["landlock_create_ruleset"], 0, 0, _CREATE_RULESET_VERSION)


def probe() -> Layer:
    """Whether this kernel has Landlock, and what of it."""
    if not LINUX or syscalls.machine() is None:
        return Layer(NAME, False, "only Linux on x86_64 and aarch64 has it", "run it there")
    try:
        abi = version()
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            return Layer(
                NAME,
                False,
                "built into the kernel but switched off at boot",
                "add landlock to the kernel's lsm= boot parameter",
            )
        why = f"the kernel does not offer it ({error.strerror})"
        return Layer(
            NAME, False, why, "use a kernel from 5.13 on, built with CONFIG_SECURITY_LANDLOCK"
        )
    covers = ["files", *(["TCP"] if abi >= 4 else []), *(["signals"] if abi >= 6 else [])]
    return Layer(NAME, True, f"version {abi}: {', '.join(covers)}")


def handled(abi: int) -> RulesetAttr:
    """Everything that a version can refuse: what we handle and do not grant is refused."""
    rights = _FILE_RIGHTS_BY_VERSION[max(v for v in _FILE_RIGHTS_BY_VERSION if v <= abi)]
    return RulesetAttr(
        handled_access_fs=(1 << rights) - 1,
        handled_access_net=_TCP_RIGHTS if abi >= 4 else 0,
        scoped=_SCOPES if abi >= 6 else 0,
    )


def prepare(abi: int, files: Files, *, writes_own: bool = False) -> Ruleset:
    """Make the ruleset that all workers enter first: these files, all of /proc, and nothing else.

    `writes_own`: they are to write to entries of their own in /proc. Raises OSError.
    """
    attributes = handled(abi)
    fd = _create(attributes, 8 if abi < 4 else 16 if abi < 6 else 24)
    for path in (*files.readable, PROC):
        _allow(fd, path, _READ)
    for path in (*files.writable, *([PROC] if writes_own else [])):
        _allow(fd, path, _READ_WRITE & attributes.handled_access_fs)
    facts = tuple(path for path in files.readable if path.startswith(f"{PROC}/"))
    top = tuple(entry.path for entry in os.scandir("/") if entry.path != PROC)
    return Ruleset(abi, fd, Files(facts, top))


def enter(ruleset: Ruleset, own: Files) -> None:
    """Allow what the ruleset does, and of /proc besides facts only `own`, for good.

    Closes the ruleset's descriptor. Needs no_new_privs; raises OSError.
    """
    _restrict(ruleset.fd, ruleset.version)
    second = _create(RulesetAttr(handled_access_fs=_READ | _WRITE_FILE), 8)
    for path in (*ruleset.beside.readable, *own.readable):
        _allow(second, path, _READ)
    for path in (*ruleset.beside.writable, *own.writable):
        _allow(second, path, _READ | _WRITE_FILE)
    _restrict(second, ruleset.version)


def _number(name: str) -> int:
    return syscalls.TABLES[syscalls.machine() or "x86_64"][f"landlock_{name}"]


def _create(attributes: RulesetAttr, size: int) -> int:
    return syscall(_number("create_ruleset"), ctypes.addressof(attributes), size, 0)


def _restrict(ruleset: int, abi: int) -> None:
    try:
        syscall(_number("restrict_self"), ruleset, _LOG_OFF if abi >= 7 else 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Add a rule; the kernel refuses the right to list a directory on what is none."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= ~_READ_DIR
        rule = ctypes.create_string_buffer(_PATH_BENEATH.pack(rights, fd))
        syscall(_number("add_rule"), ruleset, _RULE_PATH_BENEATH, ctypes.addressof(rule), 0)
    finally:
        os.close(fd)
