"""The server: passes frames between the client and its workers, and keeps deadlines.

It never runs learner code and never looks inside what a worker says: it counts bytes and watches
the clock. It has no torch, and no worker is forked from it: what passes through its memory, a
grader's reference solution among it, is in no worker's.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from . import frames
from .frames import notice
from .nursery import Nursery, ZygoteError, start_zygote
from .options import Options, parse
from .pipes import Outbox, read_available
from .session import Session

CONGESTED = 4 << 20
"""Bytes waiting for a slow client at which workers are no longer read."""
READY_SECONDS = 30.0
SESSIONS = 64
"""How many a client may have open at once, unless it is told otherwise; the tutor has six."""


class Server:
    """Frames from the client on one side, one worker for each session on the other."""

    def __init__(
        self, requests: int, client: Outbox, nursery: Nursery, most_sessions: int = SESSIONS
    ) -> None:
        self.requests = requests
        self.most_sessions = most_sessions
        self.client = client
        self.nursery = nursery
        self.hung_up = False
        self.held = False
        self.decoder = frames.Decoder()
        self.sessions: dict[int, Session] = {}

    def run(self) -> None:
        """Serve until the client hangs up."""
        while not (self.hung_up or self.client.broken):
            self._wait()
            now = time.monotonic()
            for session in list(self.sessions.values()):
                session.tick(now)
            due = self.nursery.refill_at()
            if due is not None and now >= due:
                self.nursery.refill()
            self._bury()

    def _wait(self) -> None:
        """Sleep until something happens and handle it: worker pipes, the client, the zygote."""
        readers: dict[int, Callable[[], object]] = {}
        outboxes = [self.client]
        for session in self.sessions.values():
            if len(self.client) < CONGESTED:
                readers |= session.callbacks()
            if session.child is not None:
                outboxes.append(session.child.requests)
        readers |= {self.requests: self._read_client}
        readers |= {self.nursery.control.fileno(): self.nursery.hear}
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
        op = request["op"]
        if op in ("hold", "resume"):
            self._hold(held=op == "hold")
            return
        if channel not in self.sessions:
            if len(self.sessions) >= self.most_sessions:
                raise frames.FrameError(f"more than {self.most_sessions} sessions at once")
            self.sessions[channel] = Session(channel, self.client, self.nursery)
        session = self.sessions[channel]
        if op == "interrupt":
            session.stop("interrupted")
        elif op == "reset":
            session.drop("reset")
        elif op == "close":
            session.drop("reset")
            del self.sessions[channel]
        else:
            session.start(request, payload)
            if self.held:
                session.hold()

    def _hold(self, *, held: bool) -> None:
        """Stop all that runs, and its time, or let it go on."""
        self.held = held
        for session in self.sessions.values():
            if held:
                session.hold()
            else:
                session.resume()

    def _bury(self) -> None:
        """Tell the sessions of workers that ended."""
        for gone, status in self.nursery.ends():
            for session in self.sessions.values():
                if session.child is gone:
                    session.died(status)


def serve(arguments: Sequence[str]) -> NoReturn:
    """Speak frames on what were stdin and stdout until the client hangs up."""
    options = parse(arguments)
    requests, client = take_stdio()
    zygote, control = start_zygote(options, close=(requests, client.fd))
    if not heard(control, requests):
        os.kill(zygote, signal.SIGKILL)
        os._exit(0)
    attend(options, control, requests, client)
    control.close()
    os.waitpid(zygote, 0)
    os._exit(0)


def attend(
    options: Options,
    control: socket.socket,
    requests: int,
    client: Outbox,
    most_sessions: int = SESSIONS,
) -> None:
    """Serve one client, by workers of the zygote at the other end of `control`.

    Raises FrameError if it sends what no tutor sends.
    """
    try:
        nursery = Nursery(options, control)
        report = first_report(nursery)
        if refusal := refused(report, options):
            client.send(notice(0, "unconfined", why=refusal))
        else:
            client.send(notice(0, "hello", protocol=frames.PROTOCOL, **report))
            Server(requests, client, nursery, most_sessions).run()
    except ZygoteError as error:
        client.send(notice(0, "failed", why=str(error)))


def heard(control: socket.socket, requests: int) -> bool:
    """Wait for the zygote, whose import of torch may hang; False if the client hung up before."""
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(requests, 0)  # that its other end was closed is told unasked
    return control.fileno() in dict(poll.poll())


def take_stdio() -> tuple[int, Outbox]:
    """The client's pipes, moved out of the way of anything that prints."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.set_blocking(requests, False)
    return requests, Outbox(replies)


def first_report(nursery: Nursery) -> dict[str, Any]:
    """Who the first worker is and what confines it, in its own words: no learner code has run.

    Raises ZygoteError if it does not come up.
    """
    spare = nursery.spare
    while spare and select.select([spare.replies], [], [], READY_SECONDS)[0]:
        data = read_available(spare.replies)
        if not data:
            break
        for frame in spare.decoder.feed(data):
            spare.ready = True
            report: dict[str, Any] = json.loads(frames.split(frame.payload)[0])
            return report
    raise ZygoteError("the first worker did not come up")


def refused(report: dict[str, Any], options: Options) -> str:
    """Why no code may run: a layer that failed, or one that is missing and was required."""
    if "refused" in report:
        return str(report["refused"])
    missing = [layer for layer in report["confinement"] if not layer["active"]]
    if options.confinement != "full" or not missing:
        return ""
    return "; ".join(f"{each['name']}: {each['why']} ({each['remedy']})" for each in missing)
