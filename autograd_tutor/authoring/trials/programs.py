"""Answers that are run: solutions pass, everything else fails, and mistakes as what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd_tutor.authoring.draft import Problem
from autograd_tutor.authoring.trials.attempts import PASSED, Attempt, Judged, attempts
from autograd_tutor.authoring.trials.bench import Bench, Verdict
from autograd_tutor.authoring.trials.paste import pasted
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.model import Lesson

_RAN = {"passed", "wrong", "error", "unattempted"}


class Result(NamedTuple):
    """What became of an attempt; `limit` are the seconds that its step allows."""

    attempt: Attempt
    verdict: Verdict
    limit: float

    def problems(self) -> Iterator[Problem]:
        """The rules that it broke."""
        rule, said = self._verdict()
        if said:
            yield Problem(rule, self.attempt.road, said)
        elif not self.verdict.steady:
            kinds = " and ".join(map(named, self.verdict.judgements))
            yield Problem(
                "L221", self.attempt.road, f"{self.attempt.name}: judged {kinds} by turns"
            )
        yield from slow(self.attempt.name, self.attempt.road, self.verdict.seconds, self.limit)

    def _verdict(self) -> tuple[str, str]:
        """The rule that the verdict itself breaks, and what to say; nothing if it is as wanted."""
        attempt, judgement = self.attempt, self.verdict.judgement
        said = f"{attempt.name}: judged {named(judgement)}"
        if judgement.state not in _RAN or (attempt.wanted == PASSED and not judgement.passed):
            return attempt.rule, f"{said}. {judgement.say}"
        if judgement.passed and attempt.wanted != PASSED:
            return "L203" if attempt.wanted else attempt.rule, f"{attempt.name}: it passes"
        if attempt.wanted not in ("", PASSED, judgement.reason):
            return attempt.rule, f"{said}, not {attempt.wanted}. {judgement.say}"
        return "", ""


def named(judgement: Judgement) -> str:
    """What a judge made of an answer, in a word or two."""
    return judgement.reason or judgement.state


def slow(name: str, road: Road, seconds: float, limit: float) -> Iterator[Problem]:
    """Code that takes more than half of its time: on a busy machine that is too long."""
    if seconds > limit / 2:
        said = f"{name}: took {seconds:.2g} s of the {limit:g} s that the step allows"
        yield Problem("L220", road, said)


async def results(bench: Bench, lesson: Lesson, road: Road, step: Judged) -> list[Result]:
    """What becomes of every attempt at a step.

    Raises:
        EvaluatorError: nothing can be run.
    """
    tried: list[Result] = []
    waiting = list(attempts(road, step))
    while waiting:
        attempt = waiting.pop(0)
        verdict = await bench.judge(lesson, step, attempt.text)
        if not tried and attempt.wanted == PASSED and isinstance(verdict.outcome, Run):
            waiting += pasted(road, step, verdict.outcome)
        tried.append(Result(attempt, verdict, step.seconds))
    return tried


async def judged(bench: Bench, lesson: Lesson, road: Road, step: Judged) -> list[Problem]:
    """The rules that the attempts at a step break. Raises EvaluatorError."""
    tried = await results(bench, lesson, road, step)
    return [problem for result in tried for problem in result.problems()]
