"""The author's commands: read, call, print. Exit status 1: something is wrong; 2: wrong use."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from autograd_tutor.authoring.course import read_courses
from autograd_tutor.authoring.draft import read_draft
from autograd_tutor.authoring.findings import Finding
from autograd_tutor.authoring.lint import lint
from autograd_tutor.authoring.new import LEFT_TO_DO, new_lesson
from autograd_tutor.authoring.static import ids
from autograd_tutor.authoring.trial import table, try_answers
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.waiting import to_stderr
from autograd_tutor.lesson.load import LessonError, lesson_dir

T = TypeVar("T")
MOST_EVALUATORS = 2
"""As many as were measured to help."""
CLEAR = "\r\x1b[K"


def run(options: argparse.Namespace, launcher: Launcher) -> int:
    """Run the command that the options name; returns the exit status."""
    try:
        return _COMMANDS[options.command](options, launcher)
    except (LessonError, EvaluatorError) as error:
        progress("")
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        progress("")
        return 130


def run_lint(options: argparse.Namespace, launcher: Launcher) -> int:
    """Print what is wrong with lessons."""
    courses = read_courses(options.paths or [lesson_dir()])
    if options.accept:
        for course in courses:
            ids.accept(course)
    side_by_side = 1 if launcher.far else min(MOST_EVALUATORS, os.cpu_count() or 1)
    found = with_evaluators(launcher, side_by_side, lambda all: lint(courses, all, progress))
    progress("")
    if options.json:
        print(json.dumps([finding.plain() for finding in found], indent=2))
    else:
        print_findings(found)
    return int(bool(found))


def print_findings(found: list[Finding]) -> None:
    """Each finding, and how many there are."""
    for finding in found:
        print(finding)
    if found:
        print(f"{len(found)} finding{'s' * (len(found) > 1)}")


def progress(words: str) -> None:
    """Say on a terminal what is tried now, in place of what was."""
    if sys.stderr.isatty():
        print(f"{CLEAR}{words}", end="", file=sys.stderr, flush=True)


def with_evaluators(
    launcher: Launcher, count: int, work: Callable[[list[Evaluator]], Coroutine[Any, Any, T]]
) -> T:
    """What the work comes to, on evaluators of its own."""

    async def working() -> T:
        evaluators = [Evaluator(launcher, to_stderr) for _ in range(count)]
        try:
            return await work(evaluators)
        finally:
            for evaluator in evaluators:
                await evaluator.close()

    return asyncio.run(working())


def run_new(options: argparse.Namespace, _: Launcher) -> int:
    """Write a draft and say what is left to do."""
    print(LEFT_TO_DO.format(path=new_lesson(options.id, options.dir)))
    return 0


def run_test(options: argparse.Namespace, launcher: Launcher) -> int:
    """Print what the judge makes of the answers that a lesson holds."""
    draft = read_draft(options.file)
    rows, found = with_evaluators(launcher, 1, lambda all: try_answers(draft, all[0], progress))
    progress("")
    print("\n".join(table(rows)))
    print_findings(found)
    return int(bool(found))


_COMMANDS = {"lint": run_lint, "new": run_new, "test": run_test}
