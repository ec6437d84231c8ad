"""What a run left behind, as far as it can be read: the ground of every judgement.

It comes from a process that ran foreign code. It is a claim until the numbers in it have been
compared, and one that contradicts itself is not read at all.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from autograd_tutor.evaluator.evidence import Evidence, Seen
from autograd_tutor.evaluator.messages import Failure, Run
from autograd_tutor.grading.numeric import close
from autograd_tutor.lesson.checks import Equals

KEPT = 2_000
"""Numbers of a tensor that evidence holds at most."""
DRAWN = "a drawn curve"
"""What stands for the type of a curve."""


class Left(Struct, frozen=True):
    """A run's variables, autograd calls and curves, and the error that ended it, if one did.

    `curves` are those that were drawn with all their points, of `drawn` in all.
    """

    evidence: Evidence
    curves: tuple[Seen, ...] = ()
    drawn: int = 0
    error: Failure | None = None

    def find(self, name: str) -> Seen | None:
        """The variable of that name, or the `.grad` of one."""
        return self.evidence.find(name)

    def under(self, names: Sequence[str], wanted: Sequence[str]) -> list[str]:
        """The names, each under the wanted one of the same tensor if it has none of them yet.

        A tensor that two variables hold is named by the first of them.
        """
        free = [name for name in wanted if name not in names]
        found = []
        for name in names:
            other = name if name in wanted else next(filter(partial(self._same, name), free), name)
            free = [each for each in free if each != other]
            found.append(other)
        return found

    def _same(self, name: str, other: str) -> bool:
        """Whether two variables seem to hold one tensor."""
        facts = [
            (seen.storage, seen.shape, seen.leaf, seen.tracked)
            for each in (name, other)
            if (seen := self.find(each)) and seen.storage >= 0
        ]
        return len(facts) == 2 and facts[0] == facts[1]

    def holds(self, other: Seen) -> bool:
        """Whether some variable has the same numbers."""
        return any(same_numbers(seen, other) for seen in self.evidence.seen if has_numbers(seen))

    def answers(self, check: Equals, inputs: Sequence[str]) -> list[Seen]:
        """Everything with numbers that may hold the value of a check.

        It is the first of the names asked for that has numbers, if there is one.
        """
        for name in check.of:
            if (seen := self.find(name)) and has_numbers(seen):
                return [seen]
        if not check.anywhere:
            return []
        rest = (*self.evidence.seen, *self.curves)
        return [seen for seen in rest if has_numbers(seen) and seen.name not in inputs]

    def answer(self, check: Equals, inputs: Sequence[str], solution: Left) -> Seen | None:
        """The one thing that the learner most likely means by their answer.

        It is the first of the names asked for that holds something, best of all numbers. Where any
        name will do it is what autograd gave out last, or the last curve, or the last tensor made
        that the solution does not make as well on its way.
        """
        named = [seen for name in check.of if (seen := self.find(name))]
        for seen in sorted(named, key=lambda seen: not has_numbers(seen)):
            if seen.kind != "none":
                return seen
        if check.anywhere:
            made = [seen for seen in self.evidence.seen if seen.name not in inputs]
            tensors = [seen for seen in made if seen.kind == "tensor" and has_numbers(seen)]
            given_out = [seen for seen in tensors if seen.engine]
            own = [seen for seen in tensors if not solution.holds(seen)]
            for group in (given_out, self.curves, own):
                if group:
                    return group[-1]
        return named[0] if named else None


def left_by(run: Run) -> Left | None:
    """What a cell left behind; None if it brought back no evidence that holds together."""
    if run.evidence is None or not all(map(_consistent, run.evidence.seen)):
        return None
    drawn = run.figure.curves
    whole = [_row(each.label, each.y, DRAWN) for each in drawn if each.total == len(each.y)]
    return Left(run.evidence, tuple(whole), len(drawn), run.error)


def sketched(run: Run) -> Left | None:
    """What a sketch left: the rows `x`, the expression `f` and its derivative `f'`."""
    curves = run.figure.curves
    if not curves and run.error is None:
        return None
    rows = [_row("x", curves[0].x, "Tensor")] if curves else []
    for name, curve in zip(("f", "f'"), curves, strict=False):
        rows.append(_row(name, curve.y, "Tensor"))
    return Left(Evidence(seen=tuple(rows), calls=()), error=run.error)


def has_numbers(seen: Seen) -> bool:
    """Whether a variable is a tensor or a number that can be compared."""
    return seen.kind in ("tensor", "number") and len(seen.values) == min(seen.total, KEPT)


def same_numbers(one: Seen, other: Seen, tolerance: float = 1e-5) -> bool:
    """Whether two variables hold the same numbers, up to rounding, in the same shape."""
    return one.shape == other.shape and close(one.values, other.values, tolerance)


def _consistent(seen: Seen) -> bool:
    if seen.kind not in ("tensor", "number"):
        return not seen.values
    sized = all(size >= 0 for size in seen.shape) and math.prod(seen.shape) == seen.total
    return sized and len(seen.values) <= min(seen.total, KEPT)


def _row(name: str, values: array[float], kind: str) -> Seen:
    size = len(values)
    return Seen(name, "tensor", kind, (size,), "float32", values=values, total=size)
