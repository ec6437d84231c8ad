"""The part of a screen that has answers judged, and gives hints and solutions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args

from textual import on
from textual.content import Content

from autograd_tutor.course import aids, exercises
from autograd_tutor.lesson.steps import Exercise, Explain
from autograd_tutor.progress.standing import Standing
from autograd_tutor.tui import messages
from autograd_tutor.tui.examiner import Examiner
from autograd_tutor.tui.remark import remark, word
from autograd_tutor.tui.screens.keeping import KeepingScreen
from autograd_tutor.tui.verdict import silent
from autograd_tutor.tui.visible import visible
from autograd_tutor.tui.widgets.desk import Desk
from autograd_tutor.tui.widgets.results import PATIENCE
from autograd_tutor.tui.widgets.ruling import CHECKING
from autograd_tutor.tui.widgets.works import AWAY

if TYPE_CHECKING:
    from autograd_tutor.course.lessons import Place
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.tui.ports import EvaluatorLike, Judges
    from autograd_tutor.tui.storage import Kept, Storage

LAST_HINT = "That was the last hint."
TICK = "Read your words once more and tick each point that they make. Enter checks."


class JudgingScreen(KeepingScreen):
    """Judging is a worker of its own: keys never wait for it."""

    _desk: Desk

    def __init__(
        self, evaluator: EvaluatorLike, storage: Storage, judges: Judges, *, ascii: bool
    ) -> None:
        """Have answers judged by these judges, and keep what they say in the storage."""
        super().__init__(evaluator, storage, Desk(ascii=ascii))
        self._examiner = Examiner(judges, storage, self.post_message)
        self._ran: tuple[Place, str, str] | None = None
        self._standing = Standing()
        self._passed: frozenset[str] = frozenset()
        self._verdict: str | None = None
        self._hints = 0
        self._solved = False

    def _enter(self, place: Place, kept: Kept) -> None:
        """Take over how the learner stands at a step that is opened now."""
        self._examiner.drop()
        self._hold_record(None)
        self._standing, self._passed = kept.standing, kept.passed
        self._verdict, self._hints, self._solved = None, 0, False
        self._desk.ruling.show(self._ending(place))

    def _at_rest(self) -> str:
        words, place = super()._at_rest(), self._desk.place
        return (self._stood(place) if words == "ready" and place else "") or words

    def _ended(self, outcome: Outcome) -> str:
        return self._verdict or super()._ended(outcome)

    def _stood(self, place: Place) -> str:
        """How far the learner is, in a word or two; nothing where the step is not passed."""
        if _is_last(place) and exercises.is_done(place.lesson, self._passed):
            return "lesson done"
        return "passed" if self._standing.passed else ""

    def _ending(self, place: Place) -> Content:
        """At a lesson's last step, how far the lesson is done."""
        words = exercises.summary(place.lesson, self._passed) if _is_last(place) else ""
        return Content(visible(words))

    def _check(self, place: Place) -> bool:
        """Have an answer judged that needs no run. Whether there was one."""
        editor, answer = self._desk.editor, self._desk.answer
        text = editor.text if editor is not None else ""
        if isinstance(place.step, Explain) and answer is not None and answer.has_class(AWAY):
            from autograd_tutor.grading.answers import FEWEST_WORDS

            if len(text.split()) >= FEWEST_WORDS:
                self._desk.reveal()
                self._desk.ruling.show(Content(TICK))
                return False
        places = answer.places if answer is not None else []
        self._do("answer", self._examiner.answer(place, text, places))
        return bool(places)

    @on(messages.Started)
    def _hide_ruling(self, message: messages.Started) -> None:
        if self._runner.is_current(message.number) and self._verdict is None:
            self._desk.ruling.soon("", PATIENCE)

    @on(messages.Finished)
    def _judge_run(self, message: messages.Finished) -> None:
        if not self._runner.is_current(message.number) or self._ran is None:
            return
        place, text, device = self._ran
        if exercises.is_judged(place.step):
            self._desk.ruling.soon(CHECKING, PATIENCE)
            work = self._examiner.judge(place, text, message.outcome, device)
            self._do("judge", work, exclusive=True)
        elif not isinstance(place.step, exercises.ANSWERED):
            said = silent(text, message.outcome, place.lesson.id)
            self._desk.ruling.show(said, self._ending(place))

    @on(messages.Judged)
    def _show_judgement(self, message: messages.Judged) -> None:
        place, judgement = message.place, message.judgement
        if place is not self._desk.place or not isinstance(place.step, get_args(Exercise)):
            return
        self._standing, self._passed = message.standing, message.passed
        self.refresh_bindings()
        if not self._examiner.is_current(message.number):
            return
        said = Content("")
        if judgement.state != "stopped":
            said = remark(judgement, place.step.after, self._desk.said)
        self._desk.ruling.show(said, *[self._ending(place)] * judgement.passed)
        self._verdict = self._stood(place) if judgement.passed else word(judgement)
        if self._verdict and not self._runner.running:
            self._status.rest(self._verdict)
        self._tell_trouble()

    def _stumbled(self, group: str, words: str) -> None:
        if group in ("judge", "answer"):
            self._desk.ruling.show(Content(visible(words)))
        else:
            super()._stumbled(group, words)

    def _exercise(self) -> Exercise | None:
        place = self._desk.place
        return place.step if place and isinstance(place.step, get_args(Exercise)) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out hints and solutions where there are none."""
        step = self._exercise()
        if action == "hint":
            return bool(step and step.hints)
        if action == "solution":
            return bool(step and aids.solution(step))
        return super().check_action(action, parameters)

    async def action_hint(self) -> None:
        """Show one more hint. Those that were seen on an earlier day are not counted again."""
        step, place = self._exercise(), self._desk.place
        if step is None or place is None:
            return
        if self._hints == len(step.hints):
            self._desk.reading.look()
            self._desk.ruling.note(Content(LAST_HINT))
            return
        self._hints += 1
        if self._hints > self._standing.hints:
            self._standing = replace(self._standing, hints=self._hints)
            self._do("save", partial(self._storage.use_hint, place.key))
        await self._desk.aid(aids.hint(step, self._hints))

    async def action_solution(self) -> None:
        """Show the solution, or say when it can be seen."""
        step, place = self._exercise(), self._desk.place
        if step is None or place is None:
            return
        if why := aids.withheld(step, self._standing):
            self._desk.ruling.note(Content(why))
        elif self._solved:
            self._desk.reading.look()
        else:
            self._solved = True
            if not self._standing.shown:
                self._standing = replace(self._standing, shown=True)
                self._do("save", partial(self._storage.show_solution, place.key))
            await self._desk.aid(f"**Solution.**\n\n{aids.solution(step)}")


def _is_last(place: Place) -> bool:
    return place.index == len(place.lesson.steps) - 1
