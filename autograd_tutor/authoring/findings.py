"""What lint has to say: where, which rule, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from autograd_tutor.authoring.rules import RULES
from autograd_tutor.lesson.load import LessonError
from autograd_tutor.lesson.source import visible


class Finding(NamedTuple):
    """One thing wrong in one place; line and column count from 1."""

    path: Path
    line: int
    column: int
    rule: str
    problem: str
    remedy: str

    @classmethod
    def of(cls, error: LessonError) -> Finding:
        """A file that is no lesson."""
        return cls(error.path, error.line, error.column, "L100", error.problem, error.remedy)

    def __str__(self) -> str:
        where = visible(f"{self.path}:{self.line}:{self.column}")
        return f"{where}: {self.rule} {visible(self.problem)}\n  {visible(self.remedy)}"

    def plain(self) -> dict[str, str | int]:
        """The finding for a program to read."""
        return {
            "path": str(self.path),
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "name": RULES[self.rule].name,
            "problem": self.problem,
            "remedy": self.remedy,
        }
