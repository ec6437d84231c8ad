"""Has answers judged and recorded, one number each, so that a late judgement is not shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from autograd_tutor.course.answers import ATTEMPTS, judged
from autograd_tutor.lesson.steps import Code, Expression, Fix
from autograd_tutor.tui.messages import Judged
from autograd_tutor.tui.work import Work

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Place
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.grading.judgement import Judgement
    from autograd_tutor.tui.ports import Judges
    from autograd_tutor.tui.storage import Storage


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

    def judge(self, place: Place, text: str, outcome: Outcome, device: str) -> Work:
        """Judge what was run on that device, given the outcome."""
        self.drop()

        async def verdict() -> Judgement:
            judge = await asyncio.to_thread(self._judges, device)
            assert isinstance(place.step, Code | Fix | Expression)
            return await judge.judge(place.lesson, place.step, text, outcome)

        return partial(self._judge, self._number, place, verdict)

    def answer(self, place: Place, text: str, places: Sequence[int]) -> Work:
        """Judge an answer that needs no run: what was typed, and what was picked or moved."""
        self.drop()

        async def verdict() -> Judgement:
            return judged(place.step, text, places)

        return partial(self._judge, self._number, place, verdict)

    async def _judge(
        self, number: int, place: Place, verdict: Callable[[], Awaitable[Judgement]]
    ) -> None:
        judgement = await verdict()
        if judgement.state in ATTEMPTS:
            stood = await self._storage.record(place.key, judgement.state, judgement.reason)
        else:
            stood = await self._storage.stand(place.key)
        self._post(Judged(number, place, judgement, *stood))
