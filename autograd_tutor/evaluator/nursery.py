"""Where the server's workers come from: the zygote makes them, and one spare is kept ready."""

from __future__ import annotations

import os
import select
import socket
import sys
import time
from collections.abc import Iterator

from . import zygote
from .child import Child
from .customers import BORN, ENDED, FAILED, MAKE, MESSAGE, SIGNAL
from .options import Options

REFILL_AFTER = 0.1
"""Seconds a run gets to itself before a new spare is made beside it; most are over by then."""
DRIVER = 3 << 30
"""Bytes of memory that torch and a GPU's driver may hold before a cell takes any."""
RETRY_AFTER = 1.0
"""Seconds before a spare that died unused is replaced."""
CRASHED = (
    "its torch ended the process that imported it. Install torch there again, or name another "
    "Python with --python"
)
GONE = "the process that makes workers is gone. Run again to start another"


class ZygoteError(Exception):
    """The zygote could not import torch, or is gone: why."""


def start_zygote(options: Options, *, close: tuple[int, ...]) -> tuple[int, socket.socket]:
    """Fork the zygote off this process, which has read nothing yet; its pid and the way to it.

    `close`: descriptors that are none of its business.
    """
    ours, theirs = socket.socketpair()
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        ours.close()
        for fd in close:
            os.close(fd)
        zygote.serve(theirs, options, server)
    theirs.close()
    return pid, ours


class Nursery:
    """Has workers made, and knows all that have not ended yet."""

    def __init__(self, options: Options, control: socket.socket) -> None:
        """Wait until the zygote has torch. Raises ZygoteError if it can't."""
        self._options = options
        self.control = control
        self._ended: list[tuple[int, int]] = []
        self._refill_at = 0.0
        self.children: dict[int, Child] = {}
        self.listen(CRASHED)
        self.spare: Child | None = self._make(gpu=False)

    @property
    def requires_full(self) -> bool:
        """Whether no cell may run without every layer, which a GPU's worker does not have."""
        return self._options.confinement == "full"

    def take(self, *, gpu: bool) -> Child:
        """A worker that has run nothing: the spare, or a new one if that was taken just now."""
        if gpu:
            return self._make(gpu=True)
        taken, self.spare = self.spare or self._make(gpu=False), None
        self._refill_at = time.monotonic() + REFILL_AFTER
        return taken

    def refill_at(self) -> float | None:
        """When a new spare is due, None if there is one."""
        return None if self.spare else self._refill_at

    def refill(self) -> None:
        """Make a spare."""
        self.spare = self._make(gpu=False)

    def listen(self, gone: str = GONE) -> int | None:
        """Read one message: a newborn's process id is returned, an end is kept for `ends`.

        `gone`: what it means if the zygote has ended. Raises ZygoteError.
        """
        try:
            data = self.control.recv(MESSAGE.size, socket.MSG_WAITALL)
        except ConnectionError:
            data = b""
        if len(data) < MESSAGE.size:
            raise ZygoteError(gone)
        what, pid, number = MESSAGE.unpack(data)
        if what == FAILED:
            why = self.control.recv(number, socket.MSG_WAITALL).decode()
            raise ZygoteError(why)
        if what == ENDED:
            self._ended.append((pid, number))
        return int(pid) if what == BORN else None

    def hear(self) -> None:
        """Read what the zygote has said, if anything: who waited for a newborn may have read it."""
        while select.select([self.control], [], [], 0)[0]:
            self.listen()

    def ends(self) -> Iterator[tuple[Child, int]]:
        """The workers that have ended since this was last asked, each with its wait status."""
        while self._ended:
            pid, status = self._ended.pop(0)
            gone = self.children.pop(pid)
            gone.dead = True
            if gone is self.spare:
                self.spare, self._refill_at = None, time.monotonic() + RETRY_AFTER
            yield gone, status
            gone.close()

    def _make(self, *, gpu: bool) -> Child:
        (requests_out, requests_in), (replies_out, replies_in), (output_out, output_in) = (
            os.pipe() for _ in range(3)
        )
        inner = [requests_out, replies_in, output_in]
        try:
            socket.send_fds(self.control, [MESSAGE.pack(MAKE, 0, gpu)], inner)
        except ConnectionError:
            raise ZygoteError(GONE) from None
        finally:
            for fd in inner:
                os.close(fd)
        while (born := self.listen()) is None:
            pass
        child = Child(born, self._signal, requests_in, replies_out, output_out)
        child.gpu = gpu
        child.costly = gpu or self._options.spawn
        child.idle_after = self._options.gpu_idle if gpu else None
        if gpu and sys.platform == "linux" and self._options.confinement != "off":
            child.memory = (self._options.memory << 20) + DRIVER
        self.children[born] = child
        return child

    def _signal(self, pid: int, number: int) -> None:
        try:
            self.control.sendall(MESSAGE.pack(SIGNAL, pid, number))
        except ConnectionError:
            raise ZygoteError(GONE) from None
