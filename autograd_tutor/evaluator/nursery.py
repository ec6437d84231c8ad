"""Where the server's workers come from: the zygote makes them, and one spare is kept ready."""

from __future__ import annotations

import os
import select
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

from . import zygote
from .child import Child
from .customers import BORN, ENDED, FAILED, MAKE, MESSAGE, SIGNAL
from .options import Options
from .plans import DRIVER, PROCESSOR, TRUSTED, ladder

REFILL_AFTER = 0.1
"""Seconds a run gets to itself before a new spare is made beside it; most are over by then."""
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
        self._rungs = len(ladder(options))
        self._settled = False
        self.rung = 1
        """Where on the ladder a worker on a card begins."""
        self.children: dict[int, Child] = {}
        self.listen(CRASHED)
        self.spare: Child | None = self._make(PROCESSOR)

    @property
    def requires_full(self) -> bool:
        """Whether no cell may run without every layer."""
        return self._options.confinement == "full"

    def settle(self, rung: int) -> None:
        """A card computes on this rung: no worker begins or ends up anywhere else any more."""
        self.rung, self._settled = rung, True

    def below(self, rung: int) -> int | None:
        """The next rung to try after this one, if there is any."""
        return rung + 1 if not self._settled and rung < self._rungs else None

    def place_of(self, request: dict[str, Any]) -> int:
        """The plan of the worker that a request needs."""
        if request["op"] == "devices":
            return TRUSTED
        return PROCESSOR if request["device"] == "cpu" else self.rung

    def take(self, place: int) -> Child:
        """A worker that has run nothing: the spare, or a new one if that was taken just now."""
        if place != PROCESSOR:
            return self._make(place)
        taken, self.spare = self.spare or self._make(PROCESSOR), None
        self._refill_at = time.monotonic() + REFILL_AFTER
        return taken

    def refill_at(self) -> float | None:
        """When a new spare is due, None if there is one."""
        return None if self.spare else self._refill_at

    def refill(self) -> None:
        """Make a spare."""
        self.spare = self._make(PROCESSOR)

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

    def _make(self, place: int) -> Child:
        (requests_out, requests_in), (replies_out, replies_in), (output_out, output_in) = (
            os.pipe() for _ in range(3)
        )
        inner = [requests_out, replies_in, output_in]
        try:
            socket.send_fds(self.control, [MESSAGE.pack(MAKE, 0, place)], inner)
        except ConnectionError:
            raise ZygoteError(GONE) from None
        finally:
            for fd in inner:
                os.close(fd)
        while (born := self.listen()) is None:
            pass
        child = Child(born, self._signal, requests_in, replies_out, output_out)
        gpu = place != PROCESSOR
        child.place, child.on_trial = place, place > PROCESSOR
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
