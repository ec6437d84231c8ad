"""A worker as the server sees it: a process made by the zygote, with three pipes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from . import frames
from .pipes import Outbox
from .plans import PROCESSOR, TRUSTED


class Child:
    """A worker: requests go in, replies come out, and so does what its cell prints."""

    place = PROCESSOR
    """Its plan's: on the processor, trusted, or a rung of the ladder for cards."""
    on_trial = False
    """Whether it has still to show that its card computes under what confines it."""
    costly = False
    """Whether it is dear to start, and so runs one cell after the other in fresh namespaces."""
    memory: int | None = None
    """Bytes it may hold resident, None where the kernel limits them itself."""

    idle_after: float | None = None
    """Seconds without a run after which it is given up, None for never."""

    def __init__(
        self, pid: int, kill: Callable[[int, int], None], requests: int, replies: int, output: int
    ) -> None:
        """`kill(pid, signal)` asks the zygote, who knows whether the process still lives."""
        self.pid = pid
        self.requests = Outbox(requests)
        self.replies = replies
        self.output = output
        self.decoder = frames.Decoder()
        self.ready = False
        self.introduction = b""
        self.used = False
        self.hung_up = False
        self.dead = False
        self._kill = kill
        for fd in (replies, output):
            os.set_blocking(fd, False)

    def suits(self, place: int, *, keep: bool | None) -> bool:
        """Whether it can run the next cell; one that has looked at cards can't."""
        if TRUSTED in (self.place, place) or (self.place > PROCESSOR) != (place > PROCESSOR):
            return False
        return bool(keep) or self.costly or not self.used

    def signal(self, number: int) -> None:
        """Send a signal, if it lives."""
        if not self.dead:
            self._kill(self.pid, number)

    def freeze(self) -> None:
        """Stop it between runs: threads or loops that a cell left behind cost nothing."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run on."""
        self.signal(signal.SIGCONT)

    def takes_too_much(self) -> bool:
        """Whether it holds more memory than it may. One that has just ended holds none."""
        if self.memory is None or self.dead:
            return False
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_bytes().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            return False
        return pages * os.sysconf("SC_PAGE_SIZE") > self.memory

    def close(self) -> None:
        """Close our ends of its pipes, once it has ended."""
        for fd in (self.requests.fd, self.replies, self.output):
            os.close(fd)
