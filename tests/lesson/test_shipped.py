"""The tutor's own lessons: they load, they fit the screen, and what they say is so."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from autograd_tutor.lesson.load import catalogue, lesson_dir, load_lesson
from autograd_tutor.lesson.model import Code, Demo, Expression, Lesson, Read, Step

CATALOGUE = catalogue(lesson_dir())
LESSONS = [load_lesson(entry.path) for entry in CATALOGUE]
STEPS = {f"{lesson.id}/{step.id}": step for lesson in LESSONS for step in lesson.steps}

# Right answers to the exercises, and what else the prose states about them.
ANSWERS = {
    "first-derivative/one-slope": """
for at in (2.0, 0.0):
    x = torch.tensor(at, requires_grad=True)
    y = x**3 - x
    (slope,) = torch.autograd.grad(y, [x])
    print(slope, (slope,))
""",
    "first-derivative/your-curve": """
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x * torch.exp(-x)
(dydx,) = torch.autograd.grad(y.sum(), [x])
plot(x.detach(), y.detach(), label="y")
plot(x.detach(), dydx, label="dy/dx")
print(dydx[0].item(), round(dydx[-1].item(), 3), round(x[y.argmax()].item(), 1))
""",
    "sum-trick/cubic": """
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x**3 - 6*x**2 + 8*x
(dydx,) = torch.autograd.grad(y.sum(), [x], retain_graph=True)
plot(x.detach(), y.detach(), label="y")
plot(x.detach(), dydx, label="dy/dx")
(mean,) = torch.autograd.grad(y.mean(), [x])
print([round(curve[i].item(), 4) for curve in (dydx, mean, y) for i in (0, -1)])
turns = (dydx[1:] * dydx[:-1] < 0).nonzero()
print([round(x[i].item(), 2) for i in turns])
""",
    "sum-trick/your-own-sum": """
x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
y = (x**2).cumsum(0)
(slopes,) = torch.autograd.grad(y[3], [x])
print(slopes.tolist())
""",
}

# What the reader is told to expect: in the step's own output, or in the answer's.
SHOWN = {
    "first-derivative/mark": [
        "plain: tensor(9.)\n",
        "x: tensor(3., requires_grad=True)\n",
        "y: tensor(9., grad_fn=<PowBackward0>)\n",
        "z: tensor(10., grad_fn=<AddBackward0>)\n",
    ],
    "first-derivative/walk": [
        "x leaf: True tracked: True\ny leaf: False tracked: True\ns leaf: False tracked: True\n",
        "SumBackward0\nCosBackward0\nPowBackward0\ntorch::autograd::AccumulateGrad\n",
    ],
    "first-derivative/ask": ["(tensor(6.),)\n", "by x: tensor(10.)  by w: tensor(3.)\n"],
    "first-derivative/whole-curve": ["[-0.0, -0.000", "last slope:   1.32"],
    "first-derivative/same-record": ["not have been used", "does not require", "ending in 1.32"],
    "sum-trick/one-number": ["only for scalar outputs", "gives 100 slopes"],
    "sum-trick/diagonal": ["tensor([-0.0000, -2.4999,  0.1659, -7.4791,  1.3235])"],
    "sum-trick/running-total": ["[6.0, 5.0, 4.0, 3.0, 2.0, 1.0]", "[1., 1., 1., 1., 1., 1.]]"],
    "sum-trick/shares": ["gradient: tensor([0., 0., 0.])", "0.0819, -0.0220, -0.0599]"],
    "sum-trick/why-detach": ["x tracked: True\ny tracked: True\ndydx tracked: False\n"],
    "sum-trick/silent-exits": [
        "numpy refused: Can't call numpy() on Tensor that requires grad.",
        "item: 4.0\ntolist: [1.0, 4.0]\n",
        "right: tensor(5., grad_fn=<SumBackward0>)\nwrong: tensor(5.)\n",
    ],
    "sum-trick/look-at-the-cubic": [
        "[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [8.0, -1.0, -4.0, -1.0, 8.0, 23.0]"
    ],
    "sum-trick/your-own-sum": ["[8.0, 12.0, 12.0, 8.0]"],
    "answer:first-derivative/one-slope": ["tensor(11.) (tensor(11.),)\ntensor(-1.) "],
    "answer:first-derivative/your-curve": ["1.0 -0.027 1.0\n"],
    "answer:sum-trick/cubic": ["[8.0, 23.0, 0.08, 0.23, 0.0, 15.0]\n[0.81, 3.13]"],
    "answer:sum-trick/your-own-sum": ["[2.0, 4.0, 6.0, 8.0]"],
}


def code_of(step: Step) -> str:
    """What the learner finds in the editor."""
    if isinstance(step, Demo):
        return step.code
    return step.starter if isinstance(step, Code | Expression) else ""


@pytest.fixture(scope="module")
def ran() -> Any:
    """What every cell of every lesson, and every answer, does under torch."""
    cells: dict[str, dict[str, str]] = {}
    for name, step in STEPS.items():
        if isinstance(step, Expression):
            cells[name] = {"expression": step.starter}
        elif isinstance(step, Demo | Code):
            cells[name] = {"code": f"{step.setup}\n{code_of(step)}"}
    cells |= {f"answer:{name}": {"code": code} for name, code in ANSWERS.items()}
    # The cubic multiplied out is promised to look the same.
    cells["expanded"] = {"expression": "x**3 - 6*x**2 + 8*x"}
    script = Path(__file__).with_name("cells.py")
    done = subprocess.run(
        [sys.executable, script], input=json.dumps(cells), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_course_begins_with_these_lessons() -> None:
    assert [entry.id for entry in CATALOGUE][:2] == ["first-derivative", "sum-trick"]
    assert [(e.id, e.title) for e in CATALOGUE] == [(lesson.id, lesson.title) for lesson in LESSONS]
    names = [entry.path.name for entry in CATALOGUE]
    assert names == [f"{number:02}-{entry.id}.yaml" for number, entry in enumerate(CATALOGUE, 1)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_never_only_talks(lesson: Lesson) -> None:
    reads = [isinstance(step, Read) for step in lesson.steps]
    assert not any(a and b for a, b in pairwise(reads))
    assert any(isinstance(step, Expression) for step in lesson.steps)
    assert any(isinstance(step, Code) for step in lesson.steps)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_a_step_fits_the_screen(step: Step) -> None:
    lines = step.text.splitlines()
    assert len(lines) <= 14
    assert max(map(len, lines)) <= 76
    assert max(map(len, code_of(step).splitlines()), default=0) <= 72
    assert (step.title + step.text + code_of(step)).isascii(), "not every console has more"


@pytest.mark.parametrize("name", [name for name in STEPS if code_of(STEPS[name])])
def test_the_editor_starts_with_code_that_runs(ran: Any, name: str) -> None:
    ast.parse(code_of(STEPS[name]))
    assert ran[name]["error"] == ""


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_prose_promises_is_shown(ran: Any, name: str) -> None:
    assert ran[name]["error"] == ""
    for fragment in SHOWN[name]:
        assert fragment in ran[name]["printed"]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_starter_leaves_the_work_to_do(ran: Any, name: str) -> None:
    starter, answer = ran[name], ran[f"answer:{name}"]
    assert (starter["printed"], starter["curves"]) != (answer["printed"], answer["curves"])


def test_curves_are_drawn_where_the_prose_shows_them(ran: Any) -> None:
    drawn = {name: result["curves"] for name, result in ran.items() if result["curves"]}
    assert drawn == {
        "first-derivative/whole-curve": 2,
        "first-derivative/your-curve": 1,
        "sum-trick/why-detach": 2,
        "answer:first-derivative/your-curve": 2,
        "answer:sum-trick/cubic": 2,
    }


def test_both_ways_to_write_the_cubic_draw_the_same(ran: Any) -> None:
    assert ran["expanded"]["printed"] == ran["sum-trick/look-at-the-cubic"]["printed"]


def test_every_exercise_has_its_answer_checked() -> None:
    assert set(ANSWERS) == {name for name, step in STEPS.items() if isinstance(step, Code)}
