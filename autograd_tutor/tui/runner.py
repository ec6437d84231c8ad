"""Runs, one at a time, each with a number, so that what comes too late is told from what is new."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from autograd_tutor.evaluator.messages import Lost
from autograd_tutor.tui.messages import Awaited, Finished, Greeted, Printed, Started, Unserved
from autograd_tutor.tui.work import Work

if TYPE_CHECKING:
    from autograd_tutor.evaluator.requests import Cell, Sketch
    from autograd_tutor.tui.ports import Runs

NOT_BEGUN = Lost("interrupted", "You stopped the run before it began.")


class Runner:
    """Calls the evaluator and posts what it answers."""

    def __init__(self, evaluator: Runs, post: Callable[[Message], object]) -> None:
        self._evaluator = evaluator
        self._post = post
        self._turn = asyncio.Lock()
        self.number = 0
        self.asked: Cell | Sketch | None = None
        self.running = False
        self.waits = False
        """Whether the evaluator is far away, and not there yet."""
        self._begun = False
        self._stopped = 0

    def is_current(self, number: int) -> bool:
        """Whether a message with this number is about the run the learner sees."""
        return number == self.number

    async def greet(self) -> None:
        """Wait for the evaluator to be ready."""
        try:
            await self._meet()
        except evaluator_error() as error:
            self._post(Unserved(str(error)))

    async def _meet(self) -> None:
        try:
            self._post(Greeted(await self._evaluator.hello(self._wait)))
        finally:
            self.waits = False

    def _wait(self, line: str) -> None:
        self.waits = True
        self._post(Awaited(line))

    def run(self, asked: Cell | Sketch) -> Work:
        """Take the next number at once, and give back the work: to run when its turn comes."""
        self.number += 1
        self.asked = asked
        self.running = True
        self._begun = False
        return partial(self._in_turn, self.number, asked)

    async def _in_turn(self, number: int, asked: Cell | Sketch) -> None:
        try:
            async with self._turn:
                await self._run(number, asked)
        except evaluator_error() as error:
            self._post(Unserved(str(error), number))
        finally:
            if self.is_current(number):
                self.running = False

    async def _run(self, number: int, asked: Cell | Sketch) -> None:
        def printed(text: str) -> None:
            self._post(Printed(number, text))

        await self._meet()
        if not self.is_current(number) or number == self._stopped:
            return
        self._begun = True
        self._post(Started(number, asked.seconds))
        outcome = await self._evaluator.run(asked, printed)
        if asked.device != "cpu":
            await self._meet()  # the first run on a card tells how far a cell is confined there
        self._post(Finished(number, outcome))

    async def interrupt(self) -> None:
        """Stop what runs, or what still waits for the evaluator."""
        if self.running and not self._begun:
            self.running, self._stopped = False, self.number
            self._post(Finished(self.number, NOT_BEGUN))
            await self._quietly(self._evaluator.stop_waiting)
        elif self.waits:
            await self._quietly(self._evaluator.stop_waiting)
        else:
            await self._quietly(self._evaluator.interrupt)

    async def reset(self) -> None:
        """Change to a fresh worker; what still runs is lost."""
        await self._quietly(self._evaluator.reset)

    async def abandon(self) -> None:
        """Stop what runs, and let nothing more be heard of it."""
        self.number += 1
        self.running = False
        if self._turn.locked():
            await self._quietly(self._evaluator.interrupt)

    async def _quietly(self, call: Callable[[], Awaitable[None]]) -> None:
        try:
            await call()
        except evaluator_error() as error:
            self._post(Unserved(str(error)))


def evaluator_error() -> type[Exception]:
    """`EvaluatorError`, imported only once something is asked of the evaluator."""
    from autograd_tutor.evaluator.client import EvaluatorError

    return EvaluatorError
