"""A lesson file that is being written: its last version that could be read."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from autograd_tutor.lesson.load import load_lesson

_Stamp: TypeAlias = tuple[int, int, int]


class Watched:
    """Reads a file again once it was saved. Reading takes milliseconds: call from a thread."""

    def __init__(self, path: Path) -> None:
        """Read it for the first time. Raises LessonError."""
        self.path = path
        self._stamp = _stamp(path)
        self.lesson = load_lesson(path)

    def changed(self) -> bool:
        """Whether the file was saved since it was last looked at.

        Raises:
            LessonError: it was, and can't be read now; `lesson` stays what it was.
        """
        stamp = _stamp(self.path)
        if stamp is None or stamp == self._stamp:
            return False  # an editor that replaces the file leaves a moment without one
        self._stamp = stamp
        lesson = load_lesson(self.path)
        changed, self.lesson = lesson != self.lesson, lesson
        return changed


def _stamp(path: Path) -> _Stamp | None:
    """What changes when a file is saved; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
