"""One cell without a screen: what it prints, its value, its picture, its error, as plain text."""

from __future__ import annotations

import asyncio
import shutil
import sys
import textwrap
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_tutor.evaluator.advice import advice
from autograd_tutor.evaluator.choosing import refused
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Failure, Figure, Lost, Outcome, Run, Warned
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.evaluator.waiting import to_stderr

if TYPE_CHECKING:
    from autograd_tutor.grading.errors import Explanation

PLACES = {"cell": "", "setup": " of the setup", "earlier": " of an earlier cell"}
PLOT_ROWS = 20
WIDTH = 76


def run_file(
    launcher: Launcher, file: str, device: str, seconds: float, *, ascii: bool = False
) -> int:
    """Run the code in a file (`-`: standard input) and print what comes of it.

    `ascii`: draw with ASCII characters only.
    """
    try:
        code = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        print(f"{file} cannot be read: {why}.", file=sys.stderr)
        return 2
    cell = Cell(code=code, device=device, seconds=seconds, look=True)
    try:
        return report(asyncio.run(evaluate(launcher, cell)), code, ascii=ascii)
    except EvaluatorError as error:
        print(error, file=sys.stderr)
        return 2


async def evaluate(launcher: Launcher, cell: Cell) -> Outcome:
    """Run one cell on an evaluator of its own; its output is printed as it comes.

    Raises EvaluatorError.
    """
    evaluator = Evaluator(launcher, to_stderr)
    try:
        if refusal := await refused(evaluator, cell.device):
            raise EvaluatorError(refusal)
        return await evaluator.run(cell, print_now)
    finally:
        await evaluator.close()


def print_now(text: str) -> None:
    """Print what a cell printed. If nobody reads it any more, `report` will find out."""
    with suppress(BrokenPipeError):
        print(text, end="", flush=True)


def report(outcome: Outcome, code: str, *, ascii: bool) -> int:
    """Print the outcome of `code`; the exit status is 0 only if it ran to its end."""
    sys.stdout.flush()
    if isinstance(outcome, Lost):
        print(outcome.detail, file=sys.stderr)
        return 1
    for warned in outcome.warnings:
        print(warning(warned), file=sys.stderr)
    if outcome.figure.curves:
        print_figure(outcome.figure, ascii=ascii)
    if outcome.value is not None:
        print(outcome.value)
    if outcome.error is not None:
        print(error(outcome.error), file=sys.stderr)
    for line in explained(remark(code, outcome)):
        print(line, file=sys.stderr)
    return int(outcome.error is not None)


def remark(code: str, run: Run) -> Explanation | None:
    """What went wrong without an error, where that is certain."""
    from autograd_tutor.grading.silent import remark

    return remark(code, run)


def print_figure(figure: Figure, *, ascii: bool) -> None:
    """Draw the figure as wide as the terminal."""
    from autograd_tutor.plot.curves import draw

    width = shutil.get_terminal_size().columns
    for row in draw(figure, width, PLOT_ROWS, ascii=ascii):
        print("".join(span.text for span in row).rstrip())


def warning(warned: Warned) -> str:
    """The warning, and what it means where that is known."""
    from autograd_tutor.grading.errors import explain_warning

    return "\n".join([f"{warned.category}: {warned.message}", *explained(explain_warning(warned))])


def error(failure: Failure) -> str:
    """The error with the learner's own lines, why it came and what to do where that is known."""
    from autograd_tutor.grading.errors import explain

    return "\n".join([*happened(failure), *explained(explain(failure))])


def happened(failure: Failure) -> list[str]:
    """The learner's own lines, the error in its own words, and what a cell may not do here."""
    lines = [f"line {each.line}{PLACES[each.where]}: {each.text.strip()}" for each in failure.trace]
    words = f"{failure.type}: {failure.message}" if failure.message else failure.type
    return [*lines, words, *filter(None, [advice(failure)])]


def explained(found: Explanation | None) -> list[str]:
    """The lines of an explanation, and how to open the lesson that teaches it."""
    if found is None:
        return []
    lines = textwrap.wrap(found.text, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [*lines, f"Lesson: autograd-tutor --lesson {found.lesson}"] if found.lesson else lines
