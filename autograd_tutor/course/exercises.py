"""Which steps are exercises, how each is answered, and how far a lesson is done."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Demo,
    Explain,
    Expression,
    Fix,
    Graph,
    Number,
    Order,
    Plot,
    Predict,
    Step,
)

if TYPE_CHECKING:
    from autograd_tutor.lesson.model import Lesson

RUNS = (Demo, Expression, Code, Fix, Predict, Plot, Graph)
"""Steps that run something."""
DRAWN = (Plot, Graph)
"""Steps that run by themselves when they are opened."""
NAMED = 3
"""So many exercises that are still open are named, the others counted."""
ANSWERED = (Predict, Choice, Number, Order, Explain)
"""Exercises whose answer is judged without a run."""


def is_judged(step: Step) -> bool:
    """Whether what is run is an answer, right or wrong."""
    if isinstance(step, Expression):
        return bool(step.answer)
    return isinstance(step, Code | Fix) and bool(step.checks)


def is_exercise(step: Step) -> bool:
    """Whether there is something to pass."""
    return is_judged(step) or isinstance(step, ANSWERED)


def is_done(lesson: Lesson, passed: AbstractSet[str]) -> bool:
    """Whether the lesson has exercises, and all of them are passed."""
    ids = {step.id for step in lesson.steps if is_exercise(step)}
    return bool(ids) and ids <= passed


def summary(lesson: Lesson, passed: AbstractSet[str]) -> str:
    """How far the lesson is done, in a sentence or two; nothing for one without exercises."""
    exercises = [step for step in lesson.steps if is_exercise(step)]
    left = [step.title for step in exercises if step.id not in passed]
    if not exercises:
        return ""
    noun = "exercise" if len(exercises) == 1 else "exercises"
    count = f"{len(exercises) - len(left)} of {len(exercises)} {noun}"
    if not left:
        return f"Lesson done: {count}."
    more = [f"{len(left) - NAMED} more"] if len(left) > NAMED else []
    return f"{count} passed. Still open: {'; '.join(left[:NAMED] + more)}."
