"""Rules that hold for the text of lesson files: nothing is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.static import (
    colours,
    concepts,
    hints,
    ids,
    missing,
    todo,
    translations,
    width,
)

Check: TypeAlias = Callable[[Course, Draft], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    ids.used_once,
    missing.fields,
    todo.left,
    concepts.requirements,
    concepts.names,
    concepts.pointers,
    hints.giving_away,
    width.lines,
    colours.words,
)


def examine(course: Course) -> Iterator[Finding]:
    """What the text of a course's files breaks."""
    yield from (Finding.of(error) for error in course.errors if error.path in course.asked)
    yield from ids.published(course)
    yield from translations.complete(course)
    for draft in course.named():
        for check in CHECKS:
            yield from map(draft.finding, check(course, draft))
