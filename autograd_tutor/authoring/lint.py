"""`autograd-tutor lint`: what is wrong with lessons, before a learner meets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd_tutor.authoring import static, trials
from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.client import Evaluator


async def lint(
    courses: Sequence[Course], evaluator: Evaluator, progress: Callable[[str], None]
) -> list[Finding]:
    """What is wrong with the lessons asked for, in the order of files and lines.

    Args:
        courses: The lessons.
        evaluator: Where their code is tried.
        progress: Told what is tried now: `lesson/step`.

    Raises:
        EvaluatorError: nothing can be run.
    """
    bench = Bench(evaluator)
    found = {finding for course in courses for finding in static.examine(course)}
    for course in courses:
        for draft in course.named():
            for road, step in draft.steps():
                progress(f"{draft.lesson.id}/{step.id}")
                problems = await trials.examine(bench, draft.lesson, road, step)
                found.update(map(draft.finding, problems))
    return sorted(found)
