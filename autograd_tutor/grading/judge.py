"""Is an answer that was run right, and if not, why: one verdict, one reason."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping

from msgspec.structs import replace

from autograd_tutor.evaluator.client import AGAIN, Evaluator, EvaluatorError
from autograd_tutor.evaluator.messages import Outcome, Run
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.grading.complaints import listed
from autograd_tutor.grading.ends import stopped, unattempted, unfinished
from autograd_tutor.grading.faults import NoExpectation, faults
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.left import Left, has_numbers, same_numbers
from autograd_tutor.grading.numeric import Numbers
from autograd_tutor.grading.question import Question, Request, question
from autograd_tutor.grading.reasons import reason
from autograd_tutor.grading.recognise import SAME, Distance, distance
from autograd_tutor.grading.silent import why_wrong
from autograd_tutor.grading.twins import REMEMBERED, Twins, read, unusable
from autograd_tutor.lesson.checks import Equals, Mistake
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Expression, Program

PASSED = Judgement(state="passed")


class Unjudgeable(Exception):
    """An answer cannot be judged, through no fault of the learner's: why, in a sentence."""


class Judge:
    """Judges answers, one at a time. It remembers what the lesson's own programs left.

    `seed`: of the second run, on other numbers; None draws one each time. It may be changed.
    `remembered`: how many of those programs' runs at most.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        device: str = "cpu",
        seed: int | None = None,
        remembered: int = REMEMBERED,
    ) -> None:
        self._evaluator = evaluator
        self._device = device
        self.seed = seed
        self._twins = Twins(evaluator, remembered)
        self._turn = asyncio.Lock()

    async def judge(
        self, lesson: Lesson, step: Program | Expression, text: str, outcome: Outcome
    ) -> Judgement:
        """The verdict on `text`, given the outcome of the learner's own run of it."""
        if ended := unattempted(step, text) or unfinished(outcome):
            return ended
        async with self._turn:
            try:
                return await self._verdict(
                    question(lesson, step, self._device), step, text, outcome
                )
            except NoExpectation as missing:
                why = f"the step's own solution has no {missing} to compare with"
            except Unjudgeable as unjudgeable:
                why = str(unjudgeable)
            except EvaluatorError as error:
                return Judgement(state="unchecked", say=str(error))
        return Judgement(state="unchecked", say=f"Your answer was not judged: {why}.")

    async def _verdict(
        self, asked: Question, step: Program | Expression, text: str, outcome: Outcome
    ) -> Judgement:
        run = asked.ask(text)
        learner = read(run, outcome)
        if learner is None:
            raise Unjudgeable("what it left behind could not be read")
        assert isinstance(outcome, Run)
        if learner.error is not None:
            mistake = await self._recognised(asked, run, None, learner)
            return _mistaken(mistake) if mistake else stopped(step, text, outcome)
        if asked.metered:
            run, learner = await self._metered(run, learner)
        gap = unusable(asked.inputs, learner)
        reference = await self._reference(asked, run, learner)
        if reference.error is not None:
            gap = gap or f"The solution stops on your {listed(asked.inputs)}. Is the shape right?"
            reference = await self._alone(asked, run)
        missed = faults(asked.checks, asked.inputs, learner, reference)
        if not missed and not gap:
            return await self._again(asked, run, learner)
        if mistake := await self._recognised(asked, run, reference, learner):
            return _mistaken(mistake)
        if gap:
            return Judgement(state="wrong", reason="check:inputs", say=gap)
        known = await self._known(asked, run, reference, learner)
        return reason(missed[0], asked.inputs, learner, known, why_wrong(text, outcome))

    async def _metered(self, run: Request, learner: Left) -> tuple[Request, Left]:
        """The same run once more with its bytes counted."""
        metered = replace(run, meter=True)
        again = await self._once_more(metered)
        if isinstance(again, Judgement) or again.error is not None or again.evidence.saved < 0:
            raise Unjudgeable("the bytes that it stores could not be counted")
        evidence = replace(learner.evidence, saved=again.evidence.saved)
        return metered, replace(learner, evidence=evidence)

    async def _reference(self, asked: Question, run: Request, learner: Left) -> Left:
        if not asked.solution:
            raise Unjudgeable("the step has no solution to compare with")
        left = await self._twins.beside(_with(run, asked.solution), asked.inputs, learner)
        if left is None:
            raise Unjudgeable("the step's own solution did not run to its end")
        return left

    async def _alone(self, asked: Question, run: Request) -> Left:
        """The reference on its own inputs, where it stops on the learner's."""
        left = await self._twins.alone(_with(run, asked.solution))
        if left is None or left.error is not None:
            how = f" ({left.error.type})" if left and left.error else ""
            raise Unjudgeable(f"the step's own solution did not run to its end{how}")
        return left

    async def _recognised(
        self, asked: Question, run: Request, reference: Left | None, learner: Left
    ) -> Mistake | None:
        """The declared mistake that the answer is nearest to."""
        best: tuple[Distance, Mistake] | None = None
        for mistake in asked.mistakes:
            for code in (mistake.code, *mistake.also):
                wrong = await self._twins.beside(_with(run, code), asked.inputs, learner)
                away = wrong and distance(asked, reference, learner, wrong)
                if away == SAME:
                    return mistake
                if away and (best is None or away < best[0]):
                    best = away, mistake
                await asyncio.sleep(0)  # what is remembered is compared without a pause
        return best and best[1]

    async def _again(self, asked: Question, run: Request, learner: Left) -> Judgement:
        """The verdict on a right answer once it has run on other numbers too."""
        equals = [check for check in asked.checks if isinstance(check, Equals)]
        if not equals or not asked.inputs:
            return PASSED
        seed = random.randrange(2**31) if self.seed is None else self.seed
        varied = asked.vary(run, seed)
        moved = await self._once_more(varied)
        if isinstance(moved, Judgement):
            return moved
        if moved.error is None and not _has_moved(asked, learner, moved):
            return PASSED
        reference = await self._twins.beside(_with(varied, asked.solution), asked.inputs, moved)
        if reference is None or reference.error is not None:
            return PASSED
        names = listed(asked.inputs)
        if moved.error is not None:
            say = f"With other numbers in {names} your program stops with {moved.error.type}."
        elif faults(equals, asked.inputs, moved, reference):
            say = f"This is right for these numbers in {names} only. Compute it from {names}."
        else:
            return PASSED
        return Judgement(state="wrong", reason="again", say=say)

    async def _once_more(self, run: Request) -> Left | Judgement:
        """What the learner's own code leaves in another run, or a verdict if it did not end."""
        outcome = await self._evaluator.run(run, lambda _: None, AGAIN)
        if ended := unfinished(outcome):
            return ended
        left = read(run, outcome)
        if left is None:
            raise Unjudgeable("what its second run left behind could not be read")
        return left

    async def _known(
        self, asked: Question, run: Request, reference: Left, learner: Left
    ) -> Mapping[str, Numbers]:
        """Curves that a wrong answer may hold: the solution's others, and those of mistakes."""
        known = {
            seen.name: seen.values
            for seen in reference.evidence.seen
            if has_numbers(seen) and seen.name not in asked.inputs
        }
        for mistake in asked.mistakes:
            wrong = await self._twins.beside(_with(run, mistake.code), asked.inputs, learner)
            for check in asked.checks:
                if wrong and isinstance(check, Equals):
                    seen = wrong.answer(check, asked.inputs, reference)
                    if seen is not None and has_numbers(seen):
                        known[f"{mistake.id} {check.of[0]}"] = seen.values
        return known


def _with(run: Request, code: str) -> Request:
    """The same run of another program."""
    return replace(run, code=code) if isinstance(run, Cell) else replace(run, expression=code)


def _mistaken(mistake: Mistake) -> Judgement:
    return Judgement(
        state="wrong",
        reason=f"mistake:{mistake.id}",
        say=mistake.say,
        concept=mistake.concept,
    )


def _has_moved(asked: Question, first: Left, second: Left) -> bool:
    for name in asked.inputs:
        one, other = first.find(name), second.find(name)
        if one is None or other is None or not same_numbers(one, other):
            return True
    return False
