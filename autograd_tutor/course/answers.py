"""Answers that are kept: what each starts from, under which name it lies, how it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

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
    Predict,
    Step,
)

if TYPE_CHECKING:
    from autograd_tutor.grading.judgement import Judgement
    from autograd_tutor.lesson.model import Lesson

Key: TypeAlias = tuple[str, str]
"""Lesson id and step id."""
ATTEMPTS = frozenset({"passed", "wrong", "error", "timeout", "crashed"})
"""States that count as an attempt; in the others the answer was not judged."""
HEADS = {
    "passed": "Right.",
    "unattempted": "Not tried yet.",
    "stopped": "Not checked.",
    "unchecked": "Not checked.",
}


def head(judgement: Judgement) -> str:
    """What is said first of an answer."""
    return HEADS.get(judgement.state, "Not yet.")


def starter(step: Step) -> str | None:
    """The text that a step begins with; None where nothing is typed."""
    match step:
        case Demo() | Graph() | Predict():
            return step.code.rstrip("\n")
        case Code() | Fix() | Expression():
            return step.starter.rstrip("\n")
        case Number() | Explain():
            return ""
    return None


def answer_key(key: Key) -> Key:
    """The name under which a draft of picks or an order is kept; no step can have such an id."""
    lesson, step = key
    return lesson, f"{step}#answer"


def first_order(lesson: Lesson, step: Order) -> list[int]:
    """The order that the lines of a step begin in, as places in its `items`."""
    from autograd_tutor.grading.answers import shuffled

    return shuffled(step, lesson.seed ^ crc32(step.id.encode()))


def places_in(draft: str | None) -> list[int]:
    """The picks or the order in a draft; nothing where it holds none."""
    words = (draft or "").split(",")
    small = all(word.isdecimal() and len(word) == 1 for word in words)
    return [int(word) for word in words] if small else []


def judged(step: Step, text: str, places: Sequence[int]) -> Judgement:
    """Judge an answer that needs no run: what was typed, and what was picked or moved."""
    from autograd_tutor.grading import answers

    match step:
        case Choice() | Predict():
            return answers.choose(step, places)
        case Number():
            return answers.number(step, text)
        case Order():
            return answers.arrange(step, places)
        case Explain():
            return answers.explained(step, text, places)
    raise TypeError(f"{step.id} is answered by a run")
