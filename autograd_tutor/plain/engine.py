"""Runs code and has it judged; both can be stopped while they last."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Device, Hello, Outcome
from autograd_tutor.evaluator.playground import Playground
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Expression, Program
from autograd_tutor.plain.voice import Voice

if TYPE_CHECKING:
    from autograd_tutor.grading.judge import Judge

T = TypeVar("T")


class Stopped(Exception):
    """The learner would not wait for the end."""


class Engine:
    """What the evaluator is asked for. Each call may raise EvaluatorError or Stopped.

    `device`: what torch computes on; `order`: how many derivatives of an expression are drawn. Both
    may be changed.
    """

    def __init__(self, evaluator: Evaluator, voice: Voice, device: str) -> None:
        self.device = device
        self.order = 1
        self._evaluator = evaluator
        self._voice = voice
        self._stop: Callable[[], object] | None = None
        self._interrupting: asyncio.Task[None] | None = None
        self._warned: set[str] = set()
        self._judges: dict[str, Judge] = {}
        self._playground = Playground(evaluator)

    def stop(self) -> bool:
        """Stop what is under way; False where nothing is."""
        if self._stop is None:
            return False
        self._stop()
        return True

    async def run(self, request: Cell | Sketch) -> Outcome:
        """Run to the end; what is printed is passed on as it comes."""
        if isinstance(request, Sketch):
            request = replace(request, order=self.order)
        await self._ready()
        run = self._evaluator.run(request, self._voice.pass_on)
        return await self._confined(run, self._evaluator.interrupt)

    async def play(self, cell: Cell) -> Outcome:
        """Run a cell of the playground, after those before it."""
        await self._ready()
        run = self._playground.run(cell, self._voice.pass_on)
        return await self._confined(run, self._playground.interrupt)

    async def forget(self) -> None:
        """Forget the variables of the playground."""
        await self._playground.reset()

    async def judge(
        self, lesson: Lesson, step: Program | Expression, text: str, outcome: Outcome
    ) -> Judgement:
        """Judge an answer, given the outcome of its run."""
        from autograd_tutor.grading.judge import Judge

        if self.device not in self._judges:
            self._judges[self.device] = Judge(self._evaluator, self.device)
        judge = self._judges[self.device]
        return await self._stoppable(judge.judge(lesson, step, text, outcome))

    async def devices(self) -> tuple[Device, ...]:
        """What torch can compute on."""
        return await self._stoppable(self._evaluator.devices())

    async def reset(self) -> None:
        """Change to a fresh worker."""
        await self._evaluator.reset()

    async def _ready(self) -> None:
        """Wait for torch; the first time on a device, say what does not confine a cell there."""
        greeting = asyncio.ensure_future(self._evaluator.hello())
        greeting.add_done_callback(_heard)
        self._warn(await self._stoppable(asyncio.shield(greeting)))

    async def _confined(
        self, run: Awaitable[Outcome], interrupt: Callable[[], Coroutine[None, None, None]]
    ) -> Outcome:
        """Run; only that tells how far a cell on a card is confined."""
        outcome = await self._interruptible(run, interrupt)
        if self.device != "cpu":
            self._warn(await self._evaluator.hello())
        return outcome

    def _warn(self, hello: Hello) -> None:
        missing = hello.missing(self.device)
        if missing and self.device not in self._warned:
            self._warned.add(self.device)
            words = f"Your code is not fully confined here. Missing: {', '.join(missing)}."
            self._voice.say(words)

    async def _interruptible(
        self, run: Awaitable[Outcome], interrupt: Callable[[], Coroutine[None, None, None]]
    ) -> Outcome:
        def stop() -> None:
            self._interrupting = asyncio.ensure_future(interrupt())

        self._stop = stop
        try:
            return await run
        finally:
            self._stop = None

    async def _stoppable(self, work: Awaitable[T]) -> T:
        task = asyncio.ensure_future(work)
        self._stop = task.cancel
        try:
            return await task
        except asyncio.CancelledError:
            await self._evaluator.stop_waiting()
            raise Stopped from None
        finally:
            self._stop = None


def _heard(greeting: asyncio.Future[Hello]) -> None:
    """Take note of how it ended, even if nobody waits for it any more."""
    if not greeting.cancelled():
        greeting.exception()
