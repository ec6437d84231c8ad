"""How a run ended, in words: figure, value, warnings and errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograd_tutor.evaluator.messages import Failure, Lost, Outcome, Run
from autograd_tutor.plain.prose import INDENT, inline

if TYPE_CHECKING:
    from autograd_tutor.grading.errors import Explanation


def told(outcome: Outcome, lesson: str, name: str = "") -> Iterator[str]:
    """What there is to say of a run; `lesson` is the id of the one that is open.

    `name`: what the result is called whose record is told.
    """
    if isinstance(outcome, Lost):
        yield outcome.detail
        return
    yield from _warnings(outcome, lesson)
    if outcome.figure.curves or outcome.figure.hlines:
        from autograd_tutor.plot.spoken import describe

        yield f"Picture:\n{describe(outcome.figure)}"
    if outcome.graph is not None:
        from autograd_tutor.plot.tape import spoken

        yield f"Record:\n{spoken(outcome.graph, name)}"
    if outcome.value is not None:
        yield _value(outcome.value)
    if outcome.error is not None:
        from autograd_tutor.grading.errors import explain
        from autograd_tutor.headless import happened

        yield "\n".join(_sentence(line) for line in happened(outcome.error))
        yield _where(outcome.error)
        yield from explained(explain(outcome.error), lesson)
    else:
        yield _time(outcome.seconds)


def _warnings(run: Run, lesson: str) -> Iterator[str]:
    from autograd_tutor.grading.errors import explain_warning

    for warned in run.warnings:
        where = f"Warning, line {warned.line}: " if warned.line else "Warning: "
        yield f"{where}{warned.category}: {warned.message}"
        yield from explained(explain_warning(warned), lesson)


def silent(code: str, outcome: Outcome, lesson: str) -> Iterator[str]:
    """What went wrong in `code` with no error, where that is certain."""
    from autograd_tutor.headless import remark

    if isinstance(outcome, Run):
        yield from explained(remark(code, outcome), lesson)


def explained(found: Explanation | None, lesson: str) -> Iterator[str]:
    """Why, what to do, and how to reach the other lesson that teaches it."""
    if found is not None:
        yield inline(found.text)
        if found.lesson not in (None, lesson):
            yield f"The lesson {found.lesson} shows how: go {found.lesson}"


def _value(value: str) -> str:
    first, *rest = value.split("\n")
    if not rest:
        return f"Value: {first}"
    return "\n".join(["Value:", *(INDENT + line for line in [first, *rest])])


def _time(seconds: float) -> str:
    return f"Done in {seconds * 1000:.0f} ms." if seconds < 1 else f"Done in {seconds:.1f} s."


def _where(failure: Failure) -> str:
    """From where in its line an error comes, if not from the line's beginning."""
    if not failure.trace or not failure.column:
        return ""
    line = failure.trace[-1].text
    before, rest = line[: failure.column - 1].strip(), line[failure.column - 1 :].strip()
    if not before:
        return ""
    return f"It comes from: {rest}" if rest else "It comes from the end of the line."


def _sentence(line: str) -> str:
    return line[:1].upper() + line[1:] if line.startswith("line ") else line
