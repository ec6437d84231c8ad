"""The fork server: imports torch once, keeps a worker ready, passes frames, keeps deadlines.

It never runs learner code and never looks inside what a worker says: it counts bytes, watches the
clock and reaps. It stays single-threaded and runs not one torch operation, because workers are
forked from it: a parallel operation before a fork hangs every child, and so much as asking for
CUDA devices poisons CUDA in them.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import select
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from . import frames
from .pipes import Outbox, read_available
from .session import Session, notice

if TYPE_CHECKING:
    from .child import Child

PROTOCOL = 1
REFILL_AFTER = 0.1
"""Seconds a run gets to itself before a new spare is forked beside it; most are over by then."""
RETRY_AFTER = 1.0
"""Seconds before a spare that died unused is replaced."""
CONGESTED = 4 << 20
"""Bytes waiting for a slow client at which workers are no longer read."""
READY_SECONDS = 30.0


class Server:
    """Frames from the client on one side, one worker for each session on the other."""

    def __init__(
        self, requests: int, client: Outbox, wakeup: int, spare: Child, fork: Callable[[], Child]
    ) -> None:
        self.requests = requests
        self.client = client
        self.wakeup = wakeup
        self.fork = fork
        self.spare: Child | None = spare
        self.refill_at = 0.0
        self.hung_up = False
        self.decoder = frames.Decoder()
        self.sessions: dict[int, Session] = {}
        self.children: dict[int, Child] = {spare.pid: spare}

    def run(self) -> None:
        """Serve until the client hangs up, then leave no process behind."""
        while not (self.hung_up or self.client.broken):
            self._wait()
            now = time.monotonic()
            for session in list(self.sessions.values()):
                session.tick(now)
            if self.spare is None and now >= self.refill_at:
                self.spare = self._fork()
        for each in self.children.values():
            each.signal(signal.SIGKILL)

    def take(self) -> Child:
        """The spare, or a new worker if the last spare was taken just now."""
        taken, self.spare = self.spare or self._fork(), None
        self.refill_at = time.monotonic() + REFILL_AFTER
        return taken

    def _fork(self) -> Child:
        born = self.fork()
        self.children[born.pid] = born
        return born

    def _wait(self) -> None:
        """Sleep until something happens and handle it: worker pipes, the client, the dead."""
        readers: dict[int, Callable[[], object]] = {}
        outboxes = [self.client]
        for session in self.sessions.values():
            if len(self.client) < CONGESTED:
                readers |= session.callbacks()
            if session.child is not None:
                outboxes.append(session.child.requests)
        readers |= {self.requests: self._read_client, self.wakeup: self._reap}
        writers = {box.fd: box.flush for box in outboxes if len(box)}
        poll = select.poll()
        for fd in readers:
            poll.register(fd, select.POLLIN)
        for fd in writers:
            poll.register(fd, select.POLLOUT)
        events = dict(poll.poll(self._timeout()))
        for fd, handle in (writers | readers).items():
            if fd in events:
                handle()

    def _timeout(self) -> float | None:
        """Milliseconds until the clock has something to do; None for never."""
        sessions = self.sessions.values()
        times = [at for s in sessions for at in (s.kill_at or s.deadline,) if at is not None]
        if self.spare is None:
            times.append(self.refill_at)
        return max(0.0, (min(times) - time.monotonic()) * 1000) if times else None

    def _read_client(self) -> None:
        data = read_available(self.requests)
        if data == b"":
            self.hung_up = True
        for frame in self.decoder.feed(data or b""):
            self._handle(frame.channel, frame.payload)

    def _handle(self, channel: int, payload: bytes) -> None:
        request = json.loads(frames.split(payload)[0])
        if channel not in self.sessions:
            self.sessions[channel] = Session(channel, self.client, self)
        session = self.sessions[channel]
        op = request["op"]
        if op == "interrupt":
            session.stop("interrupted")
        elif op == "reset":
            session.drop("reset")
        elif op == "close":
            session.drop("reset")
            del self.sessions[channel]
        else:
            session.start(request, payload)

    def _reap(self) -> None:
        """Collect every child that ended and tell its session."""
        os.read(self.wakeup, 4096)
        while pid_status := reap_one():
            pid, status = pid_status
            gone = self.children.pop(pid)
            gone.dead = True
            for session in self.sessions.values():
                if session.child is gone:
                    session.died(status)
            if self.spare is gone:
                self.spare, self.refill_at = None, time.monotonic() + RETRY_AFTER
            gone.close()


def reap_one() -> tuple[int, int] | None:
    """The pid and status of a child that ended, if one did."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, status) if pid else None


def serve() -> None:
    """Speak frames on what were stdin and stdout until the client hangs up; never returns."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.set_blocking(requests, False)
    client = Outbox(replies)
    try:
        import torch

        from . import confine
        from .child import fork
    except Exception as error:
        client.send(notice(0, "failed", why=f"{type(error).__name__}: {error}"))
        os._exit(1)
    wakeup, wakeup_in = os.pipe()
    for fd in (wakeup, wakeup_in):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_in, warn_on_full_buffer=False)
    gc.collect()
    gc.freeze()
    plan = confine.prepare()
    spare = fork(plan)
    report = first_report(spare)
    if "refused" in report:
        client.send(notice(0, "unconfined", why=report["refused"]))
        os._exit(1)
    hello = {
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "executable": sys.executable,
        "confinement": report["layers"],
    }
    client.send(notice(0, "hello", **hello))
    Server(requests, client, wakeup, spare, partial(fork, plan)).run()
    os._exit(0)


def first_report(spare: Child) -> dict[str, object]:
    """What confines the first worker, in its own words: no learner code has run in it yet.

    Raises RuntimeError if it does not come up.
    """
    if select.select([spare.replies], [], [], READY_SECONDS)[0]:
        for frame in spare.decoder.feed(read_available(spare.replies) or b""):
            spare.ready = True
            report: dict[str, object] = json.loads(frames.split(frame.payload)[0])
            return report
    raise RuntimeError("the first worker did not come up")
