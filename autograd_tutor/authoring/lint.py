"""`autograd-tutor lint`: what is wrong with lessons, before a learner meets it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from autograd_tutor.authoring import static, trials
from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.client import Evaluator


async def lint(
    courses: Sequence[Course], evaluators: Sequence[Evaluator], progress: Callable[[str], None]
) -> list[Finding]:
    """What is wrong with the lessons asked for, in the order of files and lines.

    Args:
        courses: The lessons.
        evaluators: Where their code is tried, side by side: two took half the time of one on
            two cores.
        progress: Told what is tried now: `lesson/step`.

    Raises:
        EvaluatorError: nothing can be run.
    """
    found = {finding for course in courses for finding in static.examine(course)}
    drafts = [draft for course in courses for draft in course.named()]
    waiting = iter([(draft, road, step) for draft in drafts for road, step in draft.steps()])

    async def work(bench: Bench) -> None:
        for draft, road, step in waiting:
            progress(f"{draft.lesson.id}/{step.id}")
            problems = await trials.examine(bench, draft.lesson, road, step)
            found.update(map(draft.finding, problems))

    await asyncio.gather(*(work(Bench(evaluator)) for evaluator in evaluators))
    return sorted(found)
