"""Programs out of the lesson files, for claims about what they print."""

from __future__ import annotations

from functools import cache

from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Fix


def mistake(lesson: str, step: str, id: str) -> str:
    """A wrong program that a lesson declares, with the step's setup before it."""
    found = next(each for each in _lessons()[lesson].steps if each.id == step)
    assert isinstance(found, Code | Fix)
    program = next(each for each in found.mistakes if each.id == id)
    return f"{found.setup}\n{program.code}"


@cache
def _lessons() -> dict[str, Lesson]:
    return {entry.id: load_lesson(entry.path) for entry in catalogue(lesson_dir())}
