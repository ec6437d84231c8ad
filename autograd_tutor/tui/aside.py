"""The channel beside the learner's runs: for what is looked at, one request at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.evaluator.requests import Cell, Sketch
    from autograd_tutor.tui.ports import EvaluatorLike

LONGEST = 5.0
"""Seconds after which a request that the learner did not make is given up."""


class Aside:
    """Shared by all that ask there, as a second request would end the one under way."""

    def __init__(self, evaluator: EvaluatorLike) -> None:
        self._evaluator = evaluator
        self._turn = asyncio.Lock()

    async def run(self, asked: Cell | Sketch) -> Outcome:
        """Run this after what is under way; what it prints is dropped. Raises EvaluatorError."""
        from autograd_tutor.evaluator.client import LIVE

        brief = replace(asked, seconds=min(asked.seconds, LONGEST))
        async with self._turn:
            return await self._evaluator.run(brief, lambda _: None, LIVE)
