"""Numbers: what the solution comes to is the answer."""

from __future__ import annotations

import ast

from autograd_tutor.authoring.code import parsed, unparsed
from autograd_tutor.authoring.draft import Problem
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.grading.answers import number
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Number

_ANSWER = "answer"


async def found(bench: Bench, lesson: Lesson, road: Road, step: Number) -> list[Problem]:
    """Whether the solution of a number comes to the answer."""
    place = (*road, "solution")
    code = _named(step.solution)
    if code is None:
        return [Problem("L205", place, "the solution's last line is no expression")]
    tried = await bench.run(Cell(code=code, seed=lesson.seed, look=True))
    if tried.problem:
        return [Problem("L205", place, f"the solution stops: {tried.problem}")]
    assert isinstance(tried.outcome, Run) and tried.outcome.evidence is not None
    seen = tried.outcome.evidence.find(_ANSWER)
    if seen is None or seen.total > 1 or len(seen.values) != 1:
        return [Problem("L205", place, "the solution's value is not one number")]
    value = seen.values[0]
    if not number(step, repr(value)).passed:
        return [Problem("L205", place, f"the solution comes to {value:.6g}, not {step.answer:g}")]
    return []


def _named(code: str) -> str | None:
    """The code with a name for the value of its last line."""
    tree = parsed(code)
    if tree is None or not tree.body or not isinstance(last := tree.body[-1], ast.Expr):
        return None
    tree.body[-1] = ast.Assign([ast.Name(_ANSWER, ast.Store())], last.value)
    return unparsed(tree)
