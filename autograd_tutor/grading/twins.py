"""A lesson's own programs, run where no learner's code ever ran, on the learner's own numbers.

A program is first run just as the learner's was: same seed, same setup, same moves. Mostly its
inputs then hold what the learner's hold. Where they do not, because the learner chose another
range, it is run again with the learner's numbers given to it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from autograd_tutor.evaluator.client import REFEREE, Evaluator
from autograd_tutor.evaluator.evidence import Seen
from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Given, Sketch
from autograd_tutor.grading.left import (
    KEPT,
    Left,
    has_numbers,
    left_by,
    same_numbers,
    sketched,
)
from autograd_tutor.grading.question import Request

REMEMBERED = 200
"""Runs remembered, so that a second answer to a step is judged quickly."""


class Twins:
    """Runs a lesson's programs and remembers what they left."""

    def __init__(self, evaluator: Evaluator, remembered: int = REMEMBERED) -> None:
        self._evaluator = evaluator
        self._remembered = remembered
        self._known: dict[str, Left] = {}

    async def beside(self, asked: Request, inputs: Sequence[str], learner: Left) -> Left | None:
        """What this program leaves where its inputs hold what the learner's hold.

        None if its run was lost. Raises EvaluatorError.
        """
        if isinstance(asked, Cell) and _is_double(inputs, learner):
            asked = replace(asked, double=True)
        left = await self.alone(asked)
        if left is None or not isinstance(asked, Cell):
            return left
        given = _to_give(inputs, left, learner)
        return await self.alone(replace(asked, move=(), given=given)) if given else left

    async def alone(self, asked: Request) -> Left | None:
        """What this program leaves by itself, None if its run was lost. Raises EvaluatorError."""
        key = repr(asked)
        if key not in self._known:
            left = read(asked, await self._evaluator.run(asked, lambda _: None, REFEREE))
            if left is None:
                return None  # it may go better the next time
            while len(self._known) >= self._remembered:
                del self._known[next(iter(self._known))]
            self._known[key] = left
        return self._known[key]


def read(asked: Request, outcome: Outcome) -> Left | None:
    """What a run left; None if it was lost, or what it left can't be read."""
    if not isinstance(outcome, Run):
        return None
    return sketched(outcome) if isinstance(asked, Sketch) else left_by(outcome)


def unusable(inputs: Sequence[str], learner: Left) -> str:
    """Why an answer can't be compared on its own inputs, in a sentence; empty if it can."""
    for name in inputs:
        seen = learner.find(name)
        if seen is None or seen.kind != "tensor":
            return f"There is no tensor `{name}`. The task asks for one of that name."
        if not seen.total:
            return f"`{name}` is empty: there is nothing to check."
        if seen.total > KEPT:
            return f"`{name}` is too large to be checked. Use {KEPT:,} numbers at most."
        if not has_numbers(seen):
            return f"The numbers in `{name}` could not be read. They have to be real."
        if not all(map(math.isfinite, seen.values)):
            return f"`{name}` holds numbers that are infinite or NaN."
    return ""


def _is_double(inputs: Sequence[str], learner: Left) -> bool:
    """A program is run in the learner's own precision: so equal programs round alike."""
    return any(seen.dtype == "float64" for name in inputs if (seen := learner.find(name)))


def _to_give(inputs: Sequence[str], left: Left, learner: Left) -> dict[str, Given]:
    """The learner's numbers for a program's inputs; none if it has the same ones by itself.

    What a program computes from another tensor, or takes its memory from, follows by itself.
    """
    given: dict[str, Given] = {}
    memory: set[int] = set()
    differ = False
    for name in inputs:
        own, theirs = left.find(name), learner.find(name)
        if own is None or own.kind != "tensor":
            continue
        independent = own.leaf and own.storage not in memory
        memory.add(own.storage)
        if independent and theirs is not None and _can_be_given(theirs):
            given[name] = Given(theirs.shape, tuple(theirs.values))
            differ = differ or not same_numbers(own, theirs)
    return given if differ else {}


def _can_be_given(seen: Seen) -> bool:
    whole = seen.kind == "tensor" and len(seen.values) == seen.total
    return whole and all(map(math.isfinite, seen.values))
