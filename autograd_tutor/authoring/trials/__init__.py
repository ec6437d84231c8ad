"""Rules that hold for what the code of lessons does, tried on a real, confined evaluator."""

from __future__ import annotations

from autograd_tutor.authoring.draft import Problem
from autograd_tutor.authoring.trials import numbers, programs, shown
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import (
    Code,
    Demo,
    Expression,
    Fix,
    Graph,
    Number,
    Plot,
    Predict,
    Step,
)


async def examine(bench: Bench, lesson: Lesson, road: Road, step: Step) -> list[Problem]:
    """The rules that a step breaks when it is tried.

    Raises:
        EvaluatorError: nothing can be run.
    """
    match step:
        case Demo() | Predict():
            return await shown.demo(bench, lesson, road, step)
        case Plot():
            return await shown.picture(bench, lesson, road, step)
        case Graph():
            return await shown.record(bench, lesson, road, step)
        case Number() if step.solution:
            return await numbers.found(bench, lesson, road, step)
        case Expression() if not step.answer:
            return await shown.sketch(bench, lesson, road, step) if step.starter else []
        case Fix():
            broken = await shown.broken(bench, lesson, road, step)
            return [*broken, *await programs.judged(bench, lesson, road, step)]
        case Code() | Expression():
            return await programs.judged(bench, lesson, road, step)
    return []
