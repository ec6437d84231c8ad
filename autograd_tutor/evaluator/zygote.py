"""The process that has torch and makes workers: forked off it, or spawned where that is unsafe.

Its parent, the server, reads what learners and graders send; this process never does, so that no
worker is born with another's words in its memory. It stays single-threaded and runs not one torch
operation: a parallel operation before a fork hangs every child, and so much as asking for CUDA
devices poisons CUDA in them.
"""

from __future__ import annotations

import gc
import os
import re
import select
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import NoReturn

from .confine import Plan, privileges
from .confine.libc import LINUX
from .options import OLDEST_TORCH, Options
from .plans import plan_for

MESSAGE = struct.Struct("!Bii")
"""What is asked or told, a process id, and a number."""
MAKE, SIGNAL = 0, 1
"""From the server: make a worker (number: on a GPU?), with three descriptors; signal one."""
READY, FAILED, BORN, ENDED = 2, 3, 4, 5
"""From here: torch is imported; it can't be used (number: bytes of why that follow); a worker's
process id; its end (number: wait status)."""
PIPES = 3


def serve(control: socket.socket, options: Options, server: int) -> NoReturn:
    """Import torch, then make workers until the server hangs up.

    It hears of that only once torch is imported: until then, it ends when the server does.
    """
    gc.disable()  # what is imported stays: looking for garbage in it costs a tenth of the import
    if LINUX:
        privileges.bind_to_parent(server)
    try:
        why = "" if options.spawn else _trouble_with_torch()
    except BaseException as error:
        why = f"its Python cannot import torch: {type(error).__name__}: {error}"
    if why:
        said = why.encode(errors="replace")
        control.sendall(MESSAGE.pack(FAILED, 0, len(said)) + said)
        os._exit(1)
    if LINUX:
        privileges.unbind()
    gc.freeze()
    gc.enable()
    Zygote(control, options).run()


def _trouble_with_torch() -> str:
    """Import torch and what runs on it; why it can't be used, or nothing."""
    import torch

    version = str(getattr(torch, "__version__", "of an unknown version"))
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < OLDEST_TORCH:
        return f"{sys.executable} has torch {version}; 2.4 or newer is needed"
    from . import worker  # noqa: F401

    return ""


class Zygote:
    """Obeys the server, and tells it of each worker that ended."""

    def __init__(self, control: socket.socket, options: Options) -> None:
        self._control = control
        self._options = options
        self._plans: dict[bool, Plan] = {}
        self._children: set[int] = set()
        self._wakeup = wake_on_child_end()

    def run(self) -> NoReturn:
        """Serve until the server hangs up, then leave no process behind."""
        self._tell(READY, 0, 0)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wakeup, select.POLLIN)
        while True:
            ready = dict(poll.poll())
            if self._control.fileno() in ready:
                self._obey()
            if self._wakeup in ready:
                self._reap()

    def _tell(self, what: int, pid: int, number: int) -> None:
        self._control.sendall(MESSAGE.pack(what, pid, number))

    def _obey(self) -> None:
        data, fds, _, _ = socket.recv_fds(self._control, MESSAGE.size, PIPES, socket.MSG_WAITALL)
        if len(data) < MESSAGE.size:
            for child in self._children:
                os.kill(child, signal.SIGKILL)
            os._exit(0)
        what, pid, number = MESSAGE.unpack(data)
        if what == MAKE:
            make = self._spawn if self._options.spawn else self._fork
            born = make(fds, gpu=bool(number))
            self._children.add(born)
            self._tell(BORN, born, 0)
            for fd in fds:
                os.close(fd)
        elif pid in self._children:
            os.kill(pid, number)

    def _fork(self, fds: list[int], *, gpu: bool) -> int:
        from . import worker

        if gpu not in self._plans:
            self._plans[gpu] = plan_for(self._options, gpu=gpu)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                worker.main(fds[0], fds[1], fds[2], self._plans[gpu], parent)
            finally:
                os._exit(worker.BROKEN)
        return pid

    def _spawn(self, fds: list[int], *, gpu: bool) -> int:
        """Start a worker from nothing, which imports torch itself."""
        for fd in fds:
            os.set_inheritable(fd, True)
        boot = str(Path(__file__).with_name("boot.py"))
        ours = [*map(str, (*fds, os.getpid())), "gpu" if gpu else "cpu"]
        arguments = [sys.executable, boot, "worker", *ours, *self._options.arguments()]
        return os.posix_spawn(sys.executable, arguments, dict(os.environ))

    def _reap(self) -> None:
        """Collect every worker that ended."""
        os.read(self._wakeup, 4096)
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            self._tell(ENDED, pid, status)


def wake_on_child_end() -> int:
    """A descriptor that becomes readable when a child ends."""
    wakeup, wakeup_in = os.pipe()
    for fd in (wakeup, wakeup_in):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_in, warn_on_full_buffer=False)
    return wakeup
