"""The lessons of a directory as lint sees them: all of them read, some of them asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_tutor.authoring.draft import Draft, read_draft
from autograd_tutor.lesson.load import LessonError, lesson_files


@dataclass(frozen=True)
class Course:
    """One directory: its lessons in the order of their names, and the files that are none.

    `asked` are the files that findings are wanted about; the others say what is taught, and
    under which ids.
    """

    directory: Path
    drafts: tuple[Draft, ...]
    errors: tuple[LessonError, ...]
    asked: frozenset[Path]

    @property
    def whole(self) -> bool:
        """Whether every lesson of the directory is asked for."""
        return {draft.path for draft in self.drafts} <= self.asked

    def named(self) -> list[Draft]:
        """The lessons that findings are wanted about."""
        return [draft for draft in self.drafts if draft.path in self.asked]

    def up_to(self, draft: Draft) -> tuple[Draft, ...]:
        """The lesson and those before it."""
        return self.drafts[: self.drafts.index(draft) + 1]


def read_courses(paths: Sequence[Path]) -> list[Course]:
    """The courses that hold these files and directories, each read once.

    Raises:
        LessonError: there is no such file, or nothing to read in a directory.
    """
    asked: dict[Path, set[Path]] = {}
    for path in paths:
        if path.is_dir():
            asked.setdefault(path, set()).update(lesson_files(path))
        elif path.is_file() and path.suffix != ".yaml":
            raise LessonError(path, 1, 1, "a lesson's file ends in .yaml", "give it such a name")
        elif path.is_file():
            asked.setdefault(path.parent, set()).add(path)
        else:
            raise LessonError(path, 1, 1, "there is no such file", "check the name")
    return [_read(directory, files) for directory, files in asked.items()]


def _read(directory: Path, asked: set[Path]) -> Course:
    drafts: list[Draft] = []
    errors: list[LessonError] = []
    for path in sorted({*lesson_files(directory), *asked}):
        try:
            drafts.append(read_draft(path))
        except LessonError as error:
            errors.append(error)
    return Course(directory, tuple(drafts), tuple(errors), frozenset(asked))
