"""The way to the server: started where there is none, it brings each request what comes of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable

from msgspec.structs import replace

from .connection import Connection
from .frames import FINAL, OUTPUT, Frame
from .launch import Launcher
from .launch_error import LaunchError
from .messages import Hello, Layer, Lost
from .notices import (
    Confined,
    Dropped,
    Failed,
    Gone,
    Stopping,
    Trying,
    Unconfined,
    decode_notice,
    foreign,
    lost,
)
from .pending import Pending
from .process import Server
from .untrusted import visible
from .waiting import Waiting

START_SECONDS = 120.0
TELL_SECONDS = 0.5
GIVEN_UP = "You stopped waiting for the evaluator. Run again to ask for it anew."
GONE = "The evaluator ended. Run again to restart it."
SILENT = "The evaluator did not answer any more. Run again to restart it."
LAST_LINES = 3
"""How many of a prefix's last lines are told: the reason may stand above the end."""
SERVER = 0
"""The channel of the server itself."""
RESET, HOLD, RESUME = b'{"op":"reset"}', b'{"op":"hold"}', b'{"op":"resume"}'


class EvaluatorError(Exception):
    """The evaluator cannot serve: what is wrong and what to do, in a sentence or two."""


class Link:
    """A server at a time, and who waits for something of it. Use it within one event loop."""

    def __init__(self, launcher: Launcher, on_wait: Callable[[str], None]) -> None:
        """`on_wait` hears what a far server's start waits for, line by line."""
        self._launcher = launcher
        self._waiting = Waiting(launcher.prefix, on_wait)
        self._connection: Connection | None = None
        self._hello: asyncio.Future[Hello] | None = None
        self._pending: defaultdict[int, deque[Pending]] = defaultdict(deque)
        self._starting: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Future[None]] = set()
        self._held = False
        self.ended = ""
        """Why a far server ended while nobody waited for it; it is still to be told."""

    @property
    def up(self) -> bool:
        """Whether there is a server, or one is coming."""
        return self._connection is not None

    async def hello(self, tell: Callable[[str], None]) -> Hello:
        """Who the server is, once it has imported torch. Raises EvaluatorError.

        `tell` hears twice a second what a far server's start waits for and for how long.
        """
        if self._connection is None:
            await asyncio.shield(self._start())
        assert self._hello is not None
        if self._launcher.far:
            return await self._patiently(self._hello, tell)
        try:
            async with asyncio.timeout(START_SECONDS):
                return await asyncio.shield(self._hello)
        except TimeoutError:
            if not self._hello.done():
                self._refuse("The evaluator did not come up in time. Run again to retry.")
            return await asyncio.shield(self._hello)

    async def _patiently(self, hello: asyncio.Future[Hello], tell: Callable[[str], None]) -> Hello:
        """Wait for hours if need be: a queue may be long."""
        while not hello.done():
            tell(self._waiting.line)
            await asyncio.wait([hello], timeout=TELL_SECONDS)
        return hello.result()

    async def give_up(self) -> None:
        """Give up the start of a far server that is not there yet: it queues no longer."""
        if self._launcher.far:
            await self._started()
        if self._waiting.line:
            self._refuse(GIVEN_UP)

    async def request(self, channel: int, payload: bytes, pending: Pending) -> bytes | Lost:
        """Send a request and wait for what ends it. Raises EvaluatorError.

        If the caller is cancelled, so is the run.
        """
        await self.hello(lambda _: None)
        if self._connection is None:
            raise EvaluatorError(GONE)  # while we waited for our turn
        self._pending[channel].append(pending)
        self.send(channel, payload)
        try:
            return await pending.wait(held=self._held)
        except TimeoutError:
            self._refuse(SILENT)
            pending.fail(EvaluatorError(SILENT))
            return await pending.reply
        except asyncio.CancelledError:
            pending.reply.cancel()
            # A later request, if there is one, has already ended this run.
            if self._pending[channel] and self._pending[channel][-1] is pending:
                self.send(channel, RESET)
            raise

    def send(self, channel: int, payload: bytes) -> None:
        """Send what nothing comes back for; where there is no server, nobody needs it."""
        if self._connection is not None:
            self._connection.send(channel, payload)

    def hold(self) -> None:
        """Stop whatever runs, and its time, until `resume`."""
        self._held = True
        self.send(SERVER, HOLD)
        for pending in self._under_way():
            pending.hold()

    def resume(self) -> None:
        """Let go on what was held."""
        if not self._held:
            return
        self._held = False
        self.send(SERVER, RESUME)
        for pending in self._under_way():
            pending.resume()

    async def close(self) -> None:
        """End the server; requests under way fail with EvaluatorError."""
        await self._started()
        self._refuse("The evaluator was closed.")
        await asyncio.gather(*self._closing)

    @property
    def _is_idle(self) -> bool:
        return self._hello is not None and self._hello.done() and not self._under_way()

    def _under_way(self) -> list[Pending]:
        return [pending for waiting in self._pending.values() for pending in waiting]

    def _start(self) -> asyncio.Task[None]:
        """Connect, once for all who ask meanwhile. It goes on if they are cancelled."""
        if self._starting is None or self._starting.done():
            self._starting = asyncio.create_task(self._connect())
        return self._starting

    async def _started(self) -> None:
        """Let a start come to its end: until then there is nothing that could be ended."""
        if self._starting is not None and not self._starting.done():
            await asyncio.wait([self._starting])

    async def _connect(self) -> None:
        """Start a server. Why a far one ended with nobody waiting for it is said before that."""
        if self.ended:
            why, self.ended = self.ended, ""
            raise EvaluatorError(why)
        self._hello = asyncio.get_running_loop().create_future()
        try:
            process, first = await asyncio.to_thread(self._launched)
        except (LaunchError, OSError) as error:
            raise EvaluatorError(str(error)) from error
        self._connection = self._connected(process, first)
        if self._held:
            self.send(SERVER, HOLD)

    def _launched(self) -> tuple[Server, bytes]:
        """A server and what it has to be sent first, which takes a while to pack."""
        return self._launcher.start(), self._launcher.first_words()

    def _connected(self, process: Server, first: bytes) -> Connection:
        if not self._launcher.far:
            return Connection(process, self._on_frame, self._on_end)
        from .far_connection import FarConnection

        self._waiting.begin()
        return FarConnection(process, self._on_frame, self._on_end, first, self._waiting)

    def _on_frame(self, frame: Frame) -> None:
        waiting = self._pending[frame.channel]
        if frame.kind == FINAL and waiting:
            waiting.popleft().end(frame.payload)
        elif frame.kind == OUTPUT and waiting:
            waiting[0].print(frame.payload)
        else:
            self._on_notice(frame.channel, frame.payload)

    def _on_notice(self, channel: int, payload: bytes) -> None:
        waiting = self._pending[channel]
        match decode_notice(payload):
            case Hello() as hello:
                self._greet(hello)
            case Failed(why=why):
                self._refuse(f"The evaluator cannot run code: {visible(why)}.")
            case Unconfined(why=why):
                self._refuse(f"Your code is not run, because it could not be confined: {why}")
            case Trying(seconds=seconds) if waiting:
                waiting[0].allow(seconds)
            case Confined(layers=layers):
                self._learn(layers)
                if waiting:
                    waiting[0].allow(waiting[0].seconds)
            case Stopping(reason=reason) if waiting:
                waiting[0].stopping = reason
            case Dropped(bytes=count) if waiting:
                waiting[0].note_dropped(count)
            case Gone(reason=reason, detail=detail) if waiting:
                gone = waiting.popleft()
                gone.end(lost(reason, detail, gone.seconds))
            case _:
                pass

    def _on_end(self, last_words: str) -> None:
        lines = list(dict.fromkeys(visible(last_words).strip().splitlines()))
        said = "; ".join(lines[-LAST_LINES if self._launcher.far else -1 :])
        why = f": {said.rstrip('.')}" if said else ""
        words = f"The evaluator ended{why}. Run again to restart it."
        begun = self._hello is not None and self._hello.done()
        if not said and not begun and self._launcher.doubt:
            words = f"The evaluator ended before it said a word. {self._launcher.doubt}"
        if self._launcher.far and self._is_idle:
            self.ended = words
        self._refuse(words)

    def _greet(self, hello: Hello) -> None:
        assert self._hello is not None
        if why := foreign(hello):
            self._refuse(why)
        elif not self._hello.done():
            self._hello.set_result(hello)
            self._waiting.end()

    def _learn(self, layers: tuple[Layer, ...]) -> None:
        """Know from now on what confines a worker on a card."""
        assert self._hello is not None
        known = self._hello
        self._hello = asyncio.get_running_loop().create_future()
        self._hello.set_result(replace(known.result(), on_card=layers))

    def _refuse(self, why: str) -> None:
        """The server is of no use: everything waiting for it hears why."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        self._waiting.end()
        error = EvaluatorError(why)
        if self._hello is not None and not self._hello.done():
            self._hello.set_exception(error)
            self._hello.exception()
        self._fail_pending(error)
        self._closing.add(task := asyncio.ensure_future(connection.close()))
        task.add_done_callback(self._closing.discard)

    def _fail_pending(self, error: EvaluatorError) -> None:
        for waiting in self._pending.values():
            while waiting:
                waiting.popleft().fail(error)
