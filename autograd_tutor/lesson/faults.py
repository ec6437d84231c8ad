"""What is wrong with a lesson that its types can't see.

Nothing here is about quality: what a draft may still lack is for `autograd-tutor lint` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from keyword import iskeyword
from math import isfinite
from typing import Any, NamedTuple

from msgspec import Struct

from autograd_tutor.lesson.checks import Mistake, State
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.fields import within
from autograd_tutor.lesson.model import Concept, Lesson
from autograd_tutor.lesson.steps import (
    Choice,
    Expression,
    Number,
    Option,
    Order,
    Plot,
    Predict,
    Series,
    WrongNumber,
    WrongOrder,
)

_FAR = 1e6
_KEYS: dict[type[Struct], str] = {
    Concept: "id",
    Mistake: "id",
    Option: "text",
    Series: "label",
    WrongNumber: "answer",
    WrongOrder: "order",
}
"""The field that tells the entries of a list apart. Steps have their id; texts are their own."""
_VARIABLES = ("of", "name", "names", "leaves", "inputs")


class Fault(NamedTuple):
    """The road to what is wrong, why, and what to write instead."""

    road: Road
    problem: str
    remedy: str


def faults(lesson: Lesson) -> Iterator[Fault]:
    """Everything wrong with the lesson, in the order of its fields."""
    yield from _within((), lesson)


def _within(road: Road, part: Any) -> Iterator[Fault]:
    """The faults of a part of a lesson, and of all that is in it."""
    if isinstance(part, list):
        yield from _doubled(road, part)
        for place, item in enumerate(part):
            yield from _within((*road, place), item)
    elif isinstance(part, Struct):
        yield from _own(road, part)
        for name in part.__struct_fields__:
            yield from _within((*road, name), getattr(part, name))
    elif isinstance(part, str) and any(turn in _VARIABLES for turn in road[-2:]):
        yield from _unnameable(road, part)


def _own(road: Road, part: Struct) -> Iterator[Fault]:
    """The faults of one part that its own fields show together."""
    match part:
        case Plot() | Expression():
            yield from _undrawable(road, *part.range)
        case Choice() | Predict():
            yield from _undecided(road, [option.right for option in part.options])
        case Number():
            yield from _number(road, part)
        case Order():
            yield from _order(road, part)
        case State(leaf=None, tracked=None, none=None, shape=None, dtype=None):
            remedy = "say what must hold, for example leaf: true"
            yield Fault(road, "the state check asks for nothing", remedy)


def _doubled(road: Road, items: list[Any]) -> Iterator[Fault]:
    """Entries that are in a list twice. Plain numbers may be: they are sizes and places."""
    name = next((_KEYS.get(type(item), "id") for item in items), "id")
    keys = [getattr(item, name, item) for item in items if not isinstance(item, int)]
    for place, key in enumerate(keys):
        first = keys.index(key) + 1
        if first > place:
            continue
        if hasattr(items[place], name):
            problem = f"this {name} is already used by item {first} of `{road[-1]}`"
            yield Fault((*road, place, name), problem, f"give each its own {name}")
        else:
            problem = f"item {place + 1} of `{road[-1]}` is the same as item {first}"
            yield Fault((*road, place), problem, "remove one of the two")


def _unnameable(road: Road, name: str) -> Iterator[Fault]:
    if word := next(filter(iskeyword, name.split(".")), None):
        problem = f"`{name}` can't be a variable: `{word}` is a word of Python's own"
        yield Fault(road, problem, "write the name of a variable, such as x")


def _undrawable(road: Road, low: float, high: float) -> Iterator[Fault]:
    if not -_FAR <= low < high <= _FAR:
        problem = f"the range from {low:g} to {high:g} can't be drawn"
        remedy = "write a lower and a higher number, within a million of 0: range: [0, 5]"
        yield Fault((*road, "range"), problem, remedy)


def _undecided(road: Road, right: list[bool]) -> Iterator[Fault]:
    if not any(right):
        yield Fault((*road, "options"), "no option is right", "add `right: true` to each that is")
    elif all(right):
        yield Fault((*road, "options"), "every option is right", "add one that is wrong")


def _number(road: Road, step: Number) -> Iterator[Fault]:
    yield from _infinite((*road, "answer"), step.answer)
    for place, mistake in enumerate(step.mistakes):
        at = (*road, "mistakes", place, "answer")
        yield from _infinite(at, mistake.answer)
        if within(mistake.answer, step.answer, step.tolerance):
            problem = f"{mistake.answer:g} would pass: it is within the tolerance of the answer"
            yield Fault(at, problem, "write a number further off, or a smaller `tolerance`")


def _infinite(road: Road, answer: float) -> Iterator[Fault]:
    if not isfinite(answer):
        problem = f"the answer must be a finite number, not {answer:g}"
        yield Fault(road, problem, "write a number that a learner can type: answer: 1.5")


def _order(road: Road, step: Order) -> Iterator[Fault]:
    right = list(range(1, len(step.items) + 1))
    for place, mistake in enumerate(step.mistakes):
        at = (*road, "mistakes", place, "order")
        if sorted(mistake.order) != right:
            problem = f"this is no order of {len(right)} items"
            remedy = f"write each number from 1 to {len(right)} once, such as {right[::-1]}"
            yield Fault(at, problem, remedy)
        elif mistake.order == right:
            remedy = f"write it as it would be wrong, such as {right[::-1]}"
            yield Fault(at, "this is the right order", remedy)
