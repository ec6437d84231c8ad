"""Where the code of a lesson is tried: the evaluator and the judge that learners meet."""

from __future__ import annotations

from typing import NamedTuple

from autograd_tutor.authoring.trials.attempts import Judged
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Lost, Outcome
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.grading.judge import Judge
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.requests import request
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Step

SEEDS = (1, 2)
"""Of the runs that look whether an answer holds for other numbers too: verdicts must agree."""


class Tried(NamedTuple):
    """A run and everything that it showed."""

    outcome: Outcome
    shown: str

    @property
    def problem(self) -> str:
        """Why the code did not come to its end; empty if it did."""
        if isinstance(self.outcome, Lost):
            return self.outcome.detail
        failure = self.outcome.error
        return f"{failure.type}: {failure.message}" if failure else ""


class Verdict(NamedTuple):
    """How a text was judged, with each seed that could matter, and its own run."""

    judgements: tuple[Judgement, ...]
    outcome: Outcome

    @property
    def judgement(self) -> Judgement:
        """The first verdict."""
        return self.judgements[0]

    @property
    def seconds(self) -> float:
        """How long its own run took."""
        return 0.0 if isinstance(self.outcome, Lost) else self.outcome.seconds

    @property
    def steady(self) -> bool:
        """Whether all seeds lead to the same verdict."""
        return len({(each.state, each.reason) for each in self.judgements}) == 1


class Bench:
    """Runs texts in the place of a learner's, on a device. Its calls raise EvaluatorError."""

    def __init__(self, evaluator: Evaluator, device: str = "cpu") -> None:
        self._evaluator = evaluator
        self._device = device
        self._judge = Judge(evaluator, device)

    async def show(self, lesson: Lesson, step: Step, text: str = "") -> Tried:
        """Run a step with this text in its editor."""
        asked = request(lesson, step, text, self._device)
        assert asked is not None, step.id
        return await self.run(asked)

    async def run(self, asked: Cell | Sketch) -> Tried:
        """Run code and keep what it prints, its value and its error."""
        printed: list[str] = []
        outcome = await self._evaluator.run(asked, printed.append)
        tried = Tried(outcome, "".join(printed))
        value = None if isinstance(outcome, Lost) else outcome.value
        shown = [tried.shown, value or "", tried.problem]
        return Tried(outcome, "\n".join(filter(None, shown)))

    async def judge(self, lesson: Lesson, step: Judged, text: str) -> Verdict:
        """Run a text and have it judged."""
        outcome = (await self.show(lesson, step, text)).outcome
        judgements: list[Judgement] = []
        for self._judge.seed in SEEDS:
            judgement = await self._judge.judge(lesson, step, text, outcome)
            judgements.append(judgement)
            if not judgement.passed and judgement.reason != "again":
                break  # it was wrong before there was a second run
        return Verdict(tuple(judgements), outcome)
