"""Lessons to be linted: a good one, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

from autograd_tutor.authoring.course import Course, read_courses
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.static import ids

GOOD = Path(__file__).with_name("good.yaml").read_text(encoding="utf-8")


def spoiled(*changes: tuple[str, str]) -> str:
    """The good lesson with each first text, which is there once, replaced by the second."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def course(directory: Path, *lessons: str) -> Course:
    """A directory of these lessons, with their ids listed."""
    for number, text in enumerate(lessons, 1):
        (directory / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    (found,) = read_courses([directory])
    if not found.errors:
        ids.accept(found)
    return found


def told(found: Finding) -> tuple[str, str]:
    """The rule, and the line it points at from its column on."""
    line = found.path.read_text(encoding="utf-8").splitlines()[found.line - 1]
    return found.rule, line[found.column - 1 :]
