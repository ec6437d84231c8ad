"""The curve of what is being typed: the newest text only, on the channel beside the runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.messages import Sketched
from autograd_tutor.tui.runner import evaluator_error

if TYPE_CHECKING:
    from autograd_tutor.evaluator.requests import Sketch
    from autograd_tutor.tui.aside import Aside

LATE = 0.5
"""Seconds after which the learner is told that the picture is still the one before."""


class Live:
    """Asks for the newest text only, and posts `Sketched` with the number that text was given."""

    def __init__(self, aside: Aside, post: Callable[[Message], object]) -> None:
        self._aside = aside
        self._post = post
        self._number = 0
        self._next: Sketch | None = None
        self._busy = False

    def is_current(self, number: int) -> bool:
        """Whether a curve with this number is of the newest text."""
        return number == self._number

    def drop(self) -> None:
        """Let nothing asked for so far be shown."""
        self._number += 1
        self._next = None

    async def ask(self, asked: Sketch) -> None:
        """Draw this after what is under way, unless something newer comes before that has ended.

        Whatever goes wrong is no more than a curve that is not there: `^r` says what and why.
        """
        self.drop()
        self._next = asked
        if self._busy:
            return
        self._busy = True
        try:
            while self._next is not None:
                asked, self._next = self._next, None
                await self._answer(self._number, asked)
        finally:
            self._busy = False

    async def _answer(self, number: int, asked: Sketch) -> None:
        late = asyncio.get_running_loop().call_later(LATE, self._post, Sketched(number, None))
        try:
            run = await self._drawn(asked)
            found = (run.figure, run.graph) if run is not None else (None, None)
            self._post(Sketched(number, *found))
        finally:
            late.cancel()

    async def _drawn(self, asked: Sketch) -> Run | None:
        try:
            outcome = await self._aside.run(asked)
        except evaluator_error():
            return None
        if not isinstance(outcome, Run) or outcome.error is not None:
            return None
        return outcome if outcome.figure.curves else None
