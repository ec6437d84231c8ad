"""A step in words, before anything is done at it: text, code, options, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from autograd_tutor.plain.prose import INDENT, inline, plain

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Place
    from autograd_tutor.progress.standing import Standing

CHANGE = "edit, insert and write change it"


def lesson_heading(place: Place) -> str:
    """What a lesson is called, and what it is for."""
    lesson = place.lesson
    aims = "\n".join(f"- {inline(aim)}" for aim in lesson.aims)
    head = f"Lesson {place.number + 1}: {lesson.title}"
    return f"{head}\n\nAfterwards you can:\n{aims}\n\nIt takes about {lesson.minutes} minutes.\n"


def heading(place: Place, standing: Standing) -> str:
    """Which step it is, and how the learner stands there."""
    where = f"Step {place.index + 1} of {len(place.lesson.steps)}: {inline(place.step.title)}"
    return f"{where}\n{'You have passed this step.' if standing.passed else ''}".rstrip()


def introduction(step: Step, text: str, begin: Sequence[int], locked: bool) -> Iterator[str]:
    """Paragraphs; `text` is what stands at the step now, `begin` the order that lines are in.

    `locked`: an answer is wanted before the code runs.
    """
    yield plain(step.text)
    match step:
        case Demo() | Code() | Fix() | Predict() | Graph():
            yield f"The code:\n{numbered(text)}" if text else "There is no code yet."
        case Expression():
            low, high = step.range
            is_now = f", is now\n{INDENT}{text}" if text else ""
            yield f"f(x), for x from {low:g} to {high:g}{is_now}"
    match step:
        case Choice() | Predict():
            yield listed(option.text for option in step.options)
        case Order():
            yield listed(step.items[place] for place in begin)
        case Number() | Explain():
            yield f"Your answer so far:\n{text}" if text else ""
    yield invitation(step, locked)


def numbered(text: str) -> str:
    """Code, its lines counted from 1."""
    lines = text.split("\n")
    width = len(str(len(lines)))
    return "\n".join(f"{INDENT}{at:>{width}}: {line}" for at, line in enumerate(lines, 1))


def listed(texts: Iterator[str]) -> str:
    """Lines to choose from or to put in order, counted from 1."""
    return "\n".join(f"{at}. {inline(text)}" for at, text in enumerate(texts, 1))


def invitation(step: Step, locked: bool) -> str:
    """What to do at a step."""
    match step:
        case Predict() if not locked:
            return f"run runs the code; {CHANGE}. A number answers once more."
        case Choice() | Predict():
            several = sum(option.right for option in step.options) > 1
            wanted = "the numbers of all that are right" if several else "a number"
            return f"Answer with {wanted}." + " Then the code runs." * isinstance(step, Predict)
        case Order():
            return "Answer with the numbers of the lines in the right order."
        case Number():
            return "Answer with a number, such as -0.25, 2/3 or 1e-3."
        case Explain():
            return "Answer in your own words: type lines, then a single . on a line of its own."
        case Expression():
            return "Type an expression in x, or run the one above: f and its slope f' follow."
        case Demo() | Code() | Fix():
            return f"run runs the code; {CHANGE}."
        case Plot() | Graph():
            return ""
    return "next goes on."
