"""Cells run in a Python of another version that has torch, and nothing that the tutor needs."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autograd_tutor.authoring.draft import read_draft
from autograd_tutor.authoring.trials.bench import Bench
from autograd_tutor.evaluator.client import Evaluator, ignored
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.options import OLDEST_TORCH
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.lesson.load import lesson_dir, lesson_files
from tests.cuda.verdicts import verdicts

from .interpreters import minor, with_torch

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def foreign() -> AsyncIterator[Evaluator]:
    evaluator = Evaluator(Launcher(with_torch()))
    await evaluator.hello()
    yield evaluator
    await evaluator.close()


async def test_it_says_who_it_is_and_is_confined_as_ours(foreign: Evaluator) -> None:
    hello = await foreign.hello()
    assert minor(hello.python) != sys.version_info.minor
    assert tuple(map(int, hello.torch.split(".")[:2])) >= OLDEST_TORCH
    ours = Evaluator(Launcher())
    assert [(each.name, each.active) for each in hello.confinement] == [
        (each.name, each.active) for each in (await ours.hello()).confinement
    ]
    await ours.close()
    outcome = await foreign.run(Cell(code="open('/etc/passwd')"), ignored)
    assert isinstance(outcome, Run) and outcome.error is not None
    assert outcome.error.type == "PermissionError"


async def test_its_devices_are_listed(foreign: Evaluator) -> None:
    names = [device.name for device in await foreign.devices()]
    assert names[0] == "cpu" and names[1].startswith("cuda")


async def test_a_record_comes_with_its_shapes_and_gradients(foreign: Evaluator) -> None:
    code = "x = torch.linspace(0, 5, 9, requires_grad=True)\ny = (x**2).cos().sum()"
    outcome = await foreign.run(Cell(code=code, graph="y", look=True), ignored)
    assert isinstance(outcome, Run) and outcome.graph is not None
    assert [(each.op, each.shape) for each in outcome.graph.nodes] == [
        ("Sum", ()),
        ("Cos", (9,)),
        ("Pow", (9,)),
        ("x", (9,)),
    ]
    assert all(each.gradient for each in outcome.graph.nodes)


async def test_curves_and_functions_of_functions(foreign: Evaluator) -> None:
    drawn = await foreign.run(Sketch(expression="torch.sin(x)", low=0, high=1, order=2), ignored)
    assert isinstance(drawn, Run) and drawn.error is None
    assert [curve.label for curve in drawn.figure.curves] == ["f", "f'", "f''"]
    outcome = await foreign.run(
        Cell(code="torch.func.vmap(torch.func.grad(torch.sin))(torch.zeros(2))"), ignored
    )
    assert isinstance(outcome, Run) and outcome.value == "tensor([1., 1.])", outcome


async def test_answers_of_a_lesson_are_judged_as_by_ours(foreign: Evaluator) -> None:
    """The second lesson: a picture, code, a repair and mistakes."""
    draft = read_draft(lesson_files(lesson_dir())[1])
    ours = Evaluator(Launcher())
    expected = await verdicts(Bench(ours), draft)
    await ours.close()
    assert await verdicts(Bench(foreign), draft) == expected
