"""A worker as the server sees it: a forked process with three pipes."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from . import frames, worker
from .confine import Plan
from .options import Options
from .pipes import Outbox


class Child:
    """A forked worker: requests go in, replies come out, and so does what its cell prints."""

    gpu = False
    """Whether it may compute on a GPU, and so is confined less."""
    costly = False
    """Whether it is dear to start, and so runs one cell after the other in fresh namespaces."""
    memory: int | None = None
    """Bytes it may hold resident, None where the kernel limits them itself."""

    def __init__(self, pid: int, requests: int, replies: int, output: int) -> None:
        self.pid = pid
        self.requests = Outbox(requests)
        self.replies = replies
        self.output = output
        self.decoder = frames.Decoder()
        self.ready = False
        self.used = False
        self.hung_up = False
        self.dead = False
        for fd in (replies, output):
            os.set_blocking(fd, False)

    def signal(self, number: int) -> None:
        """Send a signal, unless it is reaped: its pid may be another process's by then."""
        if not self.dead:
            os.kill(self.pid, number)

    def freeze(self) -> None:
        """Stop it between runs: threads or loops that a cell left behind cost nothing."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run on."""
        self.signal(signal.SIGCONT)

    def takes_too_much(self) -> bool:
        """Whether it holds more memory than it may."""
        if self.memory is None or self.dead:
            return False
        pages = int(Path(f"/proc/{self.pid}/statm").read_bytes().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") > self.memory

    def close(self) -> None:
        """Close our ends of its pipes, once it is reaped."""
        for fd in (self.requests.fd, self.replies, self.output):
            os.close(fd)


def fork(plan: Plan) -> Child:
    """Fork a worker off this process, which has torch imported and has run nothing on it."""
    inner, outer = three_pipes()
    parent = os.getpid()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            worker.main(*inner, plan, parent)
        finally:
            os._exit(worker.BROKEN)
    return adopt(pid, inner, outer)


def spawn(options: Options, *, gpu: bool) -> Child:
    """Start a worker from nothing, which imports torch itself: where a fork is not safe (macOS)."""
    inner, outer = three_pipes()
    boot = str(Path(__file__).with_name("boot.py"))
    ours = [*map(str, (*inner, os.getpid())), "gpu" if gpu else "cpu", *options.arguments()]
    for fd in inner:
        os.set_inheritable(fd, True)
    arguments = [sys.executable, boot, "worker", *ours]
    pid = os.posix_spawn(sys.executable, arguments, dict(os.environ))
    return adopt(pid, inner, outer)


def three_pipes() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Requests, replies and output: the worker's ends and ours."""
    (requests_out, requests_in), (replies_out, replies_in), (output_out, output_in) = (
        os.pipe() for _ in range(3)
    )
    return (requests_out, replies_in, output_in), (requests_in, replies_out, output_out)


def adopt(pid: int, inner: tuple[int, int, int], outer: tuple[int, int, int]) -> Child:
    """The child that has the inner ends."""
    for fd in inner:
        os.close(fd)
    return Child(pid, *outer)
