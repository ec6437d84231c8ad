from typing import Any

import pytest

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.grading.requests import request, sketch
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Demo, Expression, Graph, Option, Plot, Predict, Read, Series
from tests.grading.problems import CUBIC, REPAIR

pytestmark = pytest.mark.asyncio(loop_scope="session")

STEP: dict[str, Any] = {"id": "s", "title": "S", "text": "Look."}
CURVES = Plot(
    **STEP,
    range=(0.0, 2.0),
    points=5,
    series=[
        Series(label="x^3", y="x**3  # a comment"),
        Series(label="x^3'", y="x**3", slope=1),
        Series(label="x^3''", y="x**3", slope=2),
        Series(label="line''", y="2*x + 1", slope=2),
        Series(label="level", y="torch.tensor(3.0)"),
        Series(label="sine", y="sin(pi*x)", slope=1),
    ],
)
LESSON = Lesson(format=1, id="l", title="L", aims=["See"], minutes=1, seed=7, steps=[CURVES])


async def test_a_picture_is_drawn_from_its_series(evaluator: Evaluator) -> None:
    asked = request(LESSON, CURVES, "", "cpu")
    assert isinstance(asked, Cell)

    outcome = await evaluator.run(asked, lambda _: None)

    assert isinstance(outcome, Run)
    assert outcome.error is None, outcome.error
    drawn = {curve.label: [round(y, 3) for y in curve.y] for curve in outcome.figure.curves}
    assert drawn == {
        "x^3": [0, 0.125, 1, 3.375, 8],
        "x^3'": [0, 0.75, 3, 6.75, 12],
        "x^3''": [0, 3, 6, 9, 12],
        "line''": [0, 0, 0, 0, 0],
        "level": [3, 3, 3, 3, 3],
        "sine": [3.142, 0, -3.142, 0, 3.142],
    }
    assert list(outcome.figure.curves[0].x) == [0, 0.5, 1, 1.5, 2]
    assert outcome.value is None


@pytest.mark.parametrize(
    "step",
    [
        CUBIC,
        REPAIR,
        Demo(**STEP, code="1", setup="a = 1", seconds=3.0),
        Predict(**STEP, code="1", options=[Option(text="a"), Option(text="b", right=True)]),
    ],
)
async def test_code_is_run_with_a_look_at_what_it_leaves(step: Demo) -> None:
    asked = request(LESSON, step, "x = 2", "cuda")

    assert asked == Cell(
        code="x = 2",
        setup=step.setup,
        device="cuda",
        seed=7,
        seconds=step.seconds,
        look=True,
    )


async def test_an_expression_is_sketched() -> None:
    step = Expression(**STEP, range=(-1.0, 1.0), points=50, seconds=2.0)

    assert request(LESSON, step, "x**2", "cpu") == Sketch(
        expression="x**2", low=-1.0, high=1.0, points=50, seed=7, seconds=2.0
    )


async def test_a_sketch_may_have_more_derivatives_and_a_record_at_one_x() -> None:
    step = Expression(**STEP, range=(-1.0, 1.0))

    asked = sketch(LESSON, step, "x**2", "cpu", order=2, at=0.5)

    assert (asked.order, asked.at) == (2, 0.5)
    with pytest.raises(ValueError, match="order is 0, 1 or 2"):
        sketch(LESSON, step, "x**2", "cpu", order=7)


async def test_a_graph_runs_its_own_code() -> None:
    step = Graph(**STEP, code="s = 1", of="s")

    assert request(LESSON, step, "other", "cpu") == Cell(code="s = 1", seed=7, graph="s")


async def test_reading_runs_nothing() -> None:
    assert request(LESSON, Read(**STEP), "", "cpu") is None
