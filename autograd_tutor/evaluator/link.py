"""The way to the server: started where there is none, it brings each request what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from .connection import Connection
from .frames import FINAL, OUTPUT, Frame
from .launch import Launcher
from .launch_error import LaunchError
from .messages import Hello, Layer, Lost
from .notices import Confined, Failed, Notice, Unconfined, decode_notice, foreign
from .pending import Pending, UnderWay
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
        self._under_way = UnderWay()
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
        self._under_way.add(channel, pending)
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
            if self._under_way.newest(channel) is pending:
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
        for pending in self._under_way.all():
            pending.hold()

    def resume(self) -> None:
        """Let go on what was held."""
        if not self._held:
            return
        self._held = False
        self.send(SERVER, RESUME)
        for pending in self._under_way.all():
            pending.resume()

    async def close(self) -> None:
        """End the server; requests under way fail with EvaluatorError."""
        await self._started()
        self._refuse("The evaluator was closed.")
        await asyncio.gather(*self._closing)

    @property
    def _is_idle(self) -> bool:
        return self._hello is not None and self._hello.done() and not self._under_way.all()

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
        pending = self._under_way.oldest(frame.channel)
        if pending is not None and frame.kind == FINAL:
            self._under_way.end(frame.channel, frame.payload)
        elif pending is not None and frame.kind == OUTPUT:
            pending.print(frame.payload)
        else:
            self._on_notice(decode_notice(frame.payload), frame.channel)

    def _on_notice(self, notice: Notice, channel: int) -> None:
        match notice:
            case Hello() as hello:
                self._greet(hello)
            case Failed(why=why):
                self._refuse(f"The evaluator cannot run code: {visible(why)}.")
            case Unconfined(why=why):
                self._refuse(f"Your code is not run, because it could not be confined: {why}")
            case Confined(layers=layers):
                self._learn(layers)
        self._under_way.hear(channel, notice)

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
        self._under_way.fail(error)
        self._closing.add(task := asyncio.ensure_future(connection.close()))
        task.add_done_callback(self._closing.discard)
