"""System calls by number and prctl, through ctypes, with their errors as OSError.

Made ready at import: a forked child must not search for libraries or build prototypes.
"""

from __future__ import annotations

import ctypes
import os
import sys

LINUX = sys.platform == "linux"

_libc = ctypes.CDLL(None, use_errno=True)
if LINUX:
    _libc.syscall.argtypes = [ctypes.c_long] * 7
    _libc.syscall.restype = ctypes.c_long
    _libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


def syscall(number: int, *arguments: int) -> int:
    """What the kernel answers; raises OSError with its errno where it refuses."""
    return _checked(_libc.syscall(number, *arguments, *[0] * (6 - len(arguments))))


def prctl(option: int, value: int) -> int:
    """A process control with one argument; raises OSError."""
    return _checked(_libc.prctl(option, value, 0, 0, 0))


def _checked(result: int) -> int:
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
