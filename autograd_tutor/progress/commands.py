"""Progress told, exported and imported, from the command line."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from autograd_tutor import files
from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.progress import database, tables
from autograd_tutor.progress.document import (
    LIMIT,
    Document,
    DocumentError,
    bytes_of,
    decoded,
    encoded,
    indented,
)
from autograd_tutor.progress.exchange import document, rows
from autograd_tutor.progress.schema import NewerError
from autograd_tutor.progress.tables import Rows

WAIT = 3.0
"""Seconds to wait for a tutor's write."""
NOTHING = Rows([], [], [], [], [])


class Refused(Exception):
    """A command can't be done; the text says why and what to do."""


def run(options: argparse.Namespace) -> int:
    """Run a command; returns the exit status (1: the progress file, 2: the file named)."""
    try:
        return _run(database.progress_file(), options)
    except Refused as refused:
        print(_shown(str(refused)), file=sys.stderr)
        return 1


def _run(path: Path, options: argparse.Namespace) -> int:
    if options.command == "export":
        return export(path, options.file, force=options.force, form=options.form)
    if options.command == "import":
        return take(path, options.file)
    return tell(path, json=options.json, replaced=options.replaced)


def tell(path: Path, *, json: bool, replaced: bool) -> int:
    """Print how far the learner is; changes nothing."""
    from autograd_tutor.course.lessons import Course, CourseError, shipped
    from autograd_tutor.course.review import review

    kept = _kept(path)
    if replaced:
        _say(_texts(kept) or "No text was replaced.")
        return 0
    try:
        whole = review(Course(shipped), kept)
    except CourseError as error:
        raise Refused(str(error)) from error
    if json:
        files.write(files.STANDARD, indented(whole), force=False)
    else:
        _say(f"Nothing is kept yet in {path}." if kept == document(NOTHING) else whole.text)
    return 0


def export(path: Path, name: str, *, force: bool, form: str | None = None) -> int:
    """Write everything that is kept to a file: as JSON to import, or as a notebook or script."""
    kept = _kept(path)
    if kept == document(NOTHING):
        raise Refused(f"Nothing is kept yet in {path}: there is nothing to export.")
    try:
        files.write(name, _as(form, kept) if form else encoded(kept), force=force)
    except FileExistsError:
        return _wrong(f"{name} is there already. Take another name, or replace it with --force.")
    except BrokenPipeError:
        raise
    except OSError as error:
        return _wrong(f"{name} can't be written: {error.strerror}.")
    if name != files.STANDARD:
        adds = "" if form else " `autograd-tutor import` adds it to another's."
        _say(f"All your work is in {name} now.{adds}")
    return 0


def _as(form: str, kept: Document) -> bytes:
    """The work as a notebook or a script. Raises Refused."""
    from autograd_tutor.course.lessons import Course, readable, shipped
    from autograd_tutor.notebooks.formats import FORMS
    from autograd_tutor.notebooks.reading import NotebookError
    from autograd_tutor.notebooks.work import parts_of

    try:
        return FORMS[form](parts_of(kept, readable(Course(shipped))))
    except NotebookError as error:
        raise Refused(f"{error}") from None


def take(path: Path, name: str) -> int:
    """Add what a file holds to what is kept, all or nothing."""
    try:
        new = rows(decoded(files.read(name, LIMIT)))
    except OSError as error:
        return _wrong(f"{name} can't be read: {error.strerror}.")
    except DocumentError as error:
        return _wrong(f"{name} can't be imported: {error}.\nNothing was changed.")
    try:
        with closing(database.open_file(path, WAIT)) as file:
            before = document(tables.read(file))
            tables.put(file, new)
            after = document(tables.read(file))
    except (OSError, sqlite3.DatabaseError, NewerError) as error:
        raise _trouble(path, error) from error
    _say(_change(before, after))
    return 0


def _kept(path: Path) -> Document:
    """What is kept, checked as if it had come from anyone. Raises Refused."""
    try:
        with closing(database.copied(path, WAIT)) as copy:
            return decoded(encoded(document(tables.read(copy))))
    except FileNotFoundError:
        return document(NOTHING)
    except DocumentError as error:
        words = f"{path} holds what no tutor writes: {error}. Keep a copy of it, and report this."
        raise Refused(words) from error
    except (OSError, sqlite3.DatabaseError, NewerError) as error:
        raise _trouble(path, error) from error


def _trouble(path: Path, error: Exception) -> Refused:
    """Why the progress file can't be used."""
    if isinstance(error, NewerError):
        return Refused(f"{path} was written by a newer autograd-tutor: upgrade this one.")
    if database.is_damage(error):
        return Refused(f"{path} is damaged. The tutor puts it aside when it starts next.")
    if database.is_half_written(error):
        return Refused(
            f"{path} can't be used: a tutor was killed while it wrote there, and what it had half"
            f" written can only be undone with write access to {path.parent}. Give it, and try"
            " again. Nothing was changed."
        )
    reason = error.strerror if isinstance(error, OSError) else error
    return Refused(f"{path} can't be used ({reason}). Nothing was changed.")


def _change(before: Document, after: Document) -> str:
    """What an import changed."""
    if before == after:
        return "Nothing changed: all of it was here already."
    had = {(each.lesson, each.step): each.draft for each in before.steps}
    texts = sum(each.draft not in (None, had.get((each.lesson, each.step))) for each in after.steps)
    cells, kept = ({each.id for each in where.cells} for where in (before, after))
    new = [
        (len(after.attempts) - len(before.attempts), "attempt", "attempts"),
        (len(_passed(after) - _passed(before)), "step passed", "steps passed"),
        (texts, "text", "texts"),
        (len(kept - cells), "cell of the playground", "cells of the playground"),
    ]
    told = [f"{count} {one if count == 1 else many}" for count, one, many in new if count]
    lines = [f"New here: {', '.join(told) or 'hints, or where you are'}."]
    if replaced := len(after.replaced) - len(before.replaced):
        lines.append(
            f"Where texts differ, the newer is in place. Older ones kept aside: {replaced}."
            " `autograd-tutor progress --replaced` prints them."
        )
    if dropped := len(cells - kept):
        lines.append(
            f"The playground keeps its newest {tables.CELLS_KEPT} cells:"
            f" {dropped} of yours gave way."
        )
    return "\n".join(lines)


def _passed(kept: Document) -> set[tuple[str, str]]:
    return {(each.lesson, each.step) for each in kept.attempts if each.state == "passed"}


def _texts(kept: Document) -> str:
    """The texts that newer ones replaced, each below a line that says of which step it was."""
    return "\n\n".join(
        f"== {each.lesson}, {each.step}, {each.drafted_at.astimezone():%Y-%m-%d %H:%M}\n"
        + bytes_of(each.draft).decode("utf-8", "replace")
        for each in kept.replaced
    )


def _wrong(words: str) -> int:
    print(_shown(words), file=sys.stderr)
    return 2


def _say(text: str) -> None:
    print(_shown(text))


def _shown(text: str) -> str:
    """The text without what a terminal obeys, or what the output can't spell."""
    encoding = sys.stdout.encoding or "ascii"
    return visible(text).encode(encoding, "backslashreplace").decode(encoding)
