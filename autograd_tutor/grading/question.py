"""An exercise that is judged by running it, whether its answer is a program or an expression."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.grading.requests import request, sketch
from autograd_tutor.lesson.checks import Check, Equals, Mistake, Saves
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Expression, Program

Request = Cell | Sketch


class Question(Struct, frozen=True):
    """What is asked. `ask` makes the run of an answer; `vary` the same run on other numbers.

    `solution` is empty where the lesson has none.
    """

    starter: str
    solution: str
    inputs: Sequence[str]
    checks: Sequence[Check]
    mistakes: Sequence[Mistake]
    ask: Callable[[str], Request]
    vary: Callable[[Request, int], Request]

    @property
    def metered(self) -> bool:
        """Whether the bytes stored for going back count."""
        return any(isinstance(check, Saves) for check in self.checks)


def question(lesson: Lesson, step: Program | Expression, device: str) -> Question:
    """What a step asks."""
    if isinstance(step, Expression):
        return Question(
            starter=step.starter,
            solution=step.answer,
            inputs=["x"],
            checks=[Equals(of=["f"])] if step.answer else [],
            mistakes=step.mistakes,
            ask=lambda text: sketch(lesson, step, text, device),
            vary=_elsewhere,
        )

    def ask(text: str) -> Request:
        asked = request(lesson, step, text, device)
        assert asked is not None
        return asked

    def vary(asked: Request, seed: int) -> Request:
        return replace(asked, seed=seed, move=tuple(step.inputs))

    return Question(
        starter=step.starter,
        solution=next(iter(step.solution), ""),
        inputs=step.inputs,
        checks=step.checks,
        mistakes=step.mistakes,
        ask=ask,
        vary=vary,
    )


def _elsewhere(asked: Request, seed: int) -> Request:
    """The same sketch over a part of its range, with one point fewer."""
    assert isinstance(asked, Sketch)
    chance = random.Random(seed)
    width = asked.high - asked.low
    low = asked.low + width * chance.uniform(0.05, 0.2)
    high = asked.high - width * chance.uniform(0.05, 0.2)
    return replace(asked, low=low, high=high, points=max(2, asked.points - 1), seed=seed)
