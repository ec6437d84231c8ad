"""Hints and solutions as Markdown, and when a solution may be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Exercise,
    Explain,
    Expression,
    Fix,
    Number,
    Order,
    Predict,
)
from autograd_tutor.progress.standing import Standing


def hint(step: Exercise, number: int) -> str:
    """Hint `number` of the step, from 1."""
    head = f"**Hint {number} of {len(step.hints)}.**"
    return f"{head} {step.hints[number - 1]}"


def withheld(step: Exercise, standing: Standing) -> str:
    """Why the solution is not shown yet, and when it will be; nothing where it may be shown."""
    if step.reveal == "never":
        return "This step keeps its solution to itself. Its hints are all there is."
    if standing.passed or standing.shown:
        return ""
    if step.reveal == "after-pass":
        return "The solution can be seen once you have passed."
    left = step.attempts - standing.attempts
    if left <= 0:
        return ""
    return f"The solution can be seen after {_times(left, 'more ' * bool(standing.attempts))}."


def _times(count: int, more: str) -> str:
    return f"{count} {more}attempt{'s' * (count > 1)}"


def solution(step: Exercise) -> str:
    """The right answer, or one of them; nothing where the step has none."""
    match step:
        case Code() | Fix():
            return "\n\n".join(map(_code, step.solution[:1]))
        case Expression():
            return _code(step.answer) if step.answer else ""
        case Number():
            return f"`{step.answer:.10g}`\n\n" + (_code(step.solution) if step.solution else "")
        case Choice() | Predict():
            return _list([option.text for option in step.options if option.right])
        case Order():
            return _list(step.items, numbered=True)
        case Explain():
            return "Your words should say:\n\n" + _list(step.points)


def _list(lines: Sequence[str], *, numbered: bool = False) -> str:
    return "\n".join(
        f"{number}." * numbered + "-" * (not numbered) + f" {_plain(line)}"
        for number, line in enumerate(lines, 1)
    )


def _plain(line: str) -> str:
    """A line as Markdown that shows it as it is: only backticks keep their meaning."""
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(
        part if part.startswith("`") else re.sub(r"([\\*_\[\]<>#~|])", r"\\\1", part)
        for part in parts
    )


def _code(source: str) -> str:
    """A fence around code, longer than any in it."""
    longest = max(map(len, re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{source.rstrip()}\n{fence}"
