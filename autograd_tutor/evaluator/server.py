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
import select
import signal
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from . import frames
from .options import Options, parse
from .pipes import Outbox, read_available
from .session import Session, notice

if TYPE_CHECKING:
    from .child import Child
    from .nursery import Nursery

PROTOCOL = 1
CONGESTED = 4 << 20
"""Bytes waiting for a slow client at which workers are no longer read."""
READY_SECONDS = 30.0


class Server:
    """Frames from the client on one side, one worker for each session on the other."""

    def __init__(self, requests: int, client: Outbox, wakeup: int, nursery: Nursery) -> None:
        self.requests = requests
        self.client = client
        self.wakeup = wakeup
        self.nursery = nursery
        self.hung_up = False
        self.decoder = frames.Decoder()
        self.sessions: dict[int, Session] = {}

    def run(self) -> None:
        """Serve until the client hangs up, then leave no process behind."""
        while not (self.hung_up or self.client.broken):
            self._wait()
            now = time.monotonic()
            for session in list(self.sessions.values()):
                session.tick(now)
            due = self.nursery.refill_at()
            if due is not None and now >= due:
                self.nursery.refill()
        for each in self.nursery.children.values():
            each.signal(signal.SIGKILL)

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
        times = [session.wake_at() for session in self.sessions.values()]
        due = [at for at in (*times, self.nursery.refill_at()) if at is not None]
        return max(0.0, (min(due) - time.monotonic()) * 1000) if due else None

    def _read_client(self) -> None:
        data = read_available(self.requests)
        if data == b"":
            self.hung_up = True
        for frame in self.decoder.feed(data or b""):
            self._handle(frame.channel, frame.payload)

    def _handle(self, channel: int, payload: bytes) -> None:
        request = json.loads(frames.split(payload)[0])
        if channel not in self.sessions:
            self.sessions[channel] = Session(channel, self.client, self.nursery)
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
            gone = self.nursery.bury(pid)
            for session in self.sessions.values():
                if session.child is gone:
                    session.died(status)
            gone.close()


def reap_one() -> tuple[int, int] | None:
    """The pid and status of a child that ended, if one did."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, status) if pid else None


def serve(arguments: Sequence[str]) -> None:
    """Speak frames on what were stdin and stdout until the client hangs up; never returns."""
    options = parse(arguments)
    requests, client = take_stdio()
    gc.disable()  # what is imported stays: looking for garbage in it costs a tenth of the import
    try:
        if not options.spawn:
            import torch  # noqa: F401
        from .nursery import Nursery
    except Exception as error:
        client.send(notice(0, "failed", why=f"{type(error).__name__}: {error}"))
        os._exit(1)
    wakeup = wake_on_child_end()
    gc.freeze()
    gc.enable()
    nursery = Nursery(options)
    assert nursery.spare
    report = first_report(nursery.spare)
    refusal = refused(report, options)
    if refusal:
        client.send(notice(0, "unconfined", why=refusal))
        os._exit(1)
    client.send(notice(0, "hello", protocol=PROTOCOL, **report))
    Server(requests, client, wakeup, nursery).run()
    os._exit(0)


def take_stdio() -> tuple[int, Outbox]:
    """The client's pipes, moved out of the way of anything that prints."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.set_blocking(requests, False)
    return requests, Outbox(replies)


def wake_on_child_end() -> int:
    """A descriptor that becomes readable when a child ends."""
    wakeup, wakeup_in = os.pipe()
    for fd in (wakeup, wakeup_in):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakeup_in, warn_on_full_buffer=False)
    return wakeup


def first_report(spare: Child) -> dict[str, Any]:
    """Who the first worker is and what confines it, in its own words: no learner code has run.

    Raises RuntimeError if it does not come up.
    """
    while select.select([spare.replies], [], [], READY_SECONDS)[0]:
        data = read_available(spare.replies)
        if not data:
            break
        for frame in spare.decoder.feed(data):
            spare.ready = True
            report: dict[str, Any] = json.loads(frames.split(frame.payload)[0])
            return report
    raise RuntimeError("the first worker did not come up")


def refused(report: dict[str, Any], options: Options) -> str:
    """Why no code may run: a layer that failed, or one that is missing and was required."""
    if "refused" in report:
        return str(report["refused"])
    missing = [layer for layer in report["confinement"] if not layer["active"]]
    if options.confinement != "full" or not missing:
        return ""
    return "; ".join(f"{each['name']}: {each['why']} ({each['remedy']})" for each in missing)
