"""A worker as the server sees it: a forked process with three pipes."""

from __future__ import annotations

import os
import signal
import sys

from . import frames, worker
from .confine import Plan
from .pipes import Outbox


class Child:
    """A forked worker: requests go in, replies come out, and so does what its cell prints."""

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

    def close(self) -> None:
        """Close our ends of its pipes, once it is reaped."""
        for fd in (self.requests.fd, self.replies, self.output):
            os.close(fd)


def fork(plan: Plan) -> Child:
    """Fork a worker off this process, which has torch imported and has run nothing on it."""
    requests_out, requests_in = os.pipe()
    replies_out, replies_in = os.pipe()
    output_out, output_in = os.pipe()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            worker.main(requests_out, replies_in, output_in, plan, parent)
        finally:
            os._exit(worker.BROKEN)
    for fd in (requests_out, replies_in, output_in):
        os.close(fd)
    return Child(pid, requests_in, replies_out, output_out)
