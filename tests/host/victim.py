"""A learner at work on the host's evaluator, whom others attack."""

from __future__ import annotations

from typing import NamedTuple

import psutil

from autograd_tutor.evaluator.client import PLAYGROUND, Evaluator
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell


class Victim(NamedTuple):
    """A learner at work, with something to hide in code and variables."""

    evaluator: Evaluator
    marker: bytes
    server: psutil.Process
    workers: list[psutil.Process]

    @property
    def pids(self) -> list[int]:
        return [self.server.pid, *(worker.pid for worker in self.workers)]


async def unharmed(alice: Victim) -> bool:
    """Whether the victim's variables are still there and their cells run."""
    cell = Cell(code="len(mine)", keep=True, resume=True)
    outcome = await alice.evaluator.run(cell, lambda _: None, PLAYGROUND)
    return isinstance(outcome, Run) and outcome.value == "32000" and alice.server.is_running()
