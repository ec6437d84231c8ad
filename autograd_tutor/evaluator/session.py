"""One learner's place in the server: the worker that runs their cell, and its deadline."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from . import frames
from .child import Child
from .nursery import Nursery
from .pipes import Outbox, read_available

GRACE = 0.25
"""Seconds between the polite SIGINT and SIGKILL."""
WATCH_SECONDS = 0.05
"""How often the memory of a worker is looked at that the kernel does not limit."""
OUTPUT_KEPT = 64 << 10
"""Bytes of output passed on per run; the rest is drained and counted."""


def notice(channel: int, kind: str, **fields: object) -> bytes:
    """A frame with the server's own word about a session, or on channel 0 about itself."""
    header = json.dumps({"type": kind, **fields}).encode()
    return frames.encode(frames.NOTICE, channel, header)


class Session:
    """Idle, or running one cell: then `deadline` is set, and `kill_at` once it was asked to stop.

    While a run is held, since `held_at`, the kernel has its worker stopped and no time passes.
    Every run ends in exactly one frame to the client: the worker's FINAL or a `lost` notice.
    A worker that is dear to keep is given up at `idle_at`; whoever wants its variables then is told
    why they are `gone`.
    """

    def __init__(self, channel: int, client: Outbox, nursery: Nursery) -> None:
        self.channel = channel
        self.client = client
        self.nursery = nursery
        self.child: Child | None = None
        self.deadline: float | None = None
        self.kill_at: float | None = None
        self.held_at: float | None = None
        self.idle_at: float | None = None
        self.gone = "reset"
        self.reason = ""
        self.printed = 0
        self.seal = b""

    @property
    def running(self) -> bool:
        """Whether a cell is running."""
        return self.deadline is not None

    def start(self, request: dict[str, Any], payload: bytes) -> None:
        """Hand a cell to a worker: a new one, unless the request keeps the last one's variables."""
        if self.running:
            self.drop("reset")
        gpu = request.get("device") != "cpu"
        if gpu and request["op"] != "devices" and self.nursery.requires_full:
            self.client.send(notice(self.channel, "lost", reason="unconfined", detail=""))
            return
        if self.child is not None and not self.suits(self.child, gpu, bool(request.get("keep"))):
            self.drop("reset")
        if self.child is None and request.get("resume"):
            self.client.send(notice(self.channel, "lost", reason=self.gone, detail=""))
            return
        if self.child is None:
            self.child = self.nursery.take(gpu=gpu)
        elif self.child.used:
            self.child.thaw()
        self.child.used = True
        self.idle_at = None
        self.deadline = time.monotonic() + request["seconds"]
        self.reason = ""
        self.printed = 0
        self.seal = os.urandom(frames.SEAL_LENGTH)
        for each in (payload, self.seal):
            self.child.requests.send(frames.encode_raw(frames.MESSAGE, self.channel, each))

    def suits(self, child: Child, gpu: bool, keep: bool) -> bool:
        """Whether the worker we have can run the next cell."""
        return child.gpu == gpu and (keep or child.costly or not child.used)

    def hold(self) -> None:
        """Stop what runs, and its time."""
        if self.child is not None and self.running and self.held_at is None:
            self.held_at = time.monotonic()
            self.child.freeze()

    def resume(self) -> None:
        """Let what was held go on with the time that it had left."""
        if self.child is None or self.deadline is None or self.held_at is None:
            return
        held = time.monotonic() - self.held_at
        self.held_at = None
        self.deadline += held
        if self.kill_at is not None:
            self.kill_at += held
        self.child.thaw()

    def stop(self, reason: str) -> None:
        """Interrupt the running cell politely; `tick` kills it if that does not help."""
        self.resume()
        if self.child is None or not self.running or self.kill_at is not None:
            return
        self.reason = reason
        self.kill_at = time.monotonic() + GRACE
        self.client.send(notice(self.channel, "stopping", reason=reason))
        self.child.signal(signal.SIGINT)

    def tick(self, now: float) -> None:
        """Act on the clock."""
        if self.held_at is not None:
            return
        if self.kill_at is not None and now >= self.kill_at:
            self.drop(self.reason)
        elif self.kill_at is None and self.deadline is not None and now >= self.deadline:
            self.stop("timeout")
        if self.running and self.child is not None and self.child.takes_too_much():
            self.drop("memory")
        if self.idle_at is not None and now >= self.idle_at:
            self.drop("idle")

    def wake_at(self) -> float | None:
        """When `tick` has something to do next; None for never."""
        at = self.kill_at or self.deadline
        if self.held_at is not None:
            return None
        if at is None:
            return self.idle_at
        if self.child is None or self.child.memory is None:
            return at
        return min(at, time.monotonic() + WATCH_SECONDS)

    def drop(self, reason: str, detail: str = "") -> None:
        """Give the worker up; a run that was under way is lost."""
        child, self.child, self.idle_at = self.child, None, None
        self.gone = reason if reason in ("idle", "broken") else "reset"
        if child is None:
            return
        self._read_output(child)
        child.signal(signal.SIGKILL)
        if self.running:
            self._finish()
            self.client.send(notice(self.channel, "lost", reason=reason, detail=detail))

    def died(self, status: int) -> None:
        """The worker ended by itself (or was killed from outside): say how."""
        assert self.child is not None
        self._read_replies(self.child)
        code = os.waitstatus_to_exitcode(status)
        if code == frames.UNCONFINED:
            self.reason = "unconfined"
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
        """A worker may say one thing for each request, and `ready` once before the first.

        What it says begins with the seal, or it was said by a cell that was not over.
        """
        sealed = self.running and frame.payload.startswith(self.seal)
        if frame.kind not in (frames.FINAL, frames.LAST) or (child.ready and not sealed):
            raise frames.FrameError("the worker spoke out of turn")
        if not child.ready:
            child.ready = True
            return
        child.freeze()
        while self._read_output(child):
            pass
        self._finish()
        self.client.send(
            frames.encode_raw(frames.FINAL, self.channel, frame.payload[len(self.seal) :])
        )
        if frame.kind == frames.LAST:
            self.drop("broken")
        elif child.idle_after is not None:
            self.idle_at = time.monotonic() + child.idle_after

    def _finish(self) -> None:
        self.deadline = self.kill_at = self.held_at = None
        if self.printed > OUTPUT_KEPT:
            dropped = self.printed - OUTPUT_KEPT
            self.client.send(notice(self.channel, "dropped", bytes=dropped))
