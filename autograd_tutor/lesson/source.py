"""Lesson files as text, and the error that points into them."""

from __future__ import annotations

import re
import stat
from pathlib import Path

MAX_BYTES = 1_000_000

# Terminal control, line ends that editors do not count, and marks that reorder what is read.
_CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069"
    "\\ud800-\\udfff\\ufeff\\ufffe\\uffff]"
)


class LessonError(Exception):
    """A lesson file that can't be used: where, what is wrong, and what to write instead.

    `line` and `column` count from 1, in characters.
    """

    def __init__(self, path: Path, line: int, column: int, problem: str, remedy: str) -> None:
        super().__init__(path, line, column, problem, remedy)
        self.path, self.line, self.column = path, line, column
        self.problem, self.remedy = problem, remedy

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}"
        return f"{visible(where)}: {visible(self.problem)}\n  {visible(self.remedy)}"


def visible(text: str) -> str:
    """The text on one line with the unprintable escaped, so that a terminal can't obey it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def short(text: str) -> str:
    """At most 60 characters of a stranger's text, for a message."""
    return text if len(text) <= 60 else text[:59] + "…"


def control(text: str) -> tuple[int, str] | None:
    """Where the first forbidden character is (from 0) and what to call it, if there is one."""
    found = _CONTROL.search(text)
    return found and (found.start(), f"the control character U+{ord(found.group()):04X}")


def read_text(path: Path) -> str:
    """The text of the file, with line ends as newlines.

    Raises:
        LessonError: missing, unreadable, not a regular file, too big, not UTF-8, or with
            control characters in it.
    """
    data = _read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        problem = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise _located(path, before, problem, "save the file in the UTF-8 encoding") from None
    text = text.replace("\r\n", "\n")
    if found := control(text):
        where, name = found
        remedy = "remove it: a lesson is plain text with ordinary spaces and line ends"
        raise _located(path, text[:where], f"{name} is not allowed", remedy)
    return text


def _read_bytes(path: Path) -> bytes:
    """At most `MAX_BYTES` of a regular file; anything else could block or never end."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise LessonError(path, 1, 1, "this is a directory", "name a lesson file inside it")
        if not stat.S_ISREG(mode):
            raise LessonError(path, 1, 1, "this is not a regular file", "name a lesson file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise LessonError(path, 1, 1, "there is no such file", "check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "check the name and who may read it"
        raise LessonError(path, 1, 1, f"this can't be read: {reason}", remedy) from None
    if len(data) > MAX_BYTES:
        problem = f"the file is bigger than {MAX_BYTES:,} bytes"
        raise LessonError(path, 1, 1, problem, "split it into several lessons")
    return data


def _located(path: Path, before: str, problem: str, remedy: str) -> LessonError:
    """The error at the character after the text `before`."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return LessonError(path, line, column, problem, remedy)
