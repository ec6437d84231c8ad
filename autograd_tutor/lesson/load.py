"""Lesson files: find them, list them, read one strictly.

PyYAML's C parser feeds `document`, which keeps every value's line and column; msgspec checks
the plain data against `model`, and `explain` turns what it says into a place and a remedy;
`faults` finds what types can't see.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from autograd_tutor.lesson.document import Node, compose, find
from autograd_tutor.lesson.faults import faults
from autograd_tutor.lesson.fields import Slug, Title
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.source import LessonError, read_text

__all__ = ["Entry", "LessonError", "catalogue", "lesson_dir", "lesson_files", "load_lesson"]

_T = TypeVar("_T")


class Entry(NamedTuple):
    """A lesson in the list of lessons."""

    path: Path
    id: str
    title: str


class _Head(msgspec.Struct, frozen=True):
    """What the list of lessons needs of a lesson file."""

    id: Slug
    title: Title


_HEAD = frozenset(_Head.__struct_fields__)


def lesson_dir() -> Path:
    """The lessons that come with the tutor: inside the installed package, or in the clone."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "lessons"
    return installed if installed.is_dir() else package.parent / "lessons"


def load_lesson(path: Path) -> Lesson:
    """Read and check one lesson file.

    Raises:
        LessonError: the first thing wrong with it, with its place and what to write instead.
    """
    root = compose(path, read_text(path))
    lesson = _decode(path, root, Lesson)
    if fault := next(faults(lesson), None):
        raise LessonError(path, *find(root, fault.road).mark, fault.problem, fault.remedy)
    return lesson


def catalogue(directory: Path) -> list[Entry]:
    """The lessons in a directory, in the order of their file names.

    Reads no further into a file than its id and title, so it is quick and says nothing about
    the steps.

    Raises:
        LessonError: no such directory, no lessons in it, an id used twice, or a file whose
            id and title can't be read.
    """
    paths = lesson_files(directory)
    entries: dict[str, Entry] = {}
    for path in paths:
        root = compose(path, read_text(path), until=_HEAD)
        head = _decode(path, root, _Head)
        if (other := entries.setdefault(head.id, Entry(path, head.id, head.title))).path != path:
            problem = f"the lesson id `{head.id}` is already used in {other.path.name}"
            raise LessonError(path, *find(root, ("id",)).mark, problem, "give it another id")
    return list(entries.values())


def lesson_files(directory: Path) -> list[Path]:
    """The lesson files of a directory, in the order of the course: by name.

    Raises:
        LessonError: no such directory, or no lessons in it.
    """
    try:
        paths = [p for p in directory.iterdir() if p.suffix == ".yaml" and p.name[0] != "."]
    except OSError as error:
        problem = f"this can't be opened as a directory of lessons: {error.strerror}"
        raise LessonError(directory, 1, 1, problem, "name a directory of .yaml files") from None
    if not paths:
        remedy = "name a directory of lesson files such as 01-first-steps.yaml"
        raise LessonError(directory, 1, 1, "there are no .yaml files in this directory", remedy)
    return sorted(paths)


def _decode(path: Path, root: Node, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(root.plain(), kind)
    except msgspec.ValidationError as error:
        from autograd_tutor.lesson.explain import explain  # not at startup: few lessons need it

        raise explain(path, root, str(error)) from None
