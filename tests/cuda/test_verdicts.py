"""Every answer of every lesson is judged on a card as it is on the processor."""

from __future__ import annotations

import pytest

from autograd_tutor.authoring.draft import read_draft
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.options import Options
from autograd_tutor.lesson.load import lesson_dir, lesson_files

from .conftest import Opened
from .table import Table
from .verdicts import Verdicts, verdicts

LESSONS = [path.stem for path in lesson_files(lesson_dir())]


async def on(evaluator: Evaluator, device: str, lesson: str) -> Verdicts:
    return await verdicts(Bench(evaluator, device), read_draft(lesson_dir() / f"{lesson}.yaml"))


@pytest.mark.cuda
@pytest.mark.parametrize("lesson", LESSONS)
async def test_a_lesson_is_judged_as_on_the_processor(
    lesson: str, device: str, opened: Opened, table: Table
) -> None:
    async with opened(Options()) as evaluator:
        here, there = await on(evaluator, "cpu", lesson), await on(evaluator, device, lesson)
    assert there == here
    table.add(f"verdicts of {lesson}", f"{len(here)} the same as on cpu")
