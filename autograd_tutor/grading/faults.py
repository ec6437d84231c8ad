"""Which checks of an exercise a run does not meet, and what is wrong in a sentence for each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from autograd_tutor.evaluator.evidence import Seen
from autograd_tutor.grading.complaints import absent, called, complaints, shaped
from autograd_tutor.grading.left import Left, has_numbers
from autograd_tutor.grading.numeric import close
from autograd_tutor.lesson.checks import (
    Apart,
    Asked,
    Check,
    Draws,
    Equals,
    Reaches,
    Saves,
    State,
)

HALF = ("float16", "bfloat16")
REAL = ("float32", "float64")
_ORDER = (Asked, Reaches, State, Apart, Saves, Draws, Equals)


class Fault(Struct, frozen=True):
    """A check that a run does not meet.

    `found` and `expected` are given where two rows of numbers of one shape differ: then there is
    more to say than that.
    """

    check: Check
    place: int
    say: str
    found: Seen | None = None
    expected: Seen | None = None

    @property
    def reason(self) -> str:
        """The word for records: the kind of check."""
        return f"check:{type(self.check).__name__.lower()}"


class NoExpectation(Exception):
    """The solution does not have the value that a check compares with."""


def faults(
    checks: Sequence[Check], inputs: Sequence[str], left: Left, reference: Left
) -> list[Fault]:
    """The checks that do not hold, strongest evidence first.

    Raises:
        NoExpectation: the reference lacks a value.
    """
    found = []
    places = sorted(range(len(checks)), key=lambda place: _ORDER.index(type(checks[place])))
    for place in places:
        check = checks[place]
        if isinstance(check, Equals):
            fault = _unequal(check, place, inputs, left, reference)
        else:
            say = next(complaints(check, left), None)
            fault = None if say is None else Fault(check, place, check.say or say)
        if fault:
            found.append(fault)
    return found


def expectation(check: Equals, reference: Left) -> Seen:
    """The value the solution has for a check.

    Raises:
        NoExpectation: it has none, or more numbers than can be read.
    """
    for name in check.of:
        seen = reference.find(name)
        if seen is not None and has_numbers(seen):
            return seen
    raise NoExpectation(" or ".join(check.of))


def _unequal(
    check: Equals, place: int, inputs: Sequence[str], left: Left, reference: Left
) -> Fault | None:
    expected = expectation(check, reference)
    if any(_equal(seen, expected, check) for seen in left.answers(check, inputs)):
        return None
    seen = left.answer(check, inputs, reference)
    if seen is None or not has_numbers(seen):
        own = seen is not None and seen.kind in ("tuple", "list")
        return Fault(check, place, (not own and check.say) or absent(check.of[0], seen))
    if say := _kind(seen, expected):
        return Fault(check, place, say)
    return Fault(check, place, check.say, seen, expected)


def _equal(seen: Seen, expected: Seen, check: Equals) -> bool:
    return not _kind(seen, expected) and close(seen.values, expected.values, check.tolerance)


def _kind(seen: Seen, expected: Seen) -> str:
    """What keeps two values from being compared number by number."""
    name = called(seen)
    if seen.shape != expected.shape:
        return f"{name} is {shaped(seen.shape)}; the answer is {shaped(expected.shape)}."
    if seen.dtype in HALF:
        return f"{name} holds {seen.dtype}, too coarse to be checked. Use float32 or float64."
    if seen.kind == "tensor" and expected.dtype in REAL and seen.dtype not in REAL:
        return f"{name} holds {seen.dtype}; the answer is in real numbers, such as float32."
    return ""
