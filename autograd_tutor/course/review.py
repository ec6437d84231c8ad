"""How far the learner is in the whole course, in words and for programs."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from msgspec import Struct

from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.lessons import Course, CourseError, EntryLike
from autograd_tutor.lesson.steps import Step
from autograd_tutor.progress.document import Document, Position, Work
from autograd_tutor.progress.standing import PLAYGROUND

VERSION = 1
"""Of the JSON form. Fields may be added; one that goes or changes its meaning makes another."""
PASSED = "passed"


class StepReview(Struct, frozen=True):
    """A step. Without `title` the course has none of that name."""

    id: str
    title: str | None
    exercise: bool
    reached: bool
    passed: bool
    attempts: int
    hints: int
    solution_seen: bool


class LessonReview(Struct, frozen=True):
    """A lesson. Without `title` the course has none of that name; `problem`: it can't be read."""

    id: str
    title: str | None
    problem: str | None
    exercises: int
    passed: int
    steps: list[StepReview]

    @property
    def standing(self) -> str:
        """How far the learner is in it."""
        if self.problem:
            return self.problem
        if self.title is None:
            return "not in this course"
        return f"{self.passed}/{_count(self.exercises, 'exercise')}"


class Review(Struct, frozen=True):
    """The whole; docs/progress.md lists its fields as JSON.

    `passed` counts exercises of the course, `replaced` texts that gave way.
    """

    version: int
    position: Position | None
    last_seen: datetime | None
    exercises: int
    passed: int
    attempts: int
    hints: int
    solutions_seen: int
    replaced: int
    lessons: list[LessonReview]

    @property
    def text(self) -> str:
        """For people."""
        ids = max(len(each.id) for each in self.lessons)
        titles = max(len(each.title or "") for each in self.lessons)
        lines = [
            f"{each.id:{ids}}  {each.title or '':{titles}}  {each.standing}"
            for each in self.lessons
        ]
        solutions = f"{_count(self.solutions_seen, 'solution')} seen"
        parts = [_count(self.attempts, "attempt"), _count(self.hints, "hint"), solutions]
        count = f"{self.passed} of {_count(self.exercises, 'exercise')} passed"
        lines += ["", f"{count}; {', '.join(parts)}."]
        if self.position:
            lines.append(f"You are at step {self.position.step} of {self.position.lesson}.")
        if self.last_seen:
            lines.append(f"Last seen {self.last_seen.astimezone():%Y-%m-%d %H:%M}.")
        if self.replaced:
            lines.append(
                f"{_count(self.replaced, 'text')} gave way to newer work, and can be read with"
                " `autograd-tutor progress --replaced`."
            )
        return "\n".join(lines)


def review(course: Course, kept: Document) -> Review:
    """What is kept, in the order of the course; then what the course does not know.

    Reads every lesson. Raises CourseError where there are none.
    """
    standing = _Standing(kept)
    lessons = [_lesson(course, number, standing) for number in range(len(course.entries))]
    known = {each.id for each in course.entries}
    lessons += [
        LessonReview(id, None, None, 0, 0, standing.others(id, []))
        for id in standing.steps
        if id not in known
    ]
    return Review(
        version=VERSION,
        position=kept.position,
        last_seen=max(_moments(kept), default=None),
        exercises=sum(each.exercises for each in lessons),
        passed=sum(each.passed for each in lessons),
        attempts=len(kept.attempts),
        hints=sum(each.hints for each in kept.steps),
        solutions_seen=sum(each.shown_at is not None for each in kept.steps),
        replaced=len(kept.replaced),
        lessons=lessons,
    )


def _lesson(course: Course, number: int, standing: _Standing) -> LessonReview:
    entry: EntryLike = course.entries[number]
    try:
        steps, problem = course.lesson(number).steps, None
    except CourseError as error:
        steps, problem = [], str(error)
    reviews = [standing.step(entry.id, step.id, step) for step in steps]
    exercises = [each for each in reviews if each.exercise]
    return LessonReview(
        id=entry.id,
        title=entry.title,
        problem=problem,
        exercises=len(exercises),
        passed=sum(each.passed for each in exercises),
        steps=reviews + standing.others(entry.id, reviews),
    )


class _Standing:
    """What is kept, step by step."""

    def __init__(self, kept: Document) -> None:
        tried = [(each.lesson, each.step) for each in kept.attempts]
        passes = [(each.lesson, each.step) for each in kept.attempts if each.state == PASSED]
        self._attempts, self._passed = Counter(tried), frozenset(passes)
        self._works = {(each.lesson, each.step): each for each in kept.steps}
        self.steps: dict[str, list[str]] = {}
        """Of each lesson the steps of which something is kept."""
        for lesson, step in dict.fromkeys([*self._works, *tried]):
            if "#" not in step and lesson != PLAYGROUND:
                self.steps.setdefault(lesson, []).append(step)

    def step(self, lesson: str, id: str, step: Step | None = None) -> StepReview:
        """One step, which the course may not know."""
        key = lesson, id
        work = self._works.get(key, Work(*key))
        return StepReview(
            id=id,
            title=step.title if step else None,
            exercise=step is not None and is_exercise(step),
            reached=work.reached_at is not None,
            passed=key in self._passed,
            attempts=self._attempts[key],
            hints=work.hints,
            solution_seen=work.shown_at is not None,
        )

    def others(self, lesson: str, told: list[StepReview]) -> list[StepReview]:
        """The lesson's steps of which something is kept, without those told already."""
        ids = {each.id for each in told}
        return [self.step(lesson, id) for id in self.steps.get(lesson, []) if id not in ids]


def _moments(kept: Document) -> list[datetime]:
    """When something was done."""
    moments: list[datetime | None] = [kept.position.at] if kept.position else []
    moments += [at for each in kept.steps for at in (each.drafted_at, each.reached_at)]
    moments += [each.shown_at for each in kept.steps]
    moments += [each.at for each in kept.attempts]
    moments += [each.at for each in kept.cells]
    return [at for at in moments if at is not None]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
