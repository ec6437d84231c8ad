"""One cell without a screen: what it prints, its value, its picture, its error, as plain text."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from autograd_tutor.evaluator.advice import advice
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Cell, Failure, Figure, Lost, Outcome

PLOT_ROWS = 20


def run_file(launcher: Launcher, file: str, device: str, seconds: float) -> int:
    """Run the code in a file (`-`: standard input) and print what comes of it."""
    try:
        code = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file} cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        outcome = asyncio.run(evaluate(launcher, Cell(code=code, device=device, seconds=seconds)))
    except EvaluatorError as error:
        print(error, file=sys.stderr)
        return 2
    return report(outcome)


async def evaluate(launcher: Launcher, cell: Cell) -> Outcome:
    """Run one cell on an evaluator of its own; its output is printed as it comes."""
    evaluator = Evaluator(launcher)
    try:
        return await evaluator.run(cell, lambda text: print(text, end="", flush=True))
    finally:
        await evaluator.close()


def report(outcome: Outcome) -> int:
    """Print an outcome; the exit status is 0 only if the cell ran to its end."""
    if isinstance(outcome, Lost):
        print(outcome.detail, file=sys.stderr)
        return 1
    for warned in outcome.warnings:
        print(f"{warned.category}: {warned.message}", file=sys.stderr)
    if outcome.figure.curves:
        print_figure(outcome.figure)
    if outcome.value is not None:
        print(outcome.value)
    if outcome.error is not None:
        print(explain(outcome.error), file=sys.stderr)
    return int(outcome.error is not None)


def print_figure(figure: Figure) -> None:
    """Draw the figure as wide as the terminal."""
    from autograd_tutor.plot.curves import draw

    width = shutil.get_terminal_size().columns
    ascii_only = (sys.stdout.encoding or "").lower() not in ("utf-8", "utf8")
    for row in draw(figure, width, PLOT_ROWS, ascii=ascii_only):
        print("".join(span.text for span in row).rstrip())


def explain(failure: Failure) -> str:
    """The error with the learner's own lines."""
    lines = [
        f"line {each.line}{' of the setup' * (each.where == 'setup')}: {each.text.strip()}"
        for each in failure.trace
    ]
    words = f"{failure.type}: {failure.message}" if failure.message else failure.type
    return "\n".join(filter(None, [*lines, words, advice(failure)]))
