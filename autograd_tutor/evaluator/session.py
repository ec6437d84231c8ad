"""One learner's place in the server: the worker that runs their cell, and its deadline."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from . import frames
from .child import Child
from .clock import Clock
from .frames import notice
from .nursery import Nursery
from .pipes import Outbox, read_available

GRACE = 0.25
"""Seconds between the polite SIGINT and SIGKILL."""
TRIAL_SECONDS = 60.0
"""How long a card may take until it computes: cards that sleep, or are many, take seconds."""
WATCH_SECONDS = 0.05
"""How often the memory of a worker is looked at that the kernel does not limit."""
OUTPUT_KEPT = 64 << 10
"""Bytes of output passed on per run; the rest is drained and counted."""


class Session:
    """Idle, or running one cell; every run ends in exactly one frame to the client: the worker's
    FINAL or a `lost` notice.

    While a run is held, the kernel has its worker stopped. A worker that is dear to keep is given
    up when it was idle for long; whoever wants its variables then is told why they are `gone`. One
    on a card is on trial first: only once it computes there does the cell begin, and its time; if
    it does not, one that is confined less takes its place.
    """

    def __init__(self, channel: int, client: Outbox, nursery: Nursery) -> None:
        self.channel = channel
        self.client = client
        self.nursery = nursery
        self.child: Child | None = None
        self.clock = Clock()
        self.gone = "reset"
        self.reason = ""
        self.printed = 0
        self.seal = b""
        self.seconds = 0.0
        self.payload = b""

    @property
    def running(self) -> bool:
        """Whether a cell is running."""
        return self.clock.running

    def start(self, request: dict[str, Any], payload: bytes) -> None:
        """Hand a cell to a worker: a new one, unless the request keeps the last one's variables."""
        if self.running:
            self.drop("reset")
        place = self.nursery.place_of(request)
        if self.child is not None and not self.child.suits(place, keep=request.get("keep")):
            self.drop("reset")
        if self.child is None and request.get("resume"):
            self.client.send(notice(self.channel, "lost", reason=self.gone, detail=""))
            return
        self.seconds, self.payload = request["seconds"], payload
        self.reason = ""
        self.printed = 0
        if self.child is not None and self.child.used:
            self.child.thaw()
        self._hand_over(self.child or self.nursery.take(place))

    def _hand_over(self, child: Child) -> None:
        """Have this worker run what was asked for."""
        self.child = child
        child.used = True
        seconds = self.seconds
        if child.on_trial:
            seconds = TRIAL_SECONDS
            self.client.send(notice(self.channel, "trying", seconds=seconds))
        self.clock.begin(seconds)
        self.seal = os.urandom(frames.SEAL_LENGTH)
        for each in (self.payload, self.seal):
            child.requests.send(frames.encode_raw(frames.MESSAGE, self.channel, each))

    def hold(self) -> None:
        """Stop what runs, and its time."""
        if self.child is not None and self.clock.hold():
            self.child.freeze()

    def resume(self) -> None:
        """Let what was held go on with the time that it had left."""
        if self.child is not None and self.clock.resume():
            self.child.thaw()

    def stop(self, reason: str) -> None:
        """Interrupt the running cell politely; `tick` kills it if that does not help."""
        self.resume()
        if self.child is None or not self.running or self.clock.stopping:
            return
        self.reason = reason
        self.clock.stop(GRACE)
        self.client.send(notice(self.channel, "stopping", reason=reason))
        self.child.signal(signal.SIGINT)

    def tick(self, now: float) -> None:
        """Act on the clock, and on what a worker takes that the kernel does not limit."""
        due = self.clock.due(now)
        if due == "kill":
            self.drop(self.reason)
        elif due == "idle":
            self.drop("idle")
        elif due == "deadline" and not self._fell_short():
            self.stop("timeout")
        if self._watches() and self.child is not None and self.child.takes_too_much():
            self.drop("memory")

    def wake_at(self) -> float | None:
        """When `tick` has something to do next; None for never."""
        at = self.clock.next()
        return min(at, monotonic() + WATCH_SECONDS) if at is not None and self._watches() else at

    def _watches(self) -> bool:
        """Whether a cell runs whose memory is to be looked at."""
        watched = self.child is not None and self.child.memory is not None
        return watched and self.running and self.clock.held_at is None

    def drop(self, reason: str, detail: str = "") -> None:
        """Give the worker up; a run that was under way is lost."""
        child, self.child = self.child, None
        self.gone = reason if reason in ("idle", "broken") else "reset"
        if child is None:
            return
        self._read_output(child)
        child.signal(signal.SIGKILL)
        if self.running:
            self._finish()
            self.client.send(notice(self.channel, "lost", reason=reason, detail=detail))
        self.clock.end()

    def died(self, status: int) -> None:
        """The worker ended by itself (or was killed from outside): say how."""
        child = self.child
        assert child is not None
        self._read_replies(child)
        if child is not self.child:
            return
        code = os.waitstatus_to_exitcode(status)
        if code == frames.UNCONFINED:
            self.reason = "unconfined"
        elif self._fell_short():
            return
        how = signal.strsignal(-code) if code < 0 else f"exit status {code}"
        self.drop(self.reason or "crashed", how or f"signal {-code}")

    def callbacks(self) -> dict[int, Callable[[], object]]:
        """What to do when a pipe of the worker's has something to read."""
        child = self.child
        if child is None or child.hung_up:
            return {}
        return {
            child.output: partial(self._read_output, child),
            child.replies: partial(self._read_replies, child),
        }

    def _read_output(self, child: Child) -> bool:
        if data := read_available(child.output):
            room = max(0, OUTPUT_KEPT - self.printed)
            self.printed += len(data)
            if room and self.running:
                self.client.send(frames.encode_raw(frames.OUTPUT, self.channel, data[:room]))
        return bool(data)

    def _read_replies(self, child: Child) -> None:
        data = read_available(child.replies)
        if data is None or child is not self.child:
            return
        if not data:
            child.signal(signal.SIGKILL)
            child.hung_up = True
            return
        try:
            for frame in child.decoder.feed(data):
                self._reply(child, frame)
        except frames.FrameError as error:
            self.drop("protocol", str(error))

    def _reply(self, child: Child, frame: frames.Frame) -> None:
        """A worker may say one thing for each request, `ready` once before the first, and how its
        trial went.

        What it says of a cell begins with the seal, or it was said by a cell that was not over.
        """
        if child.ready and child.on_trial:
            self._try(child, frame)
            return
        sealed = self.running and frame.payload.startswith(self.seal)
        if frame.kind not in (frames.FINAL, frames.LAST) or (child.ready and not sealed):
            raise frames.FrameError("the worker spoke out of turn")
        if not child.ready:
            child.ready, child.introduction = True, frame.payload
            return
        self._pass_on(child, frame.payload[len(self.seal) :])
        if frame.kind == frames.LAST:
            self.drop("broken")
        elif child.idle_after is not None:
            self.clock.rest(child.idle_after)

    def _try(self, child: Child, frame: frames.Frame) -> None:
        """Hear how a trial went: no cell has run there, so the worker's word is our own."""
        if frame.kind == frames.FIT:
            child.on_trial = False
            self.nursery.settle(child.place)
            report = json.loads(frames.split(child.introduction)[0])["confinement"]
            self.client.send(notice(self.channel, "confined", layers=report))
            self.clock.begin(self.seconds)
        elif frame.kind not in (frames.UNFIT, frames.LAST):
            raise frames.FrameError("the worker spoke out of turn")
        elif frame.kind == frames.LAST or not self._fell_short():
            self._pass_on(child, frame.payload)
            self.drop("broken")

    def _fell_short(self) -> bool:
        """Whether the worker was on trial, and failed; then the run is begun anew elsewhere, or
        ended."""
        child = self.child
        if child is None or not child.on_trial or not self.running or self.clock.stopping:
            return False
        rung = self.nursery.below(child.place)
        if rung is not None:
            child.signal(signal.SIGKILL)
            self._hand_over(self.nursery.take(rung))
        elif self.nursery.requires_full:
            self.drop("unconfined")
        else:
            return False
        return True

    def _pass_on(self, child: Child, outcome: bytes) -> None:
        """Tell the client how a run ended, after all that was printed."""
        child.freeze()
        while self._read_output(child):
            pass
        self._finish()
        self.client.send(frames.encode_raw(frames.FINAL, self.channel, outcome))

    def _finish(self) -> None:
        self.clock.end()
        if self.printed > OUTPUT_KEPT:
            dropped = self.printed - OUTPUT_KEPT
            self.client.send(notice(self.channel, "dropped", bytes=dropped))
