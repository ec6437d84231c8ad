"""The results of a class as CSV: each answer, each learner, and how often each thing was said."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograd_tutor import files
from autograd_tutor.classroom.answers import PASSED
from autograd_tutor.classroom.model import Graded, GradingError, Row
from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.evaluator.untrusted import visible
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Expression, Fix

MISTAKE = "mistake:"
UNREAD = "unread"
FORMULA = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, spaces before it or not."""
ANSWERS = (
    "learner,file,lesson,step,claimed,judged,reason,mistake,says,"
    "attempts,hints,solution_seen,earlier_text,seconds"
)
LEARNERS = "learner,files,unread,answers,claimed,passed,not_confirmed,seconds"
CHECKS = "lesson,step,judged,reason,mistake,answers"
Cells = Sequence[object]


def paths(out: Path) -> list[Path]:
    """The answers, the learners and the checks."""
    return [out, *(out.with_name(f"{out.stem}-{name}.csv") for name in ("learners", "checks"))]


def write(out: Path, graded: Sequence[Graded], lessons: Sequence[Lesson]) -> None:
    """Write all three, each whole or not at all.

    Raises:
        GradingError: they can't be written.
    """
    whole = sorted(graded, key=lambda each: each.file)
    tables = _answers(whole), _learners(whole, lessons), _checks(whole, lessons)
    for path, table in zip(paths(out), tables, strict=True):
        try:
            files.write(str(path), encoded(table), force=True)
        except OSError as error:
            raise GradingError(f"{path} can't be written: {error.strerror}.") from error


def encoded(rows: Iterable[Cells]) -> bytes:
    """Rows as RFC 4180 has them, in UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [cell(value) for value in row] for row in rows
    )
    return text.getvalue().encode()


def cell(value: object) -> str:
    """A value that neither a spreadsheet takes for a formula nor a terminal obeys."""
    text = visible(str(value))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _answers(graded: Iterable[Graded]) -> Iterable[Cells]:
    yield ANSWERS.split(",")
    for each in graded:
        start = each.learner, each.file
        if each.problem:
            yield *start, "", "", "", UNREAD, each.problem, *[""] * 7
        for row in each.rows:
            yield (
                *(*start, row.lesson, row.step, row.claimed, row.judged, row.reason),
                *(_mistake(row.reason), row.say, row.attempts, row.hints),
                *(_yes(row.solution_seen), _yes(row.earlier), f"{row.seconds:.3f}"),
            )
        if each.unknown:
            many = f"{each.unknown} steps in it are not of this course"
            yield *start, "", "", "", "unknown", many, *[""] * 7


def _learners(graded: Iterable[Graded], lessons: Sequence[Lesson]) -> Iterable[Cells]:
    """A learner of several files has passed what is passed in any of them."""
    exercises = {each.id: sum(map(is_exercise, each.steps)) for each in lessons}
    yield [*LEARNERS.split(","), *(f"{id} (of {count})" for id, count in exercises.items())]
    by_learner: defaultdict[str, list[Graded]] = defaultdict(list)
    for each in graded:
        by_learner[each.learner].append(each)
    for learner, handed_in in sorted(by_learner.items()):
        rows = [row for each in handed_in for row in each.rows]
        claimed, passed = _keys(rows, "claimed"), _keys(rows, "judged")
        by_lesson = Counter(lesson for lesson, _ in passed)
        yield (
            *(learner, len(handed_in), sum(bool(each.problem) for each in handed_in)),
            *(len({(row.lesson, row.step) for row in rows}), len(claimed), len(passed)),
            *(len(claimed - passed), f"{sum(row.seconds for row in rows):.3f}"),
            *(by_lesson[id] for id in exercises),
        )


def _checks(graded: Iterable[Graded], lessons: Sequence[Lesson]) -> Iterable[Cells]:
    """How many answers to each step came to what, the most first, with all declared mistakes."""
    yield CHECKS.split(",")
    counts = Counter(
        (row.lesson, row.step, row.judged, row.reason) for each in graded for row in each.rows
    )
    for lesson in lessons:
        for step in lesson.steps:
            if isinstance(step, Code | Fix | Expression):
                for mistake in step.mistakes:
                    counts[lesson.id, step.id, "wrong", MISTAKE + mistake.id] += 0
    order = {(lesson.id, step.id): None for lesson in lessons for step in lesson.steps}
    places = {key: place for place, key in enumerate(order)}
    for (lesson_id, step_id, judged, reason), count in sorted(
        counts.items(), key=lambda item: (places[item[0][:2]], -item[1], item[0])
    ):
        yield lesson_id, step_id, judged, reason, _mistake(reason), count


def _keys(rows: Iterable[Row], which: str) -> set[tuple[str, str]]:
    return {(row.lesson, row.step) for row in rows if getattr(row, which) == PASSED}


def _mistake(reason: str) -> str:
    return reason.removeprefix(MISTAKE) if reason.startswith(MISTAKE) else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"
