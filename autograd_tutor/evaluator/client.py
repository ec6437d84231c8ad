"""The UI's end of the evaluator: requests out, outcomes back, the server restarted when it dies."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from .frames import JSON_LENGTH, MAX_PAYLOAD, FrameError
from .launch import Launcher
from .link import RESET, Link
from .link import EvaluatorError as EvaluatorError
from .messages import Device, Hello, Lost, Outcome
from .notices import lost, stopped
from .pending import Pending
from .requests import Cell, Sketch
from .untrusted import decode_devices, decode_run

DEVICES_SECONDS = 30.0
CLOSE, INTERRUPT = b'{"op":"close"}', b'{"op":"interrupt"}'
LEARNER, DEVICES, PLAYGROUND, AGAIN, REFEREE, LIVE = 1, 2, 3, 4, 5, 6
"""The server's channels, one session each: steps' cells, listing devices, the playground, the two
of grading, curves of what is being typed."""


def ignored(_: str) -> None:
    """For those who do not ask what is waited for."""


class UnconfinedError(EvaluatorError):
    """No cell runs there, as it would not be confined as far as is required."""


class Evaluator:
    """Runs cells on a server process; starts another when it died. Use it within one event loop."""

    def __init__(self, launcher: Launcher, on_wait: Callable[[str], None] = ignored) -> None:
        """`on_wait` hears what a far server's start waits for, line by line."""
        self._link = Link(launcher, on_wait)

    async def hello(self, tell: Callable[[str], None] = ignored) -> Hello:
        """Who the server is, once it has imported torch. Raises EvaluatorError.

        `tell` hears twice a second what a far server's start waits for and for how long.
        """
        return await self._link.hello(tell)

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

    async def stop_waiting(self) -> None:
        """Give up the start of a far server that is not there yet: it queues no longer."""
        await self._link.give_up()

    async def devices(self) -> tuple[Device, ...]:
        """Every device torch knows there. Raises EvaluatorError."""
        request = encoded({"op": "devices", "seconds": DEVICES_SECONDS})
        reply = await self._link.request(DEVICES, request, Pending(ignored, DEVICES_SECONDS))
        self._link.send(DEVICES, CLOSE)
        if isinstance(reply, Lost):
            raise EvaluatorError(f"The devices could not be listed: {reply.detail}")
        return decode_devices(reply)

    async def run(
        self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = LEARNER
    ) -> Outcome:
        """Run a cell or draw a sketch; `on_output` gets what it prints while it runs.

        If the caller is cancelled, so is the run. What is only drawn starts no server anew. Raises
        EvaluatorError.
        """
        payload = encoded(msgspec.to_builtins(request))
        if session == LIVE and self._link.ended:
            raise EvaluatorError(self._link.ended)
        pending = Pending(on_output, request.seconds)
        reply = await self._link.request(session, payload, pending)
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
        self._link.send(session, INTERRUPT)

    async def reset(self, session: int = LEARNER) -> None:
        """A fresh worker. A run under way ends as Lost("reset")."""
        self._link.send(session, RESET)

    async def hold(self) -> None:
        """Stop whatever runs, and its time, until `resume`. What is interrupted meanwhile ends."""
        self._link.hold()

    async def resume(self) -> None:
        """Let go on what was held."""
        self._link.resume()

    async def close(self) -> None:
        """End the server; runs under way fail with EvaluatorError."""
        await self._link.close()


def _refusal(device: str, outcome: Outcome) -> EvaluatorError:
    """What it means that a run on a card did not even begin."""
    if not isinstance(outcome, Lost):
        why = outcome.error.message if outcome.error else "the cell did not begin"
    elif outcome.reason == "unconfined":
        return UnconfinedError(f"Nothing runs on {device} that is fully confined.")
    else:
        why = outcome.detail
    return EvaluatorError(f"Nothing can be run on {device}: {why}")


def encoded(request: dict[str, object]) -> bytes:
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
