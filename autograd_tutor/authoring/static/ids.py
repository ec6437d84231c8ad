"""Ids are for good: a learner's progress is kept under them.

`ids.txt`, beside the lessons, lists every id that was ever published: `lesson` and `lesson/step`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.rules import RULES
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.load import LessonError
from autograd_tutor.lesson.source import read_text, short

LIST = "ids.txt"


def used_once(course: Course, draft: Draft) -> Iterator[Problem]:
    """A lesson whose id an earlier one has; step ids are looked at as a lesson is read."""
    for other in course.up_to(draft)[:-1]:
        if other.lesson.id == draft.lesson.id:
            said = f"the lesson id `{draft.lesson.id}` is already used in {other.path.name}"
            yield Problem("L101", ("id",), said)


def published(course: Course) -> Iterator[Finding]:
    """Listed ids that no lesson has any more, and ids that are not listed yet."""
    path = course.directory / LIST
    try:
        listed = read_ids(path)
    except LessonError as error:
        yield Finding.of(error)
        return
    for draft in course.named():
        if new := [(id, road) for id, road in ids_of(draft).items() if id not in listed]:
            verb = f"and {len(new) - 1} more ids are" if len(new) > 1 else "is"
            said = f"`{new[0][0]}` {verb} not in {LIST} yet"
            yield draft.finding(Problem("L103", new[0][1], said))
    if course.errors:
        return  # an id may be in what could not be read
    here = {id for draft in course.drafts for id in ids_of(draft)}
    asked = {draft.lesson.id for draft in course.named()}
    for id, line in listed.items():
        if id not in here and (course.whole or id.partition("/")[0] in asked):
            said = f"the published id `{short(id)}` is gone"
            yield Finding(path, line, 1, "L102", said, RULES["L102"].remedy)


def ids_of(draft: Draft) -> dict[str, Road]:
    """The ids of a lesson and its steps, as they are listed, and the roads to them."""
    lesson = draft.lesson.id
    return {lesson: ("id",)} | {
        f"{lesson}/{step.id}": (*road, "id") for road, step in draft.steps()
    }


def read_ids(path: Path) -> dict[str, int]:
    """The ids of a list and their lines, from 1; none where there is no list.

    Raises:
        LessonError: the list can't be read.
    """
    if not path.exists():
        return {}
    lines = enumerate(read_text(path).splitlines(), 1)
    return {line.strip(): number for number, line in lines if line.strip()}


def accept(course: Course) -> None:
    """Write the list anew, with the ids there are now.

    Raises:
        LessonError: a lesson of the directory can't be read, or the list can't be written.
    """
    for error in course.errors:
        raise error
    path = course.directory / LIST
    ids = [id for draft in course.drafts for id in ids_of(draft)]
    try:
        path.write_text("".join(f"{id}\n" for id in ids), encoding="utf-8")
    except OSError as error:
        problem = f"this can't be written: {error.strerror}"
        raise LessonError(path, 1, 1, problem, "check who may write there") from None
