"""One step, from its introduction to its answer."""

from __future__ import annotations

import re
from typing import get_args

from autograd_tutor.course import aids
from autograd_tutor.course.answers import head, judged
from autograd_tutor.course.exercises import ANSWERED, DRAWN, RUNS, is_judged, summary
from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.messages import Figure, Outcome, Run
from autograd_tutor.grading.answers import FEWEST_WORDS
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.requests import request
from autograd_tutor.lesson.steps import (
    Choice,
    Code,
    Exercise,
    Explain,
    Expression,
    Fix,
    Graph,
    Number,
    Order,
    Plot,
    Predict,
)
from autograd_tutor.plain.commands import usage
from autograd_tutor.plain.console import Console
from autograd_tutor.plain.editing import Editing
from autograd_tutor.plain.engine import Engine, Stopped
from autograd_tutor.plain.introduction import heading, introduction
from autograd_tutor.plain.prose import inline, plain
from autograd_tutor.plain.telling import silent, told
from autograd_tutor.plain.variables import Variables
from autograd_tutor.plain.work import Work


class Visit:
    """The learner at a step."""

    def __init__(self, work: Work, engine: Engine, console: Console) -> None:
        self.work = work
        self.editing = Editing(work, console)
        self._place = work.place
        self._step = work.place.step
        self._engine = engine
        self._console = console
        self._say = console.voice.say
        self._variables = Variables()
        self._hints = 0
        self._drawn: Figure | None = None

    async def open(self) -> None:
        """Say what the step is. A picture is drawn at once."""
        work = self.work
        self._say(heading(self._place, work.standing) + "\n")
        for words in introduction(self._step, work.typed, work.begin, work.locked):
            self._say(words and f"{words}\n")
        if work.places:
            self._say(f"Your answer so far: {work.numbers}")
        if isinstance(self._step, DRAWN):
            await self.run()
        self._say(self._ending())

    async def answer(self, line: str) -> None:
        """Take a line that is no command: an answer, where one is wanted."""
        match self._step:
            case Expression() | Number() if self.work.text:
                self.work.text.change(line.strip())
                self.work.keep_text()
                await self.run()
            case Explain():
                await self.write(line)
            case Choice() | Predict() | Order():
                await self._pick(line)
            case _:
                typed = usage(line)
                none = "That is no command of this step. help lists the commands."
                self._say(f"It is typed so: {typed}" if typed else none)

    async def write(self, *first: str) -> None:
        """Write the text anew; an explanation is then checked."""
        if await self.editing.write(*first) and isinstance(self._step, Explain):
            await self._explain()

    async def run(self) -> None:
        """Run the code, or have the answer that there is checked once more."""
        if self.work.locked and not self.work.places:
            self._say("Answer first: then the code runs.")
        elif isinstance(self._step, Explain):
            await self._explain()
        elif isinstance(self._step, ANSWERED) and not isinstance(self._step, Predict):
            self._remark(self._judged())
        elif isinstance(self._step, RUNS):
            await self._run()
        else:
            self._say("There is nothing to run here. next goes on.")

    async def _pick(self, line: str) -> None:
        words = line.replace(",", " ").split()
        numbers = [int(word) - 1 for word in words if re.fullmatch("[1-9]", word)]
        if len(numbers) < len(words):
            self._say("Answer with numbers, or type a command: help lists them.")
            return
        if self.work.begin:
            places = [self.work.begin[at] for at in numbers if at < len(self.work.begin)]
        else:
            places = sorted(numbers)
        if not self.work.can_be(places):
            self._say(self._possible())
            return
        self.work.keep_places(places)
        judgement = self._judged()
        if isinstance(self._step, Predict):
            await self._run()
        self._remark(judgement)

    def _possible(self) -> str:
        match self._step:
            case Order(items=items):
                return f"Give each number from 1 to {len(items)} once."
            case Choice(options=options) | Predict(options=options):
                several = sum(option.right for option in options) > 1
                return f"Give {'numbers' if several else 'one number'} from 1 to {len(options)}."
        return ""

    async def _explain(self) -> None:
        """Have the learner say which points their words make."""
        assert isinstance(self._step, Explain)
        if len(self.work.typed.split()) >= FEWEST_WORDS:
            self._say("Read your words once more. Do they make these points?")
            ticks = []
            for at, point in enumerate(self._step.points):
                if await self._console.agrees(f"{at + 1}. {inline(point)}"):
                    ticks.append(at)
            self.work.keep_places(ticks)
        self._remark(self._judged())

    def _judged(self) -> Judgement:
        """The answer that there is, judged and kept."""
        judgement = judged(self._step, self.work.typed, self.work.places)
        self.work.record(judgement)
        return judgement

    async def _run(self) -> None:
        text = self.work.typed
        if self.work.text and not text.strip():
            wanted = "an expression in x" if isinstance(self._step, Expression) else "some code"
            self._say(f"Type {wanted} first.")
            return
        asked = request(self._place.lesson, self._step, text, self._engine.device)
        assert asked is not None
        try:
            outcome = await self._engine.run(asked)
            self._variables.take(outcome)
            said = self._tell(outcome)
            if isinstance(self._step, Code | Fix | Expression) and is_judged(self._step):
                judgement = await self._engine.judge(self._place.lesson, self._step, text, outcome)
                self.work.record(judgement)
                self._remark(judgement, said)
            elif not isinstance(self._step, ANSWERED):
                self._say(*silent(text, outcome, self._place.lesson.id))
        except EvaluatorError as error:
            self._say(str(error))
        except Stopped:
            self._say("Stopped.")

    def _tell(self, outcome: Outcome) -> str:
        """Say how a run ended; what was said."""
        name = self._step.of if isinstance(self._step, Graph) else ""
        said = [*told(outcome, self._place.lesson.id, name)]
        if isinstance(outcome, Run) and outcome.figure.curves:
            self._drawn = outcome.figure
        if isinstance(self._step, Plot | Graph) and isinstance(outcome, Run):
            said.append(plain(self._step.alt))
        self._say(*said)
        return "\n".join(said)

    def at(self, x: float) -> None:
        """Say what the curves of the last picture are at an x."""
        from autograd_tutor.plot.spoken import point

        if self._drawn is None:
            self._say("Nothing is drawn yet. run draws what there is to draw.")
        else:
            self._say(point(self._drawn, x))

    def _remark(self, judgement: Judgement, above: str = "") -> None:
        """Say whether an answer is right, and why; not again what was just said `above`."""
        if judgement.state == "stopped":
            return
        assert isinstance(self._step, get_args(Exercise))
        why = plain(judgement.say)
        words = [head(judgement), *([why] if why and why not in above else [])]
        self._say(" ".join(words))
        if judgement.passed:
            self._say(plain(self._step.after), self._ending())

    def _ending(self) -> str:
        """At a lesson's last step, how far the lesson is done."""
        lesson = self._place.lesson
        last = self._place.index == len(lesson.steps) - 1
        return inline(summary(lesson, self.work.passed)) if last else ""

    def tensors(self) -> None:
        """Say what the last run left behind."""
        self._say(self._variables.told)

    def hint(self) -> None:
        """Say one more hint. Those that were heard on an earlier day are not counted again."""
        step = self._step
        if not isinstance(step, get_args(Exercise)) or not step.hints:
            self._say("This step has no hints.")
        elif self._hints == len(step.hints):
            self._say("That was the last hint. again repeats the step, solution may help.")
        else:
            self._hints += 1
            if self._hints > self.work.standing.hints:
                self.work.use_hint()
            self._say(plain(aids.hint(step, self._hints)))

    def solution(self) -> None:
        """Say the solution, or when it can be heard."""
        step = self._step
        if not isinstance(step, get_args(Exercise)) or not aids.solution(step):
            self._say("This step has no solution.")
        elif why := aids.withheld(step, self.work.standing):
            self._say(why)
        else:
            if not self.work.standing.shown:
                self.work.show_solution()
            self._say(f"Solution:\n{plain(aids.solution(step))}")

    async def reset(self) -> None:
        """Go back to the step's own code and no answer, and to a fresh process."""
        self.work.restart()
        await self._engine.reset()
        self._say("The step is as it was given. undo brings back what you typed.")
