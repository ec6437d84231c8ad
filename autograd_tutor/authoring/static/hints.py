"""Hints lead to the solution; they are not it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from autograd_tutor.authoring.course import Course
from autograd_tutor.authoring.draft import Draft, Problem
from autograd_tutor.authoring.static.concepts import solutions
from autograd_tutor.lesson.document import Road
from autograd_tutor.lesson.source import short
from autograd_tutor.lesson.steps import Code, Exercise, Fix, Step

SHORTEST = 6
"""Characters without spaces from which a line of code says something."""
_SPACE = re.compile(r"\s+")


def giving_away(_: Course, draft: Draft) -> Iterator[Problem]:
    """Hints with a whole line of a solution that the learner was not given."""
    for road, step in draft.steps():
        if not isinstance(step, get_args(Exercise)):
            continue
        lines = list(_own_lines(road, step))
        for number, hint in enumerate(step.hints):
            said = _squeezed(hint)
            if found := next((line for line in lines if _holds(said, _squeezed(line))), None):
                said = f"the hint holds a line of the solution: {short(found)}"
                yield Problem("L130", (*road, "hints", number), said)


def _own_lines(road: Road, step: Step) -> Iterator[str]:
    """The lines of a step's solutions that are neither in its starter nor in its text."""
    given = _squeezed(step.text)
    if isinstance(step, Code | Fix):
        given += "\n" + "\n".join(map(_squeezed, step.starter.splitlines()))
    for _, code in solutions(road, step):
        for line in map(str.strip, code.splitlines()):
            squeezed = _squeezed(line)
            if len(squeezed) >= SHORTEST and line[0] != "#" and not _holds(given, squeezed):
                yield line


def _holds(text: str, line: str) -> bool:
    """Whether the line is in the text, not as a part of a longer name."""
    return re.search(rf"(?<![\w.]){re.escape(line)}(?!\w)", text) is not None


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)
