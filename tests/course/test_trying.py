"""The code of a step as a cell of its own."""

from __future__ import annotations

import ast

import pytest

from autograd_tutor.course.trying import as_cell
from autograd_tutor.lesson import steps
from autograd_tutor.lesson.load import lesson_dir, lesson_files, load_lesson
from tests.tui.kinds import EVERY

BY_ID = {step.id: step for step in EVERY.steps}
FREE = steps.Expression(id="free", title="Free", text="", range=(-1.5, 1.5), points=50)
LINE = "x = torch.linspace(-1.5, 1.5, 50, requires_grad=True)"


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("x**2", [LINE, "y = x**2"]),
        ("y = x**2", [LINE, "y = x**2"]),
        ("cos(pi * x)", ["from math import pi", "from torch import cos", LINE, "y = cos(pi * x)"]),
        ("3", [LINE, "y = (3) + 0 * x"]),
        ("pi", ["from math import pi", LINE, "y = (pi) + 0 * x"]),
        ("x**", [LINE, "y = x**"]),
        ("x if 3 is 3 else 1", [LINE, "y = x if 3 is 3 else 1"]),
        ("(x +\n 1)", [LINE, "y = (", "(x +", " 1)", ")"]),
    ],
)
def test_an_expression_is_drawn(typed: str, lines: list[str]) -> None:
    ending = "plot(x.detach(), y.detach(), label='f')"
    assert as_cell(FREE, typed).split("\n") == [*lines, ending]


def test_a_picture_is_drawn_with_its_slopes() -> None:
    assert as_cell(BY_ID["picture"], "") == (
        "x = torch.linspace(0, 5, 200, requires_grad=True)\n"
        "y = x**3\n"
        "plot(x.detach(), y.detach(), label='y')\n"
        "(slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)\n"
        "plot(x.detach(), slope.detach(), label='s')"
    )


def test_what_runs_unseen_comes_before_what_was_typed() -> None:
    step = steps.Demo(id="demo", title="Demo", text="", code="w", setup="w = 1\n")
    assert as_cell(step, "w + 1") == "w = 1\n\nw + 1"
    assert as_cell(step, " \n") == ""
    assert as_cell(BY_ID["record"], "").endswith("s = (x * x).sum()")
    assert as_cell(BY_ID["foresee"], "x = 1") == "x = 1"


def test_where_no_code_is_there_is_none_to_try() -> None:
    for id in ("pick", "value", "sequence", "words"):
        assert as_cell(BY_ID[id], "3") == ""


def test_every_shipped_step_gives_python() -> None:
    for path in lesson_files(lesson_dir()):
        for step in load_lesson(path).steps:
            text = str(getattr(step, "code", "") or getattr(step, "starter", ""))
            if not isinstance(step, steps.Fix):
                ast.parse(as_cell(step, text))
