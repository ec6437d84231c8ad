"""Landlock: which files can be read; nothing is written, executed, connected to or signalled.

Rights are granted by path and can't be taken back below one, so `readable` lists what to grant.
Not governed by Landlock, whatever its version: `stat`, `readlink` and changing modes, owners and
times; the system call filter refuses the last three.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Sequence

from . import syscalls
from .layer import Layer
from .libc import LINUX, syscall

NAME = "Landlock"

_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_PATH_BENEATH = struct.Struct("=Qi")
"""`struct landlock_path_beneath_attr`, packed: rights, and a descriptor of the path."""
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many of the filesystem rights, in their order, a version of the interface knows."""
_TCP_RIGHTS = 0b11
_SCOPES = 0b11
_LOG_OFF = 1
"""Keep refusals out of the audit log, which a loop in a cell would flood."""


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


def enter(abi: int, readable: Sequence[str]) -> None:
    """Allow reading these files, and all beneath these directories, and nothing else, for good.

    A path that is gone by now, or that this account could not read anyway, is left out. Needs
    no_new_privs; raises OSError.
    """
    numbers = syscalls.TABLES[syscalls.machine() or "x86_64"]
    attributes = handled(abi)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = syscall(numbers["landlock_create_ruleset"], ctypes.addressof(attributes), size, 0)
    try:
        for path in readable:
            _grant(numbers["landlock_add_rule"], ruleset, path)
        syscall(numbers["landlock_restrict_self"], ruleset, _LOG_OFF if abi >= 7 else 0)
    finally:
        os.close(ruleset)


def _grant(add_rule: int, ruleset: int, path: str) -> None:
    """Reading, and for a directory listing too: the kernel refuses that right on a file."""
    try:
        directory, fd = _READ_DIR, os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_DIRECTORY)
    except NotADirectoryError:
        directory, fd = 0, os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    rule = ctypes.create_string_buffer(_PATH_BENEATH.pack(_READ_FILE | directory, fd))
    try:
        syscall(add_rule, ruleset, _RULE_PATH_BENEATH, ctypes.addressof(rule), 0)
    finally:
        os.close(fd)
