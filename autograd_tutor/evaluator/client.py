"""The UI's end of the evaluator: requests out, outcomes back, the server restarted when it dies."""

from __future__ import annotations

import asyncio
import errno
import re
from collections import defaultdict, deque
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from .connection import Connection
from .frames import FINAL, JSON_LENGTH, MAX_PAYLOAD, OUTPUT, PROTOCOL, Frame, FrameError
from .launch import Launcher
from .launch_error import LaunchError
from .messages import Device, Hello, Layer, Lost, Outcome
from .notices import (
    Confined,
    Dropped,
    Failed,
    Gone,
    Stopping,
    Trying,
    Unconfined,
    decode_notice,
    lost,
    stopped,
)
from .options import OLDEST_TORCH
from .pending import Pending
from .process import Server
from .requests import Cell, Sketch
from .untrusted import decode_devices, decode_run, visible
from .waiting import Waiting

START_SECONDS = 120.0
GIVEN_UP = "You stopped waiting for the evaluator. Run again to ask for it anew."
FOREIGN = (
    "That program can't run on this machine: it is built for another kind of processor, or is no "
    "Python. Name one that has torch with --python."
)
GONE = "The evaluator ended. Run again to restart it."
SILENT = "The evaluator did not answer any more. Run again to restart it."
DEVICES_SECONDS = 30.0
TELL_SECONDS = 0.5
CLOSE, INTERRUPT, RESET = b'{"op":"close"}', b'{"op":"interrupt"}', b'{"op":"reset"}'
HOLD, RESUME = b'{"op":"hold"}', b'{"op":"resume"}'
LAST_LINES = 3
"""How many of a prefix's last lines are told: the reason may stand above the end."""
SERVER = 0
LEARNER, DEVICES, PLAYGROUND, AGAIN, REFEREE, LIVE = 1, 2, 3, 4, 5, 6
"""The server's channels, one session each: steps' cells, listing devices, the playground, the two
of grading, curves of what is being typed."""


def ignored(_: str) -> None:
    """For those who do not ask what is waited for."""


class EvaluatorError(Exception):
    """The evaluator cannot serve: what is wrong and what to do, in a sentence or two."""


class UnconfinedError(EvaluatorError):
    """No cell runs there, as it would not be confined as far as is required."""


class Evaluator:
    """Runs cells on a server process; starts another when it died. Use it within one event loop."""

    def __init__(self, launcher: Launcher, on_wait: Callable[[str], None] = ignored) -> None:
        """`on_wait` hears what a far server's start waits for, line by line."""
        self._launcher = launcher
        self._waiting = Waiting(launcher.prefix, on_wait)
        self._connection: Connection | None = None
        self._hello: asyncio.Future[Hello] | None = None
        self._pending: defaultdict[int, deque[Pending]] = defaultdict(deque)
        self._connecting = asyncio.Lock()
        self._closing: set[asyncio.Future[None]] = set()
        self._held = False
        self._ended = ""

    async def hello(self, tell: Callable[[str], None] = ignored) -> Hello:
        """Who the server is, once it has imported torch. Raises EvaluatorError.

        `tell` hears twice a second what a far server's start waits for and for how long.
        """
        async with self._connecting:
            if self._connection is None:
                await self._connect()
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

    async def examined(self, device: str) -> Hello:
        """The same, once it is known what confines a cell on that device: a card has to compute
        for that. Raises EvaluatorError if it does not, UnconfinedError if it might with less."""
        hello = await self.hello()
        if hello.layers(device) is None:
            outcome = await self.run(Cell(code="", device=device), ignored)
            hello = await self.hello()
            if hello.layers(device) is None:
                raise _refusal(device, outcome)
        return hello

    async def _patiently(self, hello: asyncio.Future[Hello], tell: Callable[[str], None]) -> Hello:
        """Wait for hours if need be: a queue may be long."""
        while not hello.done():
            tell(self._waiting.line)
            await asyncio.wait([hello], timeout=TELL_SECONDS)
        return hello.result()

    async def stop_waiting(self) -> None:
        """Give up the start of a far server that is not there yet: it queues no longer."""
        if self._waiting.line:
            self._refuse(GIVEN_UP)

    async def devices(self) -> tuple[Device, ...]:
        """Every device torch knows there. Raises EvaluatorError."""
        request = {"op": "devices", "seconds": DEVICES_SECONDS}
        pending = Pending(lambda _: None, DEVICES_SECONDS)
        reply = await self._request(DEVICES, request, pending)
        self._send(DEVICES, CLOSE)
        if isinstance(reply, Lost):
            raise EvaluatorError(f"The devices could not be listed: {reply.detail}")
        return decode_devices(reply)

    async def run(
        self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = LEARNER
    ) -> Outcome:
        """Run a cell or draw a sketch; `on_output` gets what it prints while it runs.

        If the caller is cancelled, so is the run. Raises EvaluatorError.
        """
        pending = Pending(on_output, request.seconds)
        reply = await self._request(session, msgspec.to_builtins(request), pending)
        if isinstance(reply, Lost):
            return reply
        try:
            run = decode_run(reply)
        except FrameError:
            await self.reset(session)
            return lost("protocol", "", request.seconds)
        return stopped(run, pending.stopping, request.seconds)

    async def interrupt(self, session: int = LEARNER) -> None:
        """Ask the running cell to stop; its run ends as interrupted within 300 ms."""
        self._send(session, INTERRUPT)

    async def reset(self, session: int = LEARNER) -> None:
        """A fresh worker. A run under way ends as Lost("reset")."""
        self._send(session, RESET)

    async def hold(self) -> None:
        """Stop whatever runs, and its time, until `resume`. What is interrupted meanwhile ends."""
        self._held = True
        self._send(SERVER, HOLD)
        for pending in self._under_way():
            pending.hold()

    async def resume(self) -> None:
        """Let go on what was held."""
        if not self._held:
            return
        self._held = False
        self._send(SERVER, RESUME)
        for pending in self._under_way():
            pending.resume()

    async def close(self) -> None:
        """End the server; runs under way fail with EvaluatorError."""
        self._refuse("The evaluator was closed.")
        await asyncio.gather(*self._closing)

    async def _request(
        self, channel: int, request: dict[str, object], pending: Pending
    ) -> bytes | Lost:
        """Send a request and wait for what ends it."""
        payload = _encoded(request)
        if channel == LIVE and self._ended:
            raise EvaluatorError(self._ended)
        await self.hello()
        if self._connection is None:
            raise EvaluatorError(GONE)  # while we waited for our turn
        self._pending[channel].append(pending)
        self._send(channel, payload)
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
                self._send(channel, RESET)
            raise

    @property
    def _is_idle(self) -> bool:
        return self._hello is not None and self._hello.done() and not self._under_way()

    def _under_way(self) -> list[Pending]:
        return [pending for waiting in self._pending.values() for pending in waiting]

    def _send(self, channel: int, payload: bytes) -> None:
        if self._connection is not None:
            self._connection.send(channel, payload)

    async def _connect(self) -> None:
        """Start a server. Why a far one ended with nobody waiting for it is said before that."""
        if self._ended:
            why, self._ended = self._ended, ""
            raise EvaluatorError(why)
        self._hello = asyncio.get_running_loop().create_future()
        try:
            process, first = await asyncio.to_thread(self._start)
        except (LaunchError, OSError) as error:
            foreign = isinstance(error, OSError) and error.errno == errno.ENOEXEC
            raise EvaluatorError(FOREIGN if foreign else str(error)) from error
        self._connection = self._connected(process, first)
        if self._held:
            self._send(SERVER, HOLD)

    def _start(self) -> tuple[Server, bytes]:
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
        if self._launcher.far and self._is_idle:
            self._ended = words
        self._refuse(words)

    def _greet(self, hello: Hello) -> None:
        assert self._hello is not None
        version = tuple(int(part) for part in re.findall(r"\d+", hello.torch)[:2])
        if version < OLDEST_TORCH:
            self._refuse(f"{hello.executable} has torch {hello.torch}; 2.4 or newer is needed.")
        elif hello.protocol != PROTOCOL:
            self._refuse("The evaluator is of another version of the tutor: install it again.")
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


def _refusal(device: str, outcome: Outcome) -> EvaluatorError:
    """What it means that a run on a card did not even begin."""
    if not isinstance(outcome, Lost):
        why = outcome.error.message if outcome.error else "the cell did not begin"
    elif outcome.reason == "unconfined":
        return UnconfinedError(f"Nothing runs on {device} that is fully confined.")
    else:
        why = outcome.detail
    return EvaluatorError(f"Nothing can be run on {device}: {why}")


def _encoded(request: dict[str, object]) -> bytes:
    """A request as it goes over the pipe. Raises EvaluatorError if that can't be."""
    try:
        payload = msgspec.json.encode(request)
    except UnicodeEncodeError:
        raise EvaluatorError(
            "The code holds half a character, which can't be sent. Remove it, then run again."
        ) from None
    if JSON_LENGTH.size + len(payload) > MAX_PAYLOAD:
        raise EvaluatorError("The code is longer than 1 MiB. Shorten it, then run again.")
    return payload
