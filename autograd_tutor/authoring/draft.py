"""A lesson together with the file it came from, so that what is wrong can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.rules import RULES
from autograd_tutor.lesson.document import Mark, Node, Road, compose, find
from autograd_tutor.lesson.load import load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.source import read_text
from autograd_tutor.lesson.steps import Step


class Problem(NamedTuple):
    """A broken rule: the road to the field, and what is wrong there.

    `at` is a place in the file that says it better than where the field begins.
    """

    rule: str
    road: Road
    said: str
    at: Mark | None = None


@dataclass(frozen=True)
class Draft:
    """One lesson file that could be read."""

    path: Path
    lesson: Lesson
    root: Node
    lines: tuple[str, ...]

    def steps(self) -> Iterator[tuple[Road, Step]]:
        """Each step and the road to it."""
        for number, step in enumerate(self.lesson.steps):
            yield ("steps", number), step

    def finding(self, problem: Problem) -> Finding:
        """The problem with its place in the file, and what to do about it."""
        mark = problem.at or find(self.root, problem.road).mark
        return Finding(self.path, *mark, problem.rule, problem.said, RULES[problem.rule].remedy)


def read_draft(path: Path) -> Draft:
    """Read a lesson and its places.

    Raises:
        LessonError: it is no lesson.
    """
    text = read_text(path)
    return Draft(path, load_lesson(path), compose(path, text), tuple(text.split("\n")))
