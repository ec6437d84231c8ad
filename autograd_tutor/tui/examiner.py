"""Has answers judged and recorded, one number each, so that a late judgement is not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from textual.message import Message

from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Explain,
    Expression,
    Fix,
    Number,
    Order,
    Predict,
)
from autograd_tutor.tui.messages import Judged

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.grading.judgement import Judgement
    from autograd_tutor.tui.course import Place
    from autograd_tutor.tui.ports import Judges
    from autograd_tutor.tui.storage import Storage

ATTEMPTS = frozenset({"passed", "wrong", "error", "timeout", "crashed"})
"""States that count as an attempt; in the others the answer was not judged."""


class Examiner:
    """Posts `Judged` for each answer, once it is kept. Grading is imported by the first."""

    def __init__(self, judges: Judges, storage: Storage, post: Callable[[Message], object]) -> None:
        self._judges = judges
        self._storage = storage
        self._post = post
        self._number = 0

    def is_current(self, number: int) -> bool:
        """Whether a judgement with this number is about what the learner sees."""
        return number == self._number

    def drop(self) -> None:
        """Let no judgement under way be shown. It is still kept."""
        self._number += 1

    def judge(
        self, place: Place, text: str, outcome: Outcome, device: str
    ) -> Coroutine[Any, Any, None]:
        """Judge what was run on that device, given the outcome."""
        self.drop()

        async def verdict() -> Judgement:
            judge = await asyncio.to_thread(self._judges, device)
            assert isinstance(place.step, Code | Fix | Expression)
            return await judge.judge(place.lesson, place.step, text, outcome)

        return self._judge(self._number, place, verdict)

    def answer(self, place: Place, text: str, places: Sequence[int]) -> Coroutine[Any, Any, None]:
        """Judge an answer that needs no run: what was typed, and what was picked or moved."""
        self.drop()

        async def verdict() -> Judgement:
            return _answered(place, text, places)

        return self._judge(self._number, place, verdict)

    async def _judge(
        self, number: int, place: Place, verdict: Callable[[], Awaitable[Judgement]]
    ) -> None:
        judgement = await verdict()
        if judgement.state in ATTEMPTS:
            stood = await self._storage.record(place.key, judgement.state, judgement.reason)
        else:
            stood = await self._storage.stand(place.key)
        self._post(Judged(number, place, judgement, *stood))


def _answered(place: Place, text: str, places: Sequence[int]) -> Judgement:
    from autograd_tutor.grading import answers

    match place.step:
        case Choice() | Predict() as step:
            return answers.choose(step, places)
        case Number() as step:
            return answers.number(step, text)
        case Order() as step:
            return answers.arrange(step, places)
        case Explain() as step:
            return answers.explained(step, text, places)
    raise TypeError(f"{place.step.id} is answered by a run")
