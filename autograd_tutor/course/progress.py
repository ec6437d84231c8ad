"""The map of the course: of each lesson what was reached and passed, and what a reset forgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.lessons import Course, CourseError, EntryLike

if TYPE_CHECKING:
    from autograd_tutor.lesson.model import Lesson
    from autograd_tutor.lesson.steps import Step
    from autograd_tutor.progress.standing import Standing

UNREADABLE = "can't be read"


class Kept(Protocol):
    """Where progress is kept."""

    def reached(self, lesson: str) -> frozenset[str]:
        """The ids of the steps the learner has been at."""

    def passed(self, lesson: str) -> frozenset[str]:
        """The ids of the steps that are passed."""


@dataclass(frozen=True)
class Chapter:
    """A lesson on the map. Without `lesson` it is not read yet, or `problem` says why it can't be.

    `reached` and `passed` are ids of its steps.
    """

    entry: EntryLike
    lesson: Lesson | None = None
    problem: str = ""
    reached: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()

    @property
    def steps(self) -> list[Step]:
        """Its steps, as far as they can be known."""
        return self.lesson.steps if self.lesson is not None else []

    @property
    def exercises(self) -> int:
        """How many steps there are to pass."""
        return sum(map(is_exercise, self.steps))

    @property
    def done(self) -> int:
        """How many of them are passed."""
        return sum(is_exercise(step) and step.id in self.passed for step in self.steps)

    @property
    def concepts(self) -> list[str]:
        """What it teaches, in words."""
        taught = self.lesson.teaches if self.lesson is not None else []
        return [concept.id.replace("-", " ") for concept in taught]

    @property
    def standing(self) -> str:
        """How far the learner is in it: `3/8 exercises`, `done, 8/8 exercises`."""
        if self.problem:
            return UNREADABLE
        if not self.exercises:
            return "seen" if self.reached else ""
        noun = "exercise" if self.exercises == 1 else "exercises"
        count = f"{self.done}/{self.exercises} {noun}"
        return f"done, {count}" if self.done == self.exercises else count

    def word(self, step: Step) -> str:
        """How far the learner is at a step: `passed`, `seen`, or nothing."""
        if is_exercise(step) and step.id in self.passed:
            return "passed"
        return "seen" if step.id in self.reached else ""


def chapter(course: Course, number: int, kept: Kept) -> Chapter:
    """The lesson with this number, from 0; reads its file."""
    entry = course.entries[number]
    stood = kept.reached(entry.id), kept.passed(entry.id)
    try:
        return Chapter(entry, course.lesson(number), "", *stood)
    except CourseError as error:
        return Chapter(entry, None, str(error), *stood)


def forget_step(step: Step, standing: Standing) -> str:
    """What is asked before a step is reset: what goes, and what stays."""
    gone = ["what you typed or picked there"]
    gone += [_count(standing.attempts, "attempt")] * bool(standing.attempts)
    gone += ["that you passed it"] * standing.passed
    gone += [_count(standing.hints, "hint")] * bool(standing.hints)
    return f'Forget your work on the step "{step.title}": {_list(gone)}? All other steps stay.'


def forget_lesson(chapter: Chapter) -> str:
    """What is asked before a lesson is reset."""
    gone = ["what you typed or picked in it", "every attempt and hint"]
    gone += [_count(chapter.done, "passed exercise")] * bool(chapter.done)
    title = chapter.entry.title
    return f'Forget all your work on the lesson "{title}": {_list(gone)}? Other lessons stay.'


def forget_all(passed: int) -> str:
    """What is asked before everything is reset; `passed` exercises in all."""
    gone = ["what you typed or picked in every lesson", "every attempt and hint"]
    gone += [_count(passed, "passed exercise")] * bool(passed)
    return (
        f"Forget all your work: {_list(gone)}? You begin again at the first step."
        " What you ran in the playground stays, and so do your keys."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number > 1)}"


def _list(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + " and " * (len(parts) > 1) + parts[-1]
