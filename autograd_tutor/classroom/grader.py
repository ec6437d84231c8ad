"""Grades submissions one by one: every answer is run again, and judged as on the screen."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence

from autograd_tutor import __version__
from autograd_tutor.classroom.answers import PASSED, Answer, HandedIn
from autograd_tutor.classroom.model import Graded, GradingError, Row, Settings, Submission, unread
from autograd_tutor.course.answers import judged
from autograd_tutor.course.exercises import is_judged
from autograd_tutor.evaluator.client import (
    AGAIN,
    LEARNER,
    Evaluator,
    EvaluatorError,
    UnconfinedError,
)
from autograd_tutor.evaluator.frames import MAX_PAYLOAD
from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.grading.judge import Judge
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.requests import request
from autograd_tutor.lesson.load import LessonError, lesson_dir, lesson_files, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Expression, Fix
from autograd_tutor.progress.document import DocumentError, decoded

LONGEST = MAX_PAYLOAD // 8
"""Characters of an answer that surely fit into a request, however they are escaped there."""
REMEMBERED = 1_000
"""So many runs of the lessons' own programs: all of a course's, with room for answers that need
them on numbers of their own."""
UNSURE = frozenset({"timeout", "stopped", "crashed"})
"""Ends that a busy machine can bring about."""
ALLOW = "--allow-unconfined grades all the same."
RETRIES = 3
"""So many answers of a submission that ended so are tried once more: each may take all its time."""


def course() -> list[Lesson]:
    """The lessons that come with the tutor. Raises GradingError where one can't be read."""
    try:
        return [load_lesson(path) for path in lesson_files(lesson_dir())]
    except LessonError as error:
        raise GradingError(str(error)) from error


def edition(settings: Settings) -> str:
    """What a verdict depends on besides the submission: tutor, lessons, device.

    Raises:
        GradingError: there are no lessons.
    """
    digest = hashlib.sha256()
    try:
        paths = lesson_files(lesson_dir())
    except LessonError as error:
        raise GradingError(str(error)) from error
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.name} {len(data)}\n".encode() + data)
    return f"{__version__} {digest.hexdigest()[:16]} {settings.device}"


class Grader:
    """An evaluator and a judge of its own, for use in one thread.

    Each run of an answer has a worker that has run nothing before it: nothing that one submission
    does is met by the next. What the lessons' own programs leave is computed once.
    """

    def __init__(self, settings: Settings, lessons: Sequence[Lesson] | None = None) -> None:
        """Start nothing yet. `lessons`: others than those that come with the tutor."""
        self._edition = edition(settings)
        self._settings = settings
        self._lessons = course() if lessons is None else lessons
        self._evaluator = Evaluator(settings.launcher)
        self._judge = Judge(self._evaluator, settings.device, settings.seed, REMEMBERED)
        self._loop = asyncio.Runner()
        self._retries = RETRIES

    def close(self) -> None:
        """End the evaluator."""
        self._loop.run(self._evaluator.close())
        self._loop.close()

    def grade(self, submission: Submission) -> Graded:
        """The verdicts on a submission.

        Raises:
            GradingError: no code can be run here at all.
        """
        if submission.problem:
            return unread(submission, submission.problem, again=True)
        try:
            document = decoded(submission.data)
        except DocumentError as error:
            return unread(submission, visible(str(error)), again=False)
        work = HandedIn(document)
        try:
            rows = self._loop.run(self._rows(work))
        except EvaluatorError as error:
            raise GradingError(str(error)) from error
        return Graded(
            submission.file,
            submission.learner,
            submission.sha256,
            self._edition,
            rows=rows,
            unknown=work.unknown(self._lessons),
            again=any(row.judged == "unchecked" for row in rows),
        )

    async def _rows(self, work: HandedIn) -> tuple[Row, ...]:
        self._retries = RETRIES
        answers = list(work.answers(self._lessons))
        if any(is_judged(answer.step) for answer in answers):
            await self._begin()
        return tuple([await self._row(answer) for answer in answers])

    async def _begin(self) -> None:
        """Have an evaluator, as far confined as the class asks. Raises what `grade` does."""
        try:
            hello = await self._evaluator.examined(self._settings.device)
        except UnconfinedError as error:
            raise GradingError(f"{error} {ALLOW}") from error
        missing = hello.missing(self._settings.device)
        if missing and self._settings.confinement == "full":
            words = "Learners' code could not be fully confined here. Missing:"
            raise GradingError(f"{words} {', '.join(missing)}. {ALLOW}")

    async def _row(self, answer: Answer) -> Row:
        started = time.perf_counter()
        judgement, earlier = await self._sure(answer, answer.texts[0]), False
        for text in answer.texts[1:]:
            if judgement.passed:
                break
            other = await self._sure(answer, text)
            if other.passed:
                judgement, earlier = other, True
        return Row(
            lesson=answer.lesson.id,
            step=answer.step.id,
            claimed=answer.claimed,
            judged=judgement.state,
            reason=visible(judgement.reason),
            say=visible(judgement.say),
            attempts=answer.attempts,
            hints=answer.hints,
            solution_seen=answer.solution_seen,
            seconds=round(time.perf_counter() - started, 3),
            earlier=earlier,
        )

    async def _sure(self, answer: Answer, text: str) -> Judgement:
        """A verdict, asked for a second time where it may be the machine's fault."""
        judgement = await self._judged(answer, text)
        lost_pass = answer.claimed == PASSED and judgement.state in UNSURE
        if judgement.state != "unchecked" and not (lost_pass and self._retries):
            return judgement
        self._retries -= lost_pass
        return await self._judged(answer, text)

    async def _judged(self, answer: Answer, text: str) -> Judgement:
        step = answer.step
        if not is_judged(step):
            return _answered(answer, text)
        assert isinstance(step, Code | Fix | Expression)
        if not _can_be_sent(text):
            return Judgement(state="error", reason="text", say="This is no text that can be run.")
        asked = request(answer.lesson, step, text, self._settings.device)
        assert asked is not None
        try:
            outcome = await self._evaluator.run(asked, _unheard)
            return await self._judge.judge(answer.lesson, step, text, outcome)
        except EvaluatorError as error:
            return Judgement(state="unchecked", say=str(error))
        finally:
            for session in (LEARNER, AGAIN):
                await self._evaluator.reset(session)


def _answered(answer: Answer, text: str) -> Judgement:
    """The verdict on an answer that needs no run; one that no tutor writes is wrong."""
    try:
        return judged(answer.step, text, answer.places)
    except (IndexError, ValueError):
        if not answer.places:
            return Judgement(state="unattempted", say="There is no answer.")
        return Judgement(state="wrong", reason="no-answer", say="This can't be picked there.")


def _can_be_sent(text: str) -> bool:
    try:
        return len(text.encode()) <= LONGEST
    except UnicodeEncodeError:
        return False


def _unheard(_: str) -> None:
    """What an answer prints is for its learner."""
