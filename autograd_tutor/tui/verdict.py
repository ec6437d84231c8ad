"""The end of a run in words: value, warnings, and an error with the learner's own lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from autograd_tutor.evaluator.advice import advice
from autograd_tutor.evaluator.messages import Failure, Lost, Outcome, Run, TraceLine, Warned
from autograd_tutor.tui.visible import visible

if TYPE_CHECKING:
    from autograd_tutor.grading.errors import Explanation

LOST = {
    "timeout": "stopped: time is up",
    "interrupted": "stopped",
    "reset": "ready",
    "idle": "ready",
    "broken": "ready",
    "crashed": "lost: the worker crashed",
    "memory": "stopped: out of memory",
    "protocol": "lost: bad answer",
    "unconfined": "lost: not confined",
}
PLACES = {
    "cell": "line",
    "setup": "the step's own code, line",
    "earlier": "an earlier cell, line",
}
STOPPED = {"TimeLimit": "stopped: time is up", "Interrupted": "stopped"}


def state(outcome: Outcome) -> str:
    """The outcome in a word or three, for the status line."""
    if isinstance(outcome, Lost):
        return LOST[outcome.reason]
    if outcome.error is not None:
        return STOPPED.get(outcome.error.type, "error")
    seconds = outcome.seconds
    if not seconds:
        return "done"
    return f"done in {seconds * 1000:.0f} ms" if seconds < 1 else f"done in {seconds:.1f} s"


def verdict(outcome: Outcome, lesson: str = "") -> Content:
    """The outcome for the output panel; `lesson` is the id of the one that is open."""
    if isinstance(outcome, Lost):
        return Content(visible(outcome.detail)).stylize("bold")
    parts = [_warning(warned, lesson) for warned in outcome.warnings]
    if outcome.value is not None:
        parts.append(_value(outcome.value))
    if outcome.error is not None:
        parts.append(_failure(outcome.error, lesson))
    return Content("\n").join(parts)


def silent(code: str, outcome: Outcome, lesson: str = "") -> Content:
    """What went wrong in `code` with no error, where that is certain; else nothing."""
    from autograd_tutor.grading.silent import remark

    found = remark(code, outcome) if isinstance(outcome, Run) else None
    return Content("\n").join(_explained(found, lesson))


def _value(value: str) -> Content:
    first, *rest = visible(value).split("\n")
    return Content("\n").join(
        [Content.assemble(("= ", "bold"), first), *(Content("  " + line) for line in rest)]
    )


def _warning(warned: Warned, lesson: str) -> Content:
    from autograd_tutor.grading.errors import explain_warning

    where = f"warning, line {warned.line}: " if warned.line else "warning: "
    said = Content.assemble(
        (where, "bold $text-warning"), visible(f"{warned.category}: {warned.message}")
    )
    return Content("\n").join([said, *_explained(explain_warning(warned), lesson)])


def _failure(failure: Failure, lesson: str) -> Content:
    from autograd_tutor.grading.errors import explain

    lines = [_frame(line) for line in failure.trace]
    if lines and failure.column:
        lines.append(_caret(failure.trace[-1], failure.column))
    words = f": {failure.message}" if failure.message else ""
    lines.append(Content.assemble((visible(failure.type), "bold $text-error"), visible(words)))
    if said := advice(failure):
        lines.append(Content(said))
    lines += _explained(explain(failure), lesson)
    return Content("\n").join(lines)


def _explained(found: Explanation | None, lesson: str) -> list[Content]:
    """Why and what to do, and which other lesson teaches it."""
    if found is None:
        return []
    more = f" The lesson {found.lesson} shows how." if found.lesson not in (None, lesson) else ""
    return [Content(visible(found.text) + more)]


def _where(line: TraceLine) -> str:
    start = PLACES[line.where]
    inside = f", in {line.function}" if line.function not in ("", "<module>") else ""
    return f"{start} {line.line}{inside}:  "


def _frame(line: TraceLine) -> Content:
    return Content.assemble((visible(_where(line)), "dim"), visible(line.text.strip()))


def _caret(line: TraceLine, column: int) -> Content:
    indent = len(line.text) - len(line.text.lstrip())
    at = len(visible(_where(line))) + max(column - 1 - indent, 0)
    return Content(" " * at + "^").stylize("bold $text-error")
