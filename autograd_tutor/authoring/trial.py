"""`autograd-tutor test`: what the judge makes of each answer that a lesson holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from autograd_tutor.authoring import trials
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.trials import programs, shown
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.lesson.source import visible
from autograd_tutor.lesson.steps import Code, Expression, Fix, Number


class Row(NamedTuple):
    """One answer of a step, and what the judge made of it."""

    step: str
    answer: str
    judged: str
    sound: bool


async def try_answers(
    draft: Draft, evaluator: Evaluator, progress: Callable[[str], None]
) -> tuple[list[Row], list[Finding]]:
    """What became of every answer of the lesson's, and what is off about them.

    Raises:
        EvaluatorError: nothing can be run.
    """
    bench = Bench(evaluator)
    rows: list[Row] = []
    problems: list[Problem] = []
    for road, step in draft.steps():
        progress(step.id)
        if isinstance(step, Number):
            problems += await trials.examine(bench, draft.lesson, road, step)
        if isinstance(step, Fix):
            problems += await shown.broken(bench, draft.lesson, road, step)
        if isinstance(step, Code | Fix) or (isinstance(step, Expression) and step.answer):
            for result in await programs.results(bench, draft.lesson, road, step):
                found = list(result.problems())
                judged = programs.named(result.verdict.judgement)
                rows.append(Row(step.id, result.attempt.name, judged, not found))
                problems += found
    return rows, sorted(set(map(draft.finding, problems)))


def table(rows: list[Row]) -> list[str]:
    """The rows as lines, the step named once."""
    if not rows:
        return ["No step of this lesson has an answer to run."]
    widths = [max(map(len, column)) for column in zip(*(row[:3] for row in rows), strict=True)]
    lines: list[str] = []
    last = ""
    for row in rows:
        step = row.step if row.step != last else ""
        last = row.step
        cells = (step, row.answer, row.judged)
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        lines.append(visible("  ".join([*padded, "" if row.sound else "off"]).rstrip()))
    return lines
