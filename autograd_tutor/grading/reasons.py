"""What is wrong with numbers that are no known mistake's: a factor, a sign, a sum, or where."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from autograd_tutor.evaluator.evidence import Seen
from autograd_tutor.grading.complaints import called
from autograd_tutor.grading.errors import Explanation
from autograd_tutor.grading.faults import Fault
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.left import Left
from autograd_tutor.grading.numeric import Numbers, addend, close, farthest, multiple
from autograd_tutor.lesson.checks import Asked, Equals, Reaches

ABOUT_GRADIENTS = (Asked, Reaches, Equals)
FEW = 3
"""Of so few numbers none is given away, and little is concluded from them."""


def reason(
    fault: Fault,
    inputs: Sequence[str],
    learner: Left,
    known: Mapping[str, Numbers],
    cause: Explanation | None,
) -> Judgement:
    """The one thing to say about a check that does not hold.

    `known` are curves that may have been added to the right one, by name. `cause` is what else is
    certain to be wrong with the gradients.
    """
    check, found, expected = fault.check, fault.found, fault.expected
    if found is None or expected is None or not isinstance(check, Equals):
        if cause and isinstance(check, ABOUT_GRADIENTS):
            return _caused(cause)
        return Judgement(state="wrong", reason=fault.reason, say=fault.say)
    rows = found.values, expected.values
    counts = {found.total, *(seen.total for name in inputs if (seen := learner.find(name)))}
    factor = multiple(*rows, check.tolerance, counts)
    if factor == -1:
        say = f"{_each(found)} has the right size and the wrong sign."
        return Judgement(state="wrong", reason="sign", say=say)
    if factor is not None and _tells(factor, found, counts, _went_back(learner)):
        say = _multiple(found, factor, counts, _went_back(learner))
        return Judgement(state="wrong", reason="multiple", say=say)
    added = addend(*rows, known, check.tolerance)
    if added is not None:
        say = _sum(found, added, known[added], learner, check.tolerance)
        return Judgement(state="wrong", reason="sum", say=say)
    if cause:
        return _caused(cause)
    place = farthest(*rows, check.tolerance)
    say = _difference(found, expected, place, inputs, learner)
    return Judgement(state="wrong", reason="differs", say=f"{fault.say} {say}".strip())


def _caused(cause: Explanation) -> Judgement:
    return Judgement(state="wrong", reason=f"silent:{cause.id}", say=cause.text)


def _each(seen: Seen) -> str:
    name = called(seen)
    return f"Every number in {name}" if seen.shape else _capital(name)


def _tells(factor: Fraction, found: Seen, counts: set[int], backwards: int) -> bool:
    """Whether a factor is more than a coincidence, as it easily is with few numbers."""
    return found.total > FEW or factor == backwards or factor.denominator in counts - {1}


def _multiple(found: Seen, factor: Fraction, counts: set[int], backwards: int) -> str:
    times = f"{factor} of" if factor.denominator > 1 else f"{factor} times"
    say = f"{_each(found)} is {times} what it has to be."
    if factor.denominator > 1 and factor > 0 and factor.denominator in counts:
        return f"{say} A mean over {factor.denominator} numbers does that."
    if factor > 1 and backwards > 1:
        return f"{say} `.grad` adds up what each backward finds, until it is cleared."
    return say


def _sum(found: Seen, added: str, row: Numbers, learner: Left, tolerance: float) -> str:
    seen = learner.find(added)
    has_it = seen is not None and close(seen.values, row, tolerance)
    other = f"`{added}`" if has_it else "another curve"
    say = f"{_each(found)} is the sum of two: the right one, and one of {other}."
    if _went_back(learner) > 1:
        return f"{say} `.grad` adds up what each backward finds, until it is cleared."
    return say


def _difference(
    found: Seen, expected: Seen, place: int, inputs: Sequence[str], learner: Left
) -> str:
    value, right = found.values[place], expected.values[place]
    name = _capital(called(found))
    if not found.shape:
        return f"{name} is {_digits(value)}, which is {_side(value, right)}."
    where = _where(found, place, inputs, learner)
    if found.total <= FEW:
        return f"{name} is {_digits(value)} {where}, which is {_side(value, right)}."
    most = "is wrong" if math.isnan(value) or math.isnan(right) else "is farthest off"
    return f"{name} {most} {where}: {_digits(right)} is expected, {_digits(value)} was found."


def _where(found: Seen, place: int, inputs: Sequence[str], learner: Left) -> str:
    """The place by the value of the one input of that shape, or by its index."""
    alike = [seen for name in inputs if (seen := learner.find(name)) and seen.shape == found.shape]
    if len(alike) == 1 and place < len(alike[0].values):
        return f"where `{alike[0].name}` is {_digits(alike[0].values[place])}"
    index: list[int] = []
    for size in reversed(found.shape):
        place, at = divmod(place, size)
        index.insert(0, at)
    return f"at [{', '.join(map(str, index))}]"


def _side(value: float, right: float) -> str:
    if math.isnan(value) or math.isnan(right) or value == right:
        return "not right"
    return "too large" if value > right else "too small"


def _digits(value: float) -> str:
    return f"{value + 0.0:.4g}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _went_back(learner: Left) -> int:
    return sum(call.kind == "backward" and not call.failed for call in learner.evidence.calls)
