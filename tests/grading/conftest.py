import pytest_asyncio

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.grading.judge import Judge
from autograd_tutor.grading.judgement import Judgement
from autograd_tutor.grading.requests import request
from autograd_tutor.lesson.steps import Code, Expression, Fix
from tests.evaluator.conftest import evaluator, fail, ignore, run
from tests.grading.problems import Ask, lesson_of

__all__ = ["ask", "evaluator", "fail", "judge", "run"]


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def judge(evaluator: Evaluator) -> Judge:
    """One for all: it remembers what the lessons' own programs left."""
    return Judge(evaluator, seed=11)


@pytest_asyncio.fixture(loop_scope="session")
async def ask(evaluator: Evaluator, judge: Judge) -> Ask:
    """Run an answer as the screen does, and judge it."""

    async def asked(step: Code | Fix | Expression, text: str) -> Judgement:
        lesson = lesson_of(step)
        cell = request(lesson, step, text, "cpu")
        assert cell is not None
        return await judge.judge(lesson, step, text, await evaluator.run(cell, ignore))

    return asked
