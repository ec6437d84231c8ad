"""What steps show: demos run, their output holds what is promised, pictures can be drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from autograd_tutor.authoring.draft import Problem
from autograd_tutor.authoring.trials.bench import Bench, Tried
from autograd_tutor.authoring.trials.programs import slow
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.grading.errors import explain
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Demo, Expression, Fix, Graph, Plot, Predict


async def demo(bench: Bench, lesson: Lesson, road: Road, step: Demo | Predict) -> list[Problem]:
    """Finished code does what its step says."""
    tried = await bench.show(lesson, step, step.code)
    problems = list(_promised(road, step, tried))
    if isinstance(tried.outcome, Run):
        labels = Counter(curve.label for curve in tried.outcome.figure.curves)
        problems += [
            Problem("L215", (*road, "code"), f"{times} curves are called `{label}`")
            for label, times in labels.items()
            if times > 1
        ]
        problems += slow("the code", (*road, "code"), tried.outcome.seconds, step.seconds)
    return problems


def _promised(road: Road, step: Demo | Predict, tried: Tried) -> Iterator[Problem]:
    meant = any(line in tried.problem for line in step.shows)
    if tried.problem and not meant:
        yield Problem("L211", (*road, "code"), f"the code stops: {tried.problem}")
    for index, line in enumerate(step.shows):
        if line not in tried.shown:
            yield Problem("L210", (*road, "shows", index), f"the output does not hold `{line}`")


async def sketch(bench: Bench, lesson: Lesson, road: Road, step: Expression) -> list[Problem]:
    """The expression that is there to begin with can be drawn."""
    tried = await bench.show(lesson, step, step.starter)
    return [Problem("L212", (*road, "starter"), tried.problem)] if tried.problem else []


async def picture(bench: Bench, lesson: Lesson, road: Road, step: Plot) -> list[Problem]:
    """Each series of a plot is a curve."""
    tried = await bench.show(lesson, step)
    if tried.problem or not isinstance(tried.outcome, Run):
        return [Problem("L212", (*road, "series"), f"nothing is drawn: {tried.problem}")]
    return [
        Problem("L212", (*road, "series", index), f"`{curve.label}` has no finite values")
        for index, curve in enumerate(tried.outcome.figure.curves)
        if not any(map(math.isfinite, curve.y))
    ]


async def record(bench: Bench, lesson: Lesson, road: Road, step: Graph) -> list[Problem]:
    """The tensor whose record is drawn has one."""
    tried = await bench.show(lesson, step)
    if tried.problem or not isinstance(tried.outcome, Run):
        return [Problem("L211", (*road, "code"), f"the code stops: {tried.problem}")]
    if tried.outcome.graph is None or not tried.outcome.graph.nodes:
        return [Problem("L213", (*road, "of"), f"`{step.of}` has no record")]
    return []


async def broken(bench: Bench, lesson: Lesson, road: Road, step: Fix) -> list[Problem]:
    """Broken code stops with the error that its step is about."""
    tried = await bench.show(lesson, step, step.starter)
    error = tried.outcome.error if isinstance(tried.outcome, Run) else None
    known = explain(error) if error else None
    if known is not None and known.id == step.error:
        return []
    said = f"the starter does not stop with {step.error}"
    came = f"it stops with {known.id if known else tried.problem}" if tried.problem else "it runs"
    return [Problem("L214", (*road, "error"), f"{said}: {came}")]
