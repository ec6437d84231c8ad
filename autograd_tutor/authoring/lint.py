"""`autograd-tutor lint`: what is wrong with lessons, before a learner meets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd_tutor.authoring import static
from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.findings import Finding
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
    found = {finding for course in courses for finding in static.examine(course)}
    return sorted(found)
