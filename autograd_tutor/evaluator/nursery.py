"""Where workers come from: forked off this process with one spare ready, or spawned."""

from __future__ import annotations

import sys
import time

from . import child
from .child import Child
from .confine import Plan
from .options import Options
from .plans import plan_for

REFILL_AFTER = 0.1
"""Seconds a run gets to itself before a new spare is made beside it; most are over by then."""
DRIVER = 3 << 30
"""Bytes of memory that torch and a GPU's driver may hold before a cell takes any."""
RETRY_AFTER = 1.0
"""Seconds before a spare that died unused is replaced."""


class Nursery:
    """Makes workers and knows all that are not reaped yet."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._plan = plan_for(options, gpu=False)
        self._gpu_plan: Plan | None = None
        self.children: dict[int, Child] = {}
        self.spare: Child | None = self._make(gpu=False)
        self._refill_at = 0.0

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

    def bury(self, pid: int) -> Child:
        """The worker that was just reaped, which is a worker no more."""
        gone = self.children.pop(pid)
        gone.dead = True
        if gone is self.spare:
            self.spare, self._refill_at = None, time.monotonic() + RETRY_AFTER
        return gone

    def _make(self, *, gpu: bool) -> Child:
        if self._options.spawn:
            born = child.spawn(self._options, gpu=gpu)
        else:
            born = child.fork(self._plan_for(gpu))
        born.gpu = gpu
        born.costly = gpu or self._options.spawn
        if gpu and sys.platform == "linux" and self._options.confinement != "off":
            born.memory = (self._options.memory << 20) + DRIVER
        self.children[born.pid] = born
        return born

    def _plan_for(self, gpu: bool) -> Plan:
        if gpu and self._gpu_plan is None:
            self._gpu_plan = plan_for(self._options, gpu=True)
        return self._gpu_plan if gpu and self._gpu_plan else self._plan
