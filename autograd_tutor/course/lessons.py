"""The way through the course: which step comes after which, across lessons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from autograd_tutor.lesson.model import Lesson
    from autograd_tutor.lesson.steps import Step


class EntryLike(Protocol):
    """One line of the course: a lesson file, read only when it is opened."""

    @property
    def path(self) -> Path:
        """The lesson file."""

    @property
    def id(self) -> str:
        """The lesson's id."""

    @property
    def title(self) -> str:
        """The lesson's title."""


class Entry(NamedTuple):
    """A lesson's line, known already."""

    path: Path
    id: str
    title: str


class CourseError(Exception):
    """A lesson can't be opened; the text says where and why."""


@dataclass(frozen=True)
class Place:
    """One step of one lesson, both counted from 0."""

    lesson: Lesson
    number: int
    index: int

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.lesson.steps[self.index]

    @property
    def key(self) -> tuple[str, str]:
        """Lesson id and step id: the name under which progress keeps it."""
        return self.lesson.id, self.step.id


class Course:
    """Lessons in order, each read from its file when it is first needed.

    Reading takes milliseconds: call from a thread. Raises CourseError where a file is wrong.
    """

    def __init__(
        self,
        catalogue: Callable[[], Sequence[EntryLike]],
        load: Callable[[Path], Lesson] | None = None,
    ) -> None:
        """A course that is read when it is first asked for something."""
        self._catalogue = catalogue
        self._load = load or load_from_disk
        self._lessons: dict[int, Lesson] = {}

    @classmethod
    def of_one(cls, path: Path, lesson: Lesson) -> Course:
        """A course of one lesson that was read already."""
        return cls(lambda: [Entry(path, lesson.id, lesson.title)], lambda _: lesson)

    @cached_property
    def entries(self) -> Sequence[EntryLike]:
        """The lessons in order, no further read than to their titles."""
        entries = self._catalogue()
        if not entries:
            raise CourseError("There are no lessons. Install autograd-tutor again.")
        return entries

    def find(self, lesson: str | None, step: str | None) -> Place:
        """The named step; the lesson's first where it has no such step, else the course's first."""
        numbers = [n for n, entry in enumerate(self.entries) if entry.id == lesson]
        number = numbers[0] if numbers else 0
        steps = self.lesson(number).steps
        indexes = [i for i, candidate in enumerate(steps) if numbers and candidate.id == step]
        return Place(self.lesson(number), number, indexes[0] if indexes else 0)

    def named(self, lesson: str | None, step: str | None) -> Place:
        """The step that is asked for; without `lesson` one of the first lesson.

        Raises CourseError where there is none of that name.
        """
        first = self.find(lesson, None)
        place = self.find(first.lesson.id, step)
        if lesson not in (None, place.lesson.id):
            ids = ", ".join(entry.id for entry in self.entries)
            raise CourseError(f"There is no lesson {lesson}. These are there: {ids}.")
        if step not in (None, place.step.id):
            ids = ", ".join(each.id for each in place.lesson.steps)
            named = f"{step} in {place.lesson.id}"
            raise CourseError(f"There is no step {named}. These are there: {ids}.")
        return place

    def has(self, place: Place, by: int) -> bool:
        """Whether there is a step `by` (1 or -1) from a place; reads no file."""
        index, number = place.index + by, place.number + by
        return 0 <= index < len(place.lesson.steps) or 0 <= number < len(self.entries)

    def move(self, place: Place, by: int) -> Place | None:
        """The step `by` (1 or -1) from a place, or None at either end of the course."""
        index = place.index + by
        if 0 <= index < len(place.lesson.steps):
            return Place(place.lesson, place.number, index)
        number = place.number + by
        if not 0 <= number < len(self.entries):
            return None
        lesson = self.lesson(number)
        return Place(lesson, number, 0 if by > 0 else len(lesson.steps) - 1)

    def lesson(self, number: int) -> Lesson:
        """The lesson with this number, from 0, read if it was not yet. Raises CourseError."""
        if number not in self._lessons:
            self._lessons[number] = self._load(self.entries[number].path)
        return self._lessons[number]


def readable(course: Course) -> list[Lesson]:
    """The lessons that can be read; the map says what is wrong with the others."""
    lessons: list[Lesson] = []
    with suppress(CourseError):
        for entry in course.entries:
            with suppress(CourseError):
                lessons.append(course.find(entry.id, None).lesson)
    return lessons


def load_from_disk(path: Path) -> Lesson:
    """A lesson file, its reader imported only now."""
    from autograd_tutor.lesson.load import LessonError, load_lesson

    try:
        return load_lesson(path)
    except LessonError as error:
        raise CourseError(str(error)) from error


def shipped() -> Sequence[EntryLike]:
    """The lessons that come with the tutor, likewise."""
    from autograd_tutor.lesson.load import LessonError, catalogue, lesson_dir

    try:
        return catalogue(lesson_dir())
    except LessonError as error:
        raise CourseError(str(error)) from error
