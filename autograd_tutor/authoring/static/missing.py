"""What a learner would miss: hints, explanations, words for a picture, an answer to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Exercise,
    Expression,
    Fix,
    Graph,
    Number,
    Plot,
    Predict,
    Step,
)

FEWEST_HINTS = 3


def fields(_: Course, draft: Draft) -> Iterator[Problem]:
    """Fields that a draft may lack and a lesson may not."""
    for road, step in draft.steps():
        if is_exercise(step):
            yield from _of_exercise(road, step)
        if isinstance(step, Plot | Graph) and not step.alt.strip():
            yield Problem("L112", road, "the picture has no `alt`")


def is_exercise(step: Step) -> bool:
    """Whether the step is passed, not only seen; without an answer an expression is free play."""
    return isinstance(step, get_args(Exercise)) and not (
        isinstance(step, Expression) and not step.answer
    )


def _of_exercise(road: Road, step: Step) -> Iterator[Problem]:
    assert isinstance(step, get_args(Exercise))
    if len(step.hints) < FEWEST_HINTS:
        said = f"the exercise has {len(step.hints) or 'no'} hint{'s' * (len(step.hints) != 1)}"
        yield Problem("L110", (*road, "hints"), said)
    if not step.after.strip():
        yield Problem("L111", road, "nothing is said once the exercise is passed")
    if isinstance(step, Choice | Predict):
        yield from _of_options(road, step)
    if isinstance(step, Code | Fix | Number) and not step.solution:
        yield Problem("L114", road, "the exercise has no solution")
    if isinstance(step, Code | Fix) and not step.checks:
        yield Problem("L115", road, "the exercise has no checks")


def _of_options(road: Road, step: Choice | Predict) -> Iterator[Problem]:
    for number, option in enumerate(step.options):
        if not option.right and not option.say.strip():
            yield Problem("L113", (*road, "options", number), "a wrong option says nothing")
