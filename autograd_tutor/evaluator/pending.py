"""Requests under way: who waits for their end, for how long, and who hears what they print."""

from __future__ import annotations

import asyncio
import codecs
from collections import defaultdict, deque
from collections.abc import Callable

from .messages import Lost
from .notices import Confined, Dropped, Gone, Notice, Stopping, Trying, lost
from .untrusted import visible

PATIENCE = 5.0
"""Seconds beyond a run's own limit after which the server itself is given up."""


class Pending:
    """Exactly one FINAL or lost notice will end it."""

    def __init__(self, on_output: Callable[[str], None], seconds: float) -> None:
        self.reply: asyncio.Future[bytes | Lost] = asyncio.get_running_loop().create_future()
        self.seconds = seconds
        self.stopping: str = ""
        self._on_output = on_output
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self._limit = asyncio.timeout(None)
        self._left = seconds + PATIENCE

    async def wait(self, *, held: bool) -> bytes | Lost:
        """What ended it. Raises TimeoutError if that does not come in time, `held` time aside."""
        try:
            async with self._limit:
                if not held:
                    self.resume()
                return await asyncio.shield(self.reply)
        except TimeoutError:
            if self.reply.done():  # both came while this process was stopped
                return self.reply.result()
            raise

    def allow(self, seconds: float) -> None:
        """From now on wait for so long, and some patience more."""
        self._left = seconds + PATIENCE
        if self._limit.when() is not None:
            self.resume()

    def hold(self) -> None:
        """Let no time pass."""
        due = self._limit.when()
        if due is not None and not self.reply.done():
            self._left = due - asyncio.get_running_loop().time()
            self._limit.reschedule(None)

    def resume(self) -> None:
        """Let time pass again."""
        if not self.reply.done():
            self._limit.reschedule(asyncio.get_running_loop().time() + self._left)

    def print(self, data: bytes) -> None:
        """Hand on what the cell printed, unless its caller has gone."""
        if not self.reply.done():
            self._on_output(visible(self._decoder.decode(data)))

    def note_dropped(self, count: int) -> None:
        """Say that output was cut."""
        if not self.reply.done():
            self._on_output(f"\n… {count:,} more bytes of output were dropped\n")

    def end(self, reply: bytes | Lost) -> None:
        """Wake the caller, unless it has gone."""
        if not self.reply.done():
            self.reply.set_result(reply)

    def fail(self, error: Exception) -> None:
        """Wake the caller with an error, unless it has gone."""
        if not self.reply.done():
            self.reply.set_exception(error)


class UnderWay:
    """All of them, by the server's channels: of each channel the oldest is the one that runs."""

    def __init__(self) -> None:
        self._by_channel: defaultdict[int, deque[Pending]] = defaultdict(deque)

    def add(self, channel: int, pending: Pending) -> None:
        """Wait for what comes of it, after those before it."""
        self._by_channel[channel].append(pending)

    def oldest(self, channel: int) -> Pending | None:
        """The one that runs."""
        return next(iter(self._by_channel[channel]), None)

    def newest(self, channel: int) -> Pending | None:
        """The one that was made last."""
        return next(reversed(self._by_channel[channel]), None)

    def all(self) -> list[Pending]:
        """Those of every channel."""
        return [each for waiting in self._by_channel.values() for each in waiting]

    def end(self, channel: int, reply: bytes | Lost) -> None:
        """The one that runs is over."""
        self._by_channel[channel].popleft().end(reply)

    def hear(self, channel: int, notice: Notice) -> None:
        """Take the server's word on the one that runs, if any does."""
        pending = self.oldest(channel)
        if pending is None:
            return
        match notice:
            case Trying(seconds=seconds):
                pending.allow(seconds)
            case Confined():
                pending.allow(pending.seconds)
            case Stopping(reason=reason):
                pending.stopping = reason
            case Dropped(bytes=count):
                pending.note_dropped(count)
            case Gone(reason=reason, detail=detail):
                self.end(channel, lost(reason, detail, pending.seconds))

    def fail(self, error: Exception) -> None:
        """All of them hear this."""
        for waiting in self._by_channel.values():
            while waiting:
                waiting.popleft().fail(error)
