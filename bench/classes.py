"""Exported work as learners would hand it in, from the lessons' own answers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from autograd_tutor.course.answers import answer_key
from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Explain,
    Expression,
    Fix,
    Number,
    Order,
    Predict,
    Step,
)
from autograd_tutor.progress.document import FORMAT, VERSION, Attempt, Document, Work, encoded

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Given(NamedTuple):
    """An answer: what is typed, what is picked, and what the record claims of it."""

    text: str | None = None
    places: str | None = None
    claimed: str = "passed"


def right(step: Step) -> Given:
    """The author's own answer."""
    match step:
        case Code() | Fix():
            return Given(step.solution[0])
        case Expression():
            return Given(step.answer)
        case Number():
            return Given(f"{step.answer:.10g}")
        case Order():
            return Given(places=",".join(map(str, range(len(step.items)))))
        case Explain():
            ticks = ",".join(map(str, range(len(step.points))))
            return Given(" ".join(step.points), ticks)
        case Choice() | Predict():
            rights = [str(at) for at, option in enumerate(step.options) if option.right]
            return Given(places=",".join(rights))
    raise TypeError(step)


def likely(step: Step, chance: random.Random) -> Given:
    """Mostly the right answer, often a declared mistake, now and then nothing of use."""
    luck = chance.random()
    if isinstance(step, Code | Fix | Expression) and luck < 0.3:
        if step.mistakes and luck < 0.25:
            return Given(chance.choice(step.mistakes).code, claimed="wrong")
        return Given("1/", claimed="error")
    return right(step)


def document(answers: dict[tuple[str, str], Given]) -> Document:
    """Exported work that holds these answers."""
    works: list[Work] = []
    attempts: list[Attempt] = []
    for number, (key, given) in enumerate(answers.items()):
        if given.text is not None:
            works.append(Work(*key, given.text, DAY))
        if given.places is not None:
            works.append(Work(*answer_key(key), given.places, DAY))
        if given.claimed:
            attempts.append(Attempt(UUID(int=number).hex, *key, DAY, given.claimed))
    return Document(FORMAT, VERSION, None, tuple(works), tuple(attempts), (), ())


def exercises(lessons: Sequence[Lesson]) -> list[tuple[tuple[str, str], Step]]:
    """All that can be passed."""
    return [
        ((lesson.id, step.id), step)
        for lesson in lessons
        for step in lesson.steps
        if is_exercise(step)
    ]


def work(lessons: Sequence[Lesson], number: int) -> bytes:
    """What one learner hands in of these lessons; no two type the same program."""
    chance = random.Random(number)
    answers = {key: likely(step, chance) for key, step in exercises(lessons)}
    for key, step in exercises(lessons):
        if isinstance(step, Code | Fix):
            text = f"{answers[key].text}\n# learner {number}"
            answers[key] = answers[key]._replace(text=text)
    return encoded(document(answers))
