"""One attempt, as the forked child sees it: become the account, be confined, run the code."""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import datetime
import fileinput
import glob
import importlib
import importlib.machinery
import io
import linecache
import logging
import logging.handlers
import mmap
import multiprocessing
import multiprocessing.connection
import os
import pathlib
import pickle
import platform
import resource
import runpy
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import tokenize
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

import numpy
import torch
import torch.distributed
import torch.multiprocessing
import torch.utils.cpp_extension as cpp_extension
import torch.utils.data

from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.confine.libc import prctl
from tests.attacks.numbers import numbers

READY, HOLD = b"\0ready\0", b"\0hold\0"
"""What an attack that has got hold of something says, to be looked at."""
USER, GROUP = 61234, 61235
MEBI = 1 << 20
CONTROL_MEMORY = 3072 * MEBI
"""What an unconfined attempt may map: a bomb is a bomb in the control too."""

LATE = """
    _posixshmem asyncio concurrent.futures.process encodings.idna fcntl http.client inspect
    multiprocessing.managers multiprocessing.popen_fork multiprocessing.shared_memory
    multiprocessing.synchronize pty pwd py_compile torch.hub urllib.request
"""
"""Imported before the fork: an account that can't read our interpreter could not import them."""
for name in LATE.split():
    importlib.import_module(name)

_MODULES = (
    *(codecs, ctypes, datetime, fileinput, glob, io, linecache, logging, mmap, multiprocessing),
    *(numpy, os, pathlib, pickle, resource, runpy, shutil, signal, socket, struct, subprocess),
    *(sys, tempfile, threading, time, tokenize, torch),
)

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.argtypes = [ctypes.c_long] * 7
libc.syscall.restype = ctypes.c_long
libc_mmap = libc.mmap
libc_mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
libc_mmap.restype = ctypes.c_void_p
NR = numbers()
_kept: list[object] = []


def path(text: str) -> int:
    """Where a string lies, for a raw call."""
    buffer = ctypes.create_string_buffer(text.encode())
    _kept.append(buffer)
    return ctypes.addressof(buffer)


def raw_number(number: int, *arguments: int) -> int:
    """A system call by number; raises OSError."""
    result = int(libc.syscall(number, *arguments, *[0] * (6 - len(arguments))))
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def raw(name: str, *arguments: int) -> int:
    """A system call by name."""
    return raw_number(NR[name], *arguments)


def low(text: str) -> int:
    """Where a string lies in the first 4 GB, for the 32-bit entry."""
    address = int(libc_mmap(0, 4096, 3, 0x62, -1, 0))
    ctypes.memmove(address, text.encode() + b"\0", len(text) + 1)
    return address


def int80(number: int, first: int, second: int) -> int:
    """A system call by the i386 entry: push rbx; mov eax, ebx, ecx; int 0x80; pop rbx; ret."""
    assert platform.machine() == "x86_64"
    code = struct.pack(
        "<BBIBIBIHBB", 0x53, 0xB8, number, 0xBB, first, 0xB9, second, 0x80CD, 0x5B, 0xC3
    )
    page = libc_mmap(0, 4096, 7, 0x22, -1, 0)
    ctypes.memmove(page, code, len(code))
    return int(ctypes.CFUNCTYPE(ctypes.c_int)(page)())


def hold() -> None:
    """Wait to be looked at."""
    os.write(1, HOLD)
    time.sleep(60)


def arsenal() -> dict[str, Any]:
    """What every attack finds in its namespace, besides the places of its arena."""
    modules = {module.__name__: module for module in _MODULES}
    tools = {f.__name__: f for f in (path, raw, raw_number, low, int80, hold)}
    return {
        **modules,
        **tools,
        "importlib": importlib,
        "cpp_extension": cpp_extension,
        "libc": libc,
        "libc_mmap": libc_mmap,
        "NR": NR,
        "MEBI": MEBI,
    }


def run(
    code: str, places: Mapping[str, object], account: str, plan: confine.Plan | None, output: int
) -> NoReturn:
    """In the forked child: everything it says goes to `output`; ends the process."""
    parent = os.getppid()
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    kept = plan.ruleset.fd if plan is not None and plan.ruleset is not None else 1024
    os.closerange(3, kept)
    os.closerange(kept + 1, 1024)
    signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    try:
        become(account)
        if plan is None:
            prctl(1, signal.SIGKILL)
            size = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * mmap.PAGESIZE
            resource.setrlimit(resource.RLIMIT_AS, (size + CONTROL_MEMORY,) * 2)
        else:
            confine.enter(plan, parent=parent)
        os.write(1, READY)
        exec(code, {**arsenal(), **places, "PARENT": parent})  # noqa: S102
    except BaseException:
        os.write(1, traceback.format_exc().encode(errors="replace"))
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
    os._exit(0)


def become(account: str) -> None:
    """An ordinary account, as a process that began in it: traceable by its own."""
    if account == "user" and os.geteuid() == 0:
        os.setgroups([GROUP])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
        prctl(4, 1)
